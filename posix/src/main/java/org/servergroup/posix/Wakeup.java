package org.servergroup.posix;

/** Wakes a thread that waits in {@link Epoll#await}. Watch it edge-triggered: it is never read. Thread-safe. */
public final class Wakeup implements AutoCloseable {
    private final Descriptor descriptor;
    private final NativeBuffer one = new NativeBuffer(Long.BYTES);

    /** Creates it, not yet signalled. */
    public Wakeup() throws PosixException {
        int created = Libc.eventfd(0, Libc.O_CLOEXEC | Libc.O_NONBLOCK);
        if (created < 0) {
            one.close();
        }
        descriptor = new Descriptor(PosixException.check(created, "eventfd", ""), "eventfd");
        one.putLong(0, 1);
    }

    /** What is to be watched. */
    public Descriptor descriptor() {
        return descriptor;
    }

    /** Causes one edge. Does nothing once it is closed. */
    public synchronized void wake() {
        if (descriptor.number() >= 0) {
            descriptor.write(one, 0, Long.BYTES);
        }
    }

    /** Releases it. Idempotent. */
    @Override
    public synchronized void close() {
        descriptor.close();
        one.close();
    }
}
