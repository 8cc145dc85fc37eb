package org.servergroup.host.internal;

import java.util.concurrent.TimeUnit;
import org.servergroup.spi.Discard;

/** Says what was dropped: at most one line for each reason and minute, with a count. Loop thread only. */
@SuppressWarnings("EnumOrdinal") // an array by ordinal, made from this very enum, boxes nothing
final class DiscardLog {
    private static final System.Logger LOG = System.getLogger("org.servergroup.host");
    private static final long PERIOD = TimeUnit.MINUTES.toNanos(1);

    private final long[] unsaid = new long[Discard.values().length];
    private final long[] silentUntil = new long[Discard.values().length];

    void discarded(Discard reason, long messages, String source, long now) {
        int index = reason.ordinal();
        unsaid[index] += messages;
        if (now < silentUntil[index]) {
            return;
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "dropped {0} ({1}), the last one from {2}; more of this kind are not logged for a minute",
                unsaid[index],
                reason.label(),
                source);
        unsaid[index] = 0;
        silentUntil[index] = now + PERIOD;
    }
}
