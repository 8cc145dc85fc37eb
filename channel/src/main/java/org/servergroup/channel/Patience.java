package org.servergroup.channel;

import java.util.concurrent.TimeUnit;

/**
 * Whether to wait for peers to make room. Those that read do so at once; after one that did not nobody is waited for, twenty
 * times as long as that took, so that no more than a twentieth of the time is ever lost to such peers. Not thread-safe.
 */
public final class Patience {
    /** A whole batch for a peer that reads takes far less, even if others have the processors meanwhile. */
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(15);

    private static final int FACTOR = 20;

    private boolean lost;
    private long backAt;

    /** Whether it is worth waiting, at this time of {@link System#nanoTime}. */
    public boolean isLeft(long now) {
        lost = lost && now - backAt < 0;
        return !lost;
    }

    /** Peers were waited for, between these times. */
    public void waited(long from, long to, boolean inVain) {
        if (inVain || to - from > LATE_NANOS) {
            lost = true;
            backAt = to + FACTOR * (to - from);
        }
    }
}
