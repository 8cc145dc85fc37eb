package org.servergroup.agent.internal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts messages and their bytes at one place. Thread-safe; for the few threads that there are, cheaper than an adder,
 * which the simple compiler does not inline.
 */
final class Traffic {
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    /**
     * The counts at one moment.
     *
     * @param messages how many
     * @param bytes their length together
     */
    record Count(long messages, long bytes) {}

    void add(long moreBytes) {
        add(1, moreBytes);
    }

    void add(long moreMessages, long moreBytes) {
        messages.getAndAdd(moreMessages);
        bytes.getAndAdd(moreBytes);
    }

    Count count() {
        return new Count(messages.get(), bytes.get());
    }
}
