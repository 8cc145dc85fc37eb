package org.servergroup.agent.internal;

import java.util.concurrent.atomic.LongAdder;

/** Counts messages and their bytes at one place. Thread-safe. */
final class Traffic {
    private final LongAdder messages = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    /**
     * The counts at one moment.
     *
     * @param messages how many
     * @param bytes their length together
     */
    record Count(long messages, long bytes) {}

    void add(long moreBytes) {
        messages.increment();
        bytes.add(moreBytes);
    }

    void add(long moreMessages, long moreBytes) {
        messages.add(moreMessages);
        bytes.add(moreBytes);
    }

    Count count() {
        return new Count(messages.sum(), bytes.sum());
    }
}
