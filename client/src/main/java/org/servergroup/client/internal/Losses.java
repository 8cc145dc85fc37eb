package org.servergroup.client.internal;

import java.lang.System.Logger.Level;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.servergroup.spi.Discard;

/** Counts what was dropped, by reason, and logs each reason once a minute. Thread-safe. */
final class Losses {
    private static final System.Logger LOG = System.getLogger("org.servergroup.client");
    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final class Count {
        long total;
        long logged;
        long lastNanos;
    }

    private final Map<Discard, Count> counts = new EnumMap<>(Discard.class);

    void add(Discard reason, long messages) {
        long unlogged;
        synchronized (this) {
            Count count = counts.computeIfAbsent(reason, key -> new Count());
            count.total += messages;
            long now = System.nanoTime();
            if (count.logged > 0 && now - count.lastNanos < INTERVAL_NANOS) {
                return;
            }
            unlogged = count.total - count.logged;
            count.logged = count.total;
            count.lastNanos = now;
        }
        LOG.log(Level.WARNING, "dropped messages: {0} ({1})", unlogged, reason.label());
    }

    synchronized Map<Discard, Long> totals() {
        Map<Discard, Long> totals = new EnumMap<>(Discard.class);
        counts.forEach((reason, count) -> totals.put(reason, count.total));
        return totals;
    }
}
