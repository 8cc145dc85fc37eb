package org.servergroup.posix;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** A pseudo-terminal in raw mode: stands in for a virtio-serial port where quick tests need one. */
public final class Pty implements AutoCloseable {
    private static final long TIOCGPTN = 0x80045430L;
    private static final long TIOCSPTLCK = 0x40045431L;
    private static final long TIOCEXCL = 0x540c;
    private static final long TIOCNXCL = 0x540d;
    private static final long TCGETS = 0x5401;
    private static final long TCSETS = 0x5402;
    private static final int CONTROL_FLAGS = 8;
    private static final int LOCAL_FLAGS = 12;
    private static final int CONTROL_CHARACTERS = 17;
    private static final int VTIME = 5;
    private static final int VMIN = 6;
    private static final int CS8 = 0x30;
    private static final int TERMIOS_BYTES = 64;

    private static final byte[] NOTHING = {};

    private final Descriptor master;
    private final Epoll readable;
    private final Epoll writable;
    private final NativeBuffer in = new NativeBuffer(64 * 1024);
    private final NativeBuffer out = new NativeBuffer(64 * 1024);
    private final Path device;

    public Pty() throws IOException {
        master = Descriptor.open("/dev/ptmx");
        readable = new Epoll(1);
        writable = new Epoll(1);
        readable.add(master, Epoll.IN, 0);
        writable.add(master, Epoll.OUT, 0);
        try (NativeBuffer argument = new NativeBuffer(TERMIOS_BYTES)) {
            argument.clear();
            control(TIOCSPTLCK, argument);
            control(TIOCGPTN, argument);
            device = Path.of("/dev/pts/" + argument.intAt(0));
            control(TCGETS, argument);
            argument.putInt(0, 0);
            argument.putInt(4, 0);
            argument.putInt(CONTROL_FLAGS, argument.intAt(CONTROL_FLAGS) | CS8);
            argument.putInt(LOCAL_FLAGS, 0);
            argument.putByte(CONTROL_CHARACTERS + VTIME, (byte) 0);
            argument.putByte(CONTROL_CHARACTERS + VMIN, (byte) 1);
            control(TCSETS, argument);
        }
    }

    private void control(long request, NativeBuffer argument) throws PosixException {
        int result = Libc.ioctl(master.number(), request, argument.address(0, argument.size()));
        PosixException.check(result, "ioctl", "/dev/ptmx");
    }

    /** The device that a guest opens. */
    public Path device() {
        return device;
    }

    /** Lets nobody else open a terminal that was opened, as is always so with a port; or lets them again. */
    public static void exclusive(Descriptor opened, boolean whether) throws PosixException {
        PosixException.check(Libc.ioctl(opened.number(), whether ? TIOCEXCL : TIOCNXCL, 0), "ioctl", opened.subject());
    }

    /** Reads what is there, waiting for it; nothing at the end or after the time-out. */
    public byte[] read(int max, int timeoutMillis) throws IOException {
        if (readable.await(timeoutMillis) == 0) {
            return NOTHING;
        }
        int read = master.read(in, 0, Math.min(max, in.size()));
        if (read <= 0) {
            return NOTHING;
        }
        byte[] bytes = new byte[read];
        in.get(0, bytes, 0, read);
        return bytes;
    }

    /** Writes everything, waiting for room. */
    public void write(byte[] bytes) throws IOException {
        byte[] left = bytes;
        while (left.length > 0) {
            int size = Math.min(left.length, out.size());
            out.put(0, left, 0, size);
            int written = master.write(out, 0, size);
            if (written > 0) {
                left = Arrays.copyOfRange(left, written, left.length);
            } else if (written == -Errno.EAGAIN) {
                if (writable.await(120_000) == 0) {
                    throw new IOException("the other end of " + device + " does not read");
                }
            } else {
                throw new PosixException("write", "/dev/ptmx", written);
            }
        }
    }

    @Override
    public void close() {
        readable.close();
        writable.close();
        master.close();
        in.close();
        out.close();
    }
}
