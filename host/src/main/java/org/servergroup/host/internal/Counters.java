package org.servergroup.host.internal;

import org.servergroup.spi.Discard;

/** Counts since the start, of one guest or of all. Loop thread only. */
@SuppressWarnings("EnumOrdinal") // an array by ordinal, made from this very enum, boxes nothing
final class Counters {
    private final Counters total;
    private final long[] discards = new long[Discard.values().length];
    private final long[] discardedAt = new long[Discard.values().length];
    long connects;
    long messagesReceived;
    long bytesReceived;
    long messagesSent;
    long bytesSent;
    long broadcasts;
    long queries;
    long notifications;
    long nacks;
    long cutByLegacy;

    /** Those of all. */
    Counters() {
        total = this;
    }

    /** Those of one guest, also added to those of all. */
    Counters(Counters total) {
        this.total = total;
    }

    void connected() {
        connects++;
        if (total != this) {
            total.connected();
        }
    }

    void read(int bytes) {
        bytesReceived += bytes;
        if (total != this) {
            total.read(bytes);
        }
    }

    void received() {
        messagesReceived++;
        if (total != this) {
            total.received();
        }
    }

    void written(int bytes, int messages) {
        bytesSent += bytes;
        messagesSent += messages;
        if (total != this) {
            total.written(bytes, messages);
        }
    }

    void discarded(Discard reason, long messages, long now) {
        discards[reason.ordinal()] += messages;
        discardedAt[reason.ordinal()] = now;
        if (total != this) {
            total.discarded(reason, messages, now);
        }
    }

    /** Whether something was dropped for that reason since then. */
    boolean discardedSince(Discard reason, long then) {
        return discards[reason.ordinal()] > 0 && discardedAt[reason.ordinal()] >= then;
    }

    void broadcast() {
        broadcasts++;
        if (total != this) {
            total.broadcast();
        }
    }

    void query() {
        queries++;
        if (total != this) {
            total.query();
        }
    }

    void notification() {
        notifications++;
        if (total != this) {
            total.notification();
        }
    }

    void nack() {
        nacks++;
        if (total != this) {
            total.nack();
        }
    }

    /** All that was dropped, whatever the reason. */
    long discarded() {
        long sum = 0;
        for (long count : discards) {
            sum += count;
        }
        return sum;
    }

    long discarded(Discard reason) {
        return discards[reason.ordinal()];
    }
}
