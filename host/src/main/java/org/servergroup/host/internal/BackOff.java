package org.servergroup.host.internal;

import java.util.concurrent.ThreadLocalRandom;

/** Delays between attempts: none before the first, then doubling up to a cap, with jitter. Not thread-safe. */
final class BackOff {
    private long minMillis;
    private long maxMillis;
    private long nextMillis;

    BackOff(long minMillis, long maxMillis) {
        this.minMillis = minMillis;
        this.maxMillis = maxMillis;
    }

    /**
     * Sets the shortest and the longest delay.
     *
     * @return whether they are others than before
     */
    boolean limit(long min, long max) {
        boolean changed = min != minMillis || max != maxMillis;
        minMillis = min;
        maxMillis = max;
        return changed;
    }

    /** How long to wait before the next attempt, in milliseconds. */
    long next() {
        long delay = nextMillis;
        nextMillis = Math.min(maxMillis, Math.max(minMillis, delay * 2));
        return delay == 0 ? 0 : delay / 2 + ThreadLocalRandom.current().nextLong(delay / 2 + 1);
    }

    /** The next attempt is made at once. */
    void reset() {
        nextMillis = 0;
    }
}
