package org.servergroup.host.internal;

/** Bytes that all guests together may make the host side keep. Loop thread only. */
final class Budget {
    private final long max;
    private long used;

    Budget(long max) {
        this.max = max;
    }

    void add(long bytes) {
        used += bytes;
    }

    long used() {
        return used;
    }

    boolean spent() {
        return used >= max;
    }
}
