package org.servergroup.posix;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An open file descriptor, always non-blocking and closed on exec. It is closed once; the owner sees to it that nobody is
 * in a call on it then.
 */
public final class Descriptor implements AutoCloseable {
    /** What {@link #awaitRoom} needs. */
    public static final int SCRATCH_BYTES = 8;

    private static final int CLOSED = -1;
    private static final int EVENTS = 4;
    private static final int RETURNED_EVENTS = 6;

    private final String subject;
    private final AtomicInteger number;

    Descriptor(int number, String subject) {
        this.number = new AtomicInteger(number);
        this.subject = subject;
    }

    /**
     * Opens a file or device for reading and writing. A terminal does not become the controlling one.
     *
     * @throws IllegalArgumentException if the path is empty or holds a NUL
     */
    public static Descriptor open(String path) throws PosixException {
        if (path.isEmpty() || path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a path must not be empty and must not hold a NUL");
        }
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        try (NativeBuffer buffer = new NativeBuffer(bytes.length + 1)) {
            buffer.put(0, bytes, 0, bytes.length);
            buffer.putByte(bytes.length, (byte) 0);
            int flags = Libc.O_RDWR | Libc.O_NONBLOCK | Libc.O_NOCTTY | Libc.O_CLOEXEC;
            int opened = Libc.open(buffer.address(0, buffer.size()), flags, 0);
            return new Descriptor(PosixException.check(opened, "open", path), path);
        }
    }

    /** What it was opened on, for messages. */
    public String subject() {
        return subject;
    }

    /** The number, -1 once it is closed. */
    public int number() {
        return number.get();
    }

    /**
     * Reads.
     *
     * @return how many bytes, 0 at the end, or a negated {@link Errno}
     */
    public int read(NativeBuffer target, int offset, int length) {
        long result = Libc.read(number.get(), target.address(offset, length), length);
        return result < 0 ? Libc.failed() : (int) result;
    }

    /**
     * Writes.
     *
     * @return how many bytes were taken, or a negated {@link Errno}
     */
    public int write(NativeBuffer source, int offset, int length) {
        long result = Libc.write(number.get(), source.address(offset, length), length);
        return result < 0 ? Libc.failed() : (int) result;
    }

    /**
     * Waits until it can be written to.
     *
     * @param scratch {@link #SCRATCH_BYTES} which nobody else uses meanwhile
     * @return whether that is so; false after the time-out, when a signal came, and if the other end has gone
     */
    public boolean awaitRoom(NativeBuffer scratch, int timeoutMillis) {
        scratch.putInt(0, number.get());
        scratch.putShort(EVENTS, (short) Epoll.OUT);
        scratch.putShort(RETURNED_EVENTS, (short) 0);
        return Libc.poll(scratch.address(0, SCRATCH_BYTES), 1, timeoutMillis) > 0
                && scratch.shortAt(RETURNED_EVENTS) == Epoll.OUT;
    }

    /** Closes it. Idempotent. */
    @Override
    public void close() {
        int closing = number.getAndSet(CLOSED);
        if (closing >= 0) {
            // Linux has let go of the descriptor whatever close returns.
            Libc.close(closing);
        }
    }
}
