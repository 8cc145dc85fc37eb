package org.servergroup.host.internal;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How many findings there are, for those who ask again and again: a look takes milliseconds, in which the loop relays
 * nothing. Not thread-safe.
 */
final class FindingCounts {
    /** How old a count may be. */
    static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Supplier<List<Snapshot.Finding>> look;
    private final LongSupplier now;
    private List<Snapshot.Finding> last = List.of();
    private long lookAgainAt = Long.MIN_VALUE;

    /**
     * @param look finds what is or may be wrong
     * @param now nanoseconds since any time
     */
    FindingCounts(Supplier<List<Snapshot.Finding>> look, LongSupplier now) {
        this.look = look;
        this.now = now;
    }

    long of(String severity) {
        if (now.getAsLong() >= lookAgainAt) {
            last = look.get();
            lookAgainAt = now.getAsLong() + MAX_AGE_NANOS;
        }
        return last.stream().filter(each -> each.severity().equals(severity)).count();
    }
}
