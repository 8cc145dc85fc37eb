package org.servergroup.posix;

import com.sun.jna.Platform;

/** Waits for events of many descriptors. One thread waits; any thread may add, modify and remove. */
public final class Epoll implements AutoCloseable {
    public static final int IN = 0x1;
    public static final int OUT = 0x4;
    public static final int ERR = 0x8;
    public static final int HUP = 0x10;
    public static final int RDHUP = 0x2000;
    public static final int ONESHOT = 1 << 30;
    public static final int EDGE = 1 << 31;

    /** Only x86-64 packs the structure. */
    private static final int DATA = Platform.isIntel() ? 4 : 8;

    private static final int EVENT_BYTES = DATA + 8;

    private final Descriptor descriptor;
    private final int capacity;
    private final NativeBuffer events;
    private final NativeBuffer change = new NativeBuffer(EVENT_BYTES);

    /**
     * Creates an instance.
     *
     * @param capacity how many events one {@link #await} returns at most
     */
    public Epoll(int capacity) throws PosixException {
        this.capacity = capacity;
        int created = Libc.epoll_create1(Libc.O_CLOEXEC);
        if (created < 0) {
            change.close();
        }
        this.descriptor = new Descriptor(PosixException.check(created, "epoll_create1", ""), "epoll");
        this.events = new NativeBuffer(capacity * EVENT_BYTES);
    }

    /**
     * Starts to watch.
     *
     * @param mask what to wait for; {@link #HUP} and {@link #ERR} always are
     * @param token told with each event
     */
    public void add(Descriptor watched, int mask, int token) throws PosixException {
        control(Libc.EPOLL_CTL_ADD, watched, mask, token);
    }

    /** Changes what is waited for, and looks at once whether it is there already. */
    public void modify(Descriptor watched, int mask, int token) throws PosixException {
        control(Libc.EPOLL_CTL_MOD, watched, mask, token);
    }

    /** Stops watching. Closing a descriptor does so, too. */
    public void remove(Descriptor watched) throws PosixException {
        control(Libc.EPOLL_CTL_DEL, watched, 0, 0);
    }

    private synchronized void control(int operation, Descriptor watched, int mask, int token) throws PosixException {
        change.putInt(0, mask);
        change.putLong(DATA, token);
        long address = change.address(0, EVENT_BYTES);
        int result = Libc.epoll_ctl(descriptor.number(), operation, watched.number(), address);
        PosixException.check(result, "epoll_ctl", watched.subject());
    }

    /**
     * Waits.
     *
     * @param timeoutMillis -1 for ever, 0 not at all
     * @return how many events there are, 0 after the time-out or when a signal came
     */
    public int await(int timeoutMillis) throws PosixException {
        int count = Libc.epoll_wait(descriptor.number(), events.address(0, events.size()), capacity, timeoutMillis);
        if (count >= 0) {
            return count;
        }
        int error = Libc.failed();
        if (error == -Errno.EINTR) {
            return 0;
        }
        throw new PosixException("epoll_wait", "", error);
    }

    /** The events of one of those that {@link #await} has counted. */
    public int events(int index) {
        return events.intAt(index * EVENT_BYTES);
    }

    /** The token of one of those that {@link #await} has counted. */
    public int token(int index) {
        return (int) events.longAt(index * EVENT_BYTES + DATA);
    }

    /** Releases it. Idempotent. Must not be called while a thread waits. */
    @Override
    public synchronized void close() {
        descriptor.close();
        events.close();
        change.close();
    }
}
