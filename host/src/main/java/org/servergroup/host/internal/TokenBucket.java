package org.servergroup.host.internal;

/** Allows so much each second, and twice that at once. Not thread-safe. */
final class TokenBucket {
    private static final long NANOS = 1_000_000_000L;
    private static final double BURST_SECONDS = 2;

    private final double perNano;
    private final double capacity;
    private double tokens;
    private long filledAt;

    /** Zero for no limit. */
    TokenBucket(long perSecond, long now) {
        perNano = (double) perSecond / NANOS;
        capacity = perSecond * BURST_SECONDS;
        tokens = capacity;
        filledAt = now;
    }

    /** Takes that many if there are any left at all, so that one that is larger than the bucket still gets through. */
    boolean take(long count, long now) {
        if (capacity == 0) {
            return true;
        }
        tokens = Math.min(capacity, tokens + (now - filledAt) * perNano);
        filledAt = now;
        if (tokens <= 0) {
            return false;
        }
        tokens -= count;
        return true;
    }
}
