package org.servergroup.host.internal;

/** Bytes that all guests together may make the host side keep. Loop thread only. */
final class Budget {
    private long max;
    private long used;

    Budget(long max) {
        this.max = max;
    }

    /** Sets how much that may be; what is kept already stays. */
    void limit(long bytes) {
        max = bytes;
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
