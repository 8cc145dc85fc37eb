package org.servergroup.agent.internal;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.servergroup.spi.LocalAddress;

/**
 * What keeps the next message of a host channel from being delivered: an application without room, or no local channel at
 * all. The channel's reader begins and ends it; others may have the message offered again.
 */
final class Hold {
    private final Runnable resume;
    private final ScheduledExecutorService timer;
    private volatile boolean held;
    private volatile @Nullable LocalAddress peer;
    private volatile boolean armed;
    private volatile @Nullable Future<?> task;
    private volatile boolean closed;
    private long since;

    Hold(Runnable resume, ScheduledExecutorService timer) {
        this.resume = resume;
        this.timer = timer;
    }

    /**
     * Holds the message, or goes on doing so.
     *
     * @param forPeer who has no room; null if there is no local channel
     * @param nanos how long it may be held in all
     * @return false if it has been held for that long
     */
    boolean hold(@Nullable LocalAddress forPeer, long now, long nanos) {
        if (closed) {
            return false;
        }
        if (!held) {
            since = now;
        }
        long left = nanos - (now - since);
        if (left <= 0) {
            return false;
        }
        peer = forPeer;
        held = true;
        arm(left);
        return true;
    }

    /** The message has been delivered or dropped. */
    void end() {
        if (held) {
            held = false;
            peer = null;
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** From now on nothing is held: the channel is being closed, and what is left in it has no other chance. */
    void close() {
        closed = true;
        if (held) {
            resume.run();
        }
    }

    boolean held() {
        return held;
    }

    /** This application has room again. */
    void writable(LocalAddress address) {
        LocalAddress waiting = peer;
        if (held && waiting != null && address.equals(waiting)) {
            resume.run();
        }
    }

    /** A local channel has come or gone. */
    void localsChanged() {
        if (held) {
            resume.run();
        }
    }

    /** Waits until nothing is held. */
    synchronized void awaitEnd(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        for (long left = nanos; held && left > 0; left = deadline - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** The channel has gone: nothing is kept of it, not even until the time is over. */
    void forget() {
        Future<?> armedTask = task;
        if (armedTask != null) {
            armedTask.cancel(false);
        }
    }

    /** One task at most, whatever is held: it looks again when it runs. */
    private void arm(long nanos) {
        if (armed || closed) {
            return;
        }
        armed = true; // before, because it may run at once
        try {
            task = timer.schedule(this::expired, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            armed = false; // the agent is being stopped
        }
    }

    private void expired() {
        armed = false;
        if (held) {
            resume.run();
        }
    }
}
