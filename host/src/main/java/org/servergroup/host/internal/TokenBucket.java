package org.servergroup.host.internal;

/** Allows so much each second, and twice that at once. Not thread-safe. */
final class TokenBucket {
    private static final long NANOS = 1_000_000_000L;
    private static final double BURST_SECONDS = 2;

    private long perSecond;
    private double capacity;
    private double tokens;
    private long filledAt;

    /** Zero for no limit. */
    TokenBucket(long perSecond, long now) {
        fill(perSecond, now);
    }

    /** Allows that much from now on; a change begins with a full bucket. */
    void allow(long nextPerSecond, long now) {
        if (nextPerSecond != perSecond) {
            fill(nextPerSecond, now);
        }
    }

    private void fill(long rate, long now) {
        perSecond = rate;
        capacity = rate * BURST_SECONDS;
        tokens = capacity;
        filledAt = now;
    }

    /** Takes that many if there are any left at all, so that one that is larger than the bucket still gets through. */
    boolean take(long count, long now) {
        if (capacity == 0) {
            return true;
        }
        tokens = Math.min(capacity, tokens + (now - filledAt) * (double) perSecond / NANOS);
        filledAt = now;
        if (tokens <= 0) {
            return false;
        }
        tokens -= count;
        return true;
    }
}
