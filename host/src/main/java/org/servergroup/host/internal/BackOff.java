package org.servergroup.host.internal;

import java.util.concurrent.ThreadLocalRandom;

/** Delays between attempts: none before the first, then doubling up to a cap, with jitter. Not thread-safe. */
final class BackOff {
    private final long minMillis;
    private final long maxMillis;
    private long nextMillis;

    BackOff(long minMillis, long maxMillis) {
        this.minMillis = minMillis;
        this.maxMillis = maxMillis;
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
