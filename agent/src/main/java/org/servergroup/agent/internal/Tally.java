package org.servergroup.agent.internal;

/** What one thread has counted since it told the others: an atomic number for each message is a part of what it costs. */
final class Tally {
    private final Traffic traffic;
    private long messages;
    private long bytes;

    Tally(Traffic traffic) {
        this.traffic = traffic;
    }

    void add(long moreBytes) {
        messages++;
        bytes += moreBytes;
    }

    /** Lets the others know. */
    void tell() {
        if (messages > 0) {
            traffic.add(messages, bytes);
            messages = 0;
            bytes = 0;
        }
    }
}
