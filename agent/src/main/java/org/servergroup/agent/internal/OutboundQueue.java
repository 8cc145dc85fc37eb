package org.servergroup.agent.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages that wait for the host, oldest first. Not thread-safe: its owner guards it. */
final class OutboundQueue {
    /** What a message costs besides its bytes; so many tiny ones do not exceed the bound in memory. */
    static final int OVERHEAD_BYTES = 64;

    private final ArrayDeque<Message> messages = new ArrayDeque<>();
    private long bytes;

    /**
     * A message that waits.
     *
     * @param frame its envelope for the host
     * @param origin the application that sent it; null for a sender in the framework
     * @param since when it was queued, in the nanoseconds of the queue's owner
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared; the bytes are the message
    record Message(byte[] frame, @Nullable Route origin, long since) {
        long cost() {
            return cost(frame.length);
        }

        static long cost(long frameBytes) {
            return frameBytes + OVERHEAD_BYTES;
        }
    }

    void addLast(Message message) {
        messages.addLast(message);
        bytes += message.cost();
    }

    void addFirst(Message message) {
        messages.addFirst(message);
        bytes += message.cost();
    }

    /** Puts messages before all others, keeping their order. */
    void addFirst(List<Message> older) {
        for (int i = older.size() - 1; i >= 0; i--) {
            addFirst(older.get(i));
        }
    }

    @Nullable
    Message poll() {
        Message message = messages.pollFirst();
        if (message != null) {
            bytes -= message.cost();
        }
        return message;
    }

    /** Takes out the oldest messages until no more than that is left. */
    List<Message> pollOverflow(long maxBytes) {
        return bytes > maxBytes ? pollWhile(maxBytes, Long.MAX_VALUE, Long.MAX_VALUE) : List.of();
    }

    /** Takes out the messages that have waited for that long. */
    List<Message> pollExpired(long now, long maxAgeNanos) {
        return pollWhile(Long.MAX_VALUE, now, maxAgeNanos);
    }

    private List<Message> pollWhile(long maxBytes, long now, long maxAgeNanos) {
        List<Message> out = new ArrayList<>();
        for (Message oldest = messages.peekFirst(); oldest != null; oldest = messages.peekFirst()) {
            boolean expired = maxAgeNanos != Long.MAX_VALUE && now - oldest.since() >= maxAgeNanos;
            if (!expired && bytes <= maxBytes) {
                break;
            }
            poll();
            out.add(oldest);
        }
        return out;
    }

    List<Message> pollAll() {
        return pollWhile(-1, 0, Long.MAX_VALUE);
    }

    /** How long the oldest message has waited; 0 if there is none. */
    long age(long now) {
        Message oldest = messages.peekFirst();
        return oldest == null ? 0 : now - oldest.since();
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    int size() {
        return messages.size();
    }

    long bytes() {
        return bytes;
    }
}
