package org.servergroup.agent.internal;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.servergroup.spi.Discard;

/**
 * Drops what has waited for too long for a host that is away: by one timer task while something waits, else none.
 * Thread-safe.
 */
final class Ageing {
    private final OutboundState state;
    private final Outbound.Losses losses;
    private final ScheduledExecutorService timer;
    private @Nullable Future<?> task;

    Ageing(OutboundState state, Outbound.Losses losses, ScheduledExecutorService timer) {
        this.state = state;
        this.losses = losses;
        this.timer = timer;
    }

    /** Something may have begun to wait. */
    synchronized void begin() {
        long next = task == null ? state.nextExpiry() : -1;
        if (next < 0) {
            return;
        }
        try {
            task = timer.schedule(this::expire, next, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            task = null; // the agent is being stopped
        }
    }

    private synchronized void forget() {
        if (task != null) {
            task.cancel(false);
            task = null;
        }
    }

    /** Drops what is too old now; how old that is may have changed. */
    void expire() {
        forget();
        losses.dropped(state.expired(), Discard.HOST_AWAY_TOO_LONG);
        begin();
    }
}
