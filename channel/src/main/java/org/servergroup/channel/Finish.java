package org.servergroup.channel;

import java.util.concurrent.TimeUnit;

/**
 * How long a channel that was asked to end goes on with what is under way: as long as it gets somewhere, but not for
 * ever. Used by the channel's thread only.
 */
public final class Finish {
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private boolean begun;
    private long start;
    private long progress;

    /** Begins, or has begun: returns whether there is time left. */
    public boolean goesOn() {
        if (!begun) {
            begun = true;
            start = System.nanoTime();
            progress = start;
        }
        return leftNanos() > 0;
    }

    /** Whether {@link #goesOn} was asked already. */
    public boolean hasBegun() {
        return begun;
    }

    /** Something has been done. */
    public void progress() {
        if (begun) {
            progress = System.nanoTime();
        }
    }

    /** How long to wait for more, in milliseconds: no longer than the other time-out, which is -1 for ever. */
    public int timeoutMillis(int other) {
        if (!begun) {
            return other;
        }
        int left = (int) TimeUnit.NANOSECONDS.toMillis(Math.max(0, leftNanos())) + 1;
        return other < 0 ? left : Math.min(left, other);
    }

    private long leftNanos() {
        long now = System.nanoTime();
        return Math.min(IDLE_NANOS - (now - progress), MOST_NANOS - (now - start));
    }
}
