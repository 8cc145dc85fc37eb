package org.servergroup.messaging;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The calls that wait for one listener object, and the one that runs. Thread-safe. */
final class Mailbox {
    /** What a listener is called with. */
    @FunctionalInterface
    interface Call<L> {
        void on(L listener);
    }

    private record Entry<L>(Subscription<L> subscription, Call<? super L> call, int bytes) {
        void deliver() {
            call.on(subscription.listener());
        }
    }

    private static final System.Logger LOG = System.getLogger("org.servergroup.messaging");

    /** How long a running call may go on when its listener is removed, and how long to end once interrupted. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** How many ways lead here; guarded by the lock of the delivery. */
    int subscribers;

    private final Delivery delivery;
    private final String name;
    private final boolean bounded;
    private final LogLimit thrown = new LogLimit();
    private final LogLimit hung = new LogLimit();
    private final LogLimit full = new LogLimit();

    // Guarded by this.
    private final ArrayDeque<Entry<?>> queue = new ArrayDeque<>();
    private long queuedBytes;
    private boolean beingServed;
    private @Nullable Subscription<?> current;
    private long calls;
    private volatile @Nullable Thread runner;
    private long startedNanos;
    private boolean hanging;

    Mailbox(Delivery delivery, String name, boolean bounded) {
        this.delivery = delivery;
        this.name = name;
        this.bounded = bounded;
    }

    boolean isBounded() {
        return bounded;
    }

    /** Whether its running call may be cut short when everything ends: not the callbacks of promises. */
    boolean mayBeInterrupted() {
        return bounded || runner == Thread.currentThread();
    }

    /** Adds a call. Drops the oldest ones if there is no room. */
    <L> void put(Subscription<L> subscription, Call<? super L> call, int bytes) {
        long dropped;
        boolean wake;
        synchronized (this) {
            dropped = bounded ? makeRoom(bytes) : 0;
            queue.add(new Entry<>(subscription, call, bytes));
            queuedBytes += bytes;
            wake = !beingServed;
            beingServed = true;
        }
        if (dropped > 0) {
            delivery.dropped(dropped);
            full.warn(LOG, null, name, "is too slow: the oldest messages in its mailbox are dropped");
        }
        if (wake && !delivery.threads().ready(this)) {
            refused();
        }
    }

    /** Nobody will serve this mailbox any more. */
    private void refused() {
        boolean more = true;
        while (more && !bounded) {
            try {
                deliverNext();
            } finally {
                more = finished();
            }
        }
        synchronized (this) {
            queue.clear();
            queuedBytes = 0;
            beingServed = false;
        }
    }

    private long makeRoom(int bytes) {
        Delivery.Settings settings = delivery.settings();
        long dropped = 0;
        while (!queue.isEmpty()
                && (queue.size() >= settings.maxQueuedCalls() || queuedBytes + bytes > settings.maxQueuedBytes())) {
            queuedBytes -= queue.remove().bytes();
            dropped++;
        }
        return dropped;
    }

    /** Makes one call; {@link #finished} must follow, whatever it throws. */
    void deliverNext() {
        Entry<?> entry = begin();
        if (entry == null) {
            return;
        }
        try {
            entry.deliver();
        } catch (RuntimeException | LinkageError e) {
            // A bundle that lacks a class is the commonest failure of foreign code here; other errors end the thread.
            thrown.warn(LOG, e, name, "has thrown an exception; it stays registered");
        }
    }

    private synchronized @Nullable Entry<?> begin() {
        Entry<?> entry = queue.poll();
        if (entry != null) {
            queuedBytes -= entry.bytes();
            current = entry.subscription();
            calls++;
            runner = Thread.currentThread();
            startedNanos = System.nanoTime();
        }
        return entry;
    }

    /** Whether more calls wait; if not, the next {@link #put} asks for service again. */
    boolean finished() {
        boolean wasHanging;
        boolean more;
        synchronized (this) {
            wasHanging = hanging;
            hanging = false;
            current = null;
            runner = null;
            more = !queue.isEmpty();
            beingServed = more;
            notifyAll();
        }
        if (wasHanging) {
            delivery.threads().hangingEnded();
            LOG.log(Level.INFO, "listener {0} has returned", name);
        }
        return more;
    }

    /** The nanoseconds until the running call would count as hanging; the maximum if there is nothing to wait for. */
    long checkHanging(long now, Duration limit) {
        synchronized (this) {
            if (runner == null || hanging) {
                return Long.MAX_VALUE;
            }
            long left = startedNanos + limit.toNanos() - now;
            if (left > 0) {
                return left;
            }
            hanging = true;
            // Within the lock, so that the end cannot be counted before the beginning.
            delivery.threads().hangingBegan();
        }
        hung.warn(LOG, null, name, "hangs: it has not returned for " + limit.toMillis() + " ms");
        return Long.MAX_VALUE;
    }

    /** Drops what waits for the subscription, lets a running call end or interrupts it, and waits a moment. */
    synchronized void remove(Subscription<?> subscription) {
        for (Iterator<Entry<?>> entries = queue.iterator(); entries.hasNext(); ) {
            Entry<?> entry = entries.next();
            if (entry.subscription() == subscription) {
                queuedBytes -= entry.bytes();
                entries.remove();
            }
        }
        if (current != subscription || runner == Thread.currentThread()) {
            return;
        }
        long call = calls;
        if (!hanging) {
            awaitEnd(call);
        }
        if (current == subscription && calls == call) {
            interrupt();
            awaitEnd(call);
        }
    }

    synchronized void interrupt() {
        Thread thread = runner;
        if (thread != null && thread != Thread.currentThread()) {
            thread.interrupt();
        }
    }

    private void awaitEnd(long call) {
        long deadline = System.nanoTime() + GRACE_NANOS;
        long left = GRACE_NANOS;
        try {
            while (current != null && calls == call && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = deadline - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
