package org.servergroup.host.internal;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How many findings there are, for those who ask again and again: a look takes milliseconds, in which the loop relays
 * nothing. Not thread-safe.
 */
final class FindingCounts {
    /** How old a count may be. */
    static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Supplier<List<Snapshot.Finding>> look;
    private final LongSupplier now;
    private @Nullable List<Snapshot.Finding> last;
    private long lookedAt;

    /**
     * @param look finds what is or may be wrong
     * @param now nanoseconds since any time
     */
    FindingCounts(Supplier<List<Snapshot.Finding>> look, LongSupplier now) {
        this.look = look;
        this.now = now;
    }

    long of(String severity) {
        List<Snapshot.Finding> findings = last;
        if (findings == null || now.getAsLong() - lookedAt >= MAX_AGE_NANOS) {
            findings = look.get();
            last = findings;
            lookedAt = now.getAsLong();
        }
        return findings.stream()
                .filter(each -> each.severity().equals(severity))
                .count();
    }
}
