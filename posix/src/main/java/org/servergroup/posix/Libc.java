package org.servergroup.posix;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;

/**
 * The C library, by direct mapping. Pointers and sizes are longs: the cheapest arguments there are. Each call returns -1
 * on failure, and {@link #failed} then tells errno.
 */
final class Libc {
    static final int AF_UNIX = 1;
    static final int SOCK_STREAM = 1;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOCK_CLOEXEC = 0x80000;

    static final int SOL_SOCKET = 1;
    static final int SO_ERROR = 4;
    static final int SO_SNDBUF = 7;
    static final int SO_PASSCRED = 16;
    static final int SO_SNDTIMEO = 21;
    static final int SO_SNDBUFFORCE = 32;
    static final int SCM_CREDENTIALS = 2;

    static final int SHUT_RD = 0;

    static final int MSG_CTRUNC = 0x8;
    static final int MSG_TRUNC = 0x20;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_NOSIGNAL = 0x4000;
    static final int MSG_CMSG_CLOEXEC = 0x40000000;

    // O_DIRECTORY, O_NOFOLLOW and O_DIRECT have other numbers on AArch64; all that is here is the same on both.
    static final int O_RDWR = 0x2;
    static final int O_NOCTTY = 0x100;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;

    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLL_CTL_DEL = 2;
    static final int EPOLL_CTL_MOD = 3;

    static final int SIOCOUTQ = 0x5411;

    static {
        // The layouts of structures are those of the two supported processors, which differ in epoll_event alone.
        if (!Platform.isLinux() || !Platform.is64Bit() || !(Platform.isIntel() || Platform.isARM())) {
            throw new UnsupportedOperationException("64-bit Linux on x86-64 or AArch64 is needed, this is "
                    + System.getProperty("os.name") + " on " + System.getProperty("os.arch"));
        }
        // The process itself: the C library is in it already, so that nothing is searched for.
        Native.register(Libc.class, NativeLibrary.getProcess());
    }

    private Libc() {}

    /** The negated errno of the call that has just failed on this thread. */
    static int failed() {
        return -Native.getLastError();
    }

    static native int open(long path, int flags, int mode);

    static native int close(int descriptor);

    static native long read(int descriptor, long buffer, long length);

    static native long write(int descriptor, long buffer, long length);

    static native int poll(long descriptors, long count, int timeout);

    static native int ioctl(int descriptor, long request, long argument);

    static native int epoll_create1(int flags);

    static native int epoll_ctl(int epoll, int operation, int descriptor, long event);

    static native int epoll_wait(int epoll, long events, int count, int timeout);

    static native int eventfd(int value, int flags);

    static native int socket(int family, int type, int protocol);

    static native int bind(int descriptor, long address, int length);

    static native int connect(int descriptor, long address, int length);

    static native int listen(int descriptor, int backlog);

    static native int accept4(int descriptor, long address, long length, int flags);

    static native int shutdown(int descriptor, int how);

    static native int setsockopt(int descriptor, int level, int option, long value, int length);

    static native int getsockopt(int descriptor, int level, int option, long value, long length);

    static native int recvmmsg(int descriptor, long messages, int count, int flags, long timeout);

    static native int sendmmsg(int descriptor, long messages, int count, int flags);

    static native long strerror(int number);
}
