package org.servergroup.agent.internal;

import java.util.random.RandomGenerator;

/** How long to wait before the next attempt: doubling from the shortest to the longest delay, with jitter. */
final class Backoff {
    private final long minNanos;
    private final long maxNanos;
    private final RandomGenerator random;
    private long base;

    Backoff(long minNanos, long maxNanos, RandomGenerator random) {
        if (minNanos <= 0 || maxNanos < minNanos) {
            throw new IllegalArgumentException("delays from " + minNanos + " to " + maxNanos + " ns");
        }
        this.minNanos = minNanos;
        this.maxNanos = maxNanos;
        this.random = random;
        this.base = minNanos;
    }

    /** The delay before the next attempt: at least the shortest, at most the longest. */
    long next() {
        long shortest = Math.max(minNanos, base / 2);
        long delay = base > shortest ? random.nextLong(shortest, base + 1) : shortest;
        base = base > maxNanos / 2 ? maxNanos : base * 2;
        return delay;
    }

    /** It worked: begin anew. */
    void reset() {
        base = minNanos;
    }
}
