package org.servergroup.agent.internal;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The local channels that are open, and for how long one is still to be expected when there is none. Thread-safe. */
final class LocalChannels {
    private static final LocalSession[] NONE = {};

    private final Supplier<Settings> settings;
    private final LongSupplier nanoTime;
    private volatile LocalSession[] open = NONE;
    private volatile long expectedSince;
    private volatile boolean expected;

    LocalChannels(Supplier<Settings> settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
    }

    /** Those that are open; not to be changed. */
    LocalSession[] open() {
        return open;
    }

    List<LocalSession> all() {
        return List.of(open);
    }

    /** One should soon be open: a transport has come, or a channel has gone and may come back. */
    void expect() {
        expectedSince = nanoTime.getAsLong();
        expected = true;
    }

    /** How long one is still to be expected, in nanoseconds; 0 or less if none is. */
    long expectedFor(long now) {
        return expected ? settings.get().localWait().toNanos() - (now - expectedSince) : 0;
    }

    synchronized void opened(LocalSession session) {
        LocalSession[] more = Arrays.copyOf(open, open.length + 1);
        more[open.length] = session;
        open = more;
    }

    synchronized void closed(LocalSession session) {
        LocalSession[] before = open;
        int at = Arrays.asList(before).indexOf(session);
        if (at < 0) {
            return;
        }
        expect();
        LocalSession[] fewer = new LocalSession[before.length - 1];
        System.arraycopy(before, 0, fewer, 0, at);
        System.arraycopy(before, at + 1, fewer, at, fewer.length - at);
        open = fewer;
    }

    /** Sends what the channels hold. */
    void flush() {
        for (LocalSession session : open) {
            session.flush();
        }
    }
}
