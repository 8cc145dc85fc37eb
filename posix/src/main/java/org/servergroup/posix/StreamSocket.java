package org.servergroup.posix;

import org.jspecify.annotations.Nullable;

/** UNIX stream sockets by path. All are non-blocking. */
public final class StreamSocket {
    private StreamSocket() {}

    /**
     * Connects.
     *
     * @param path 1 to 107 bytes
     * @throws PosixException {@link Errno#ENOENT} without a socket there, {@link Errno#ECONNREFUSED} if nobody listens,
     *     {@link Errno#EAGAIN} if its backlog is full
     */
    public static Descriptor connect(String path) throws PosixException {
        Descriptor socket = open(path);
        try {
            address(socket, path, true);
            return socket;
        } catch (PosixException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Makes a socket file and listens.
     *
     * @param path 1 to 107 bytes
     * @param backlog how many may wait to be accepted
     * @throws PosixException {@link Errno#EADDRINUSE} if there is something with that path
     */
    public static Descriptor listen(String path, int backlog) throws PosixException {
        Descriptor socket = open(path);
        try {
            address(socket, path, false);
            PosixException.check(Libc.listen(socket.number(), backlog), "listen", path);
            return socket;
        } catch (PosixException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Accepts a connection.
     *
     * @return null if none waits
     */
    public static @Nullable Descriptor accept(Descriptor listener) throws PosixException {
        int flags = Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK;
        int accepted = Libc.accept4(listener.number(), 0, 0, flags);
        if (accepted >= 0) {
            return new Descriptor(accepted, listener.subject());
        }
        int error = Libc.failed();
        if (error == -Errno.EAGAIN || error == -Errno.ECONNABORTED || error == -Errno.EINTR) {
            return null;
        }
        throw new PosixException("accept", listener.subject(), error);
    }

    private static Descriptor open(String path) throws PosixException {
        int type = Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK;
        return new Descriptor(PosixException.check(Libc.socket(Libc.AF_UNIX, type, 0), "socket", path), path);
    }

    private static void address(Descriptor socket, String path, boolean connect) throws PosixException {
        try (NativeBuffer buffer = new NativeBuffer(SocketAddress.BYTES)) {
            int length = SocketAddress.putPath(buffer, path);
            long address = buffer.address(0, length);
            int result = connect
                    ? Libc.connect(socket.number(), address, length)
                    : Libc.bind(socket.number(), address, length);
            PosixException.check(result, connect ? "connect" : "bind", path);
        }
    }
}
