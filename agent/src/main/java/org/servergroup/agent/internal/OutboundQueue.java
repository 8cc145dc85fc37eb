package org.servergroup.agent.internal;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait for the host, oldest first: no more of them and no longer than the settings allow, the oldest being
 * dropped. Not thread-safe: its owner guards it, all but {@link #message}.
 */
final class OutboundQueue {
    /** What a message costs besides its bytes; so many tiny ones do not exceed the bound in memory. */
    static final int OVERHEAD_BYTES = 64;

    private final Supplier<Settings> settings;
    private final Traffic queued;
    private final LongSupplier nanoTime;
    private final ArrayDeque<Message> messages = new ArrayDeque<>();
    private long bytes;

    /** @param queued counts what is added at the end */
    OutboundQueue(Supplier<Settings> settings, Traffic queued, LongSupplier nanoTime) {
        this.settings = settings;
        this.queued = queued;
        this.nanoTime = nanoTime;
    }

    /**
     * A message that waits.
     *
     * @param frame its envelope for the host
     * @param origin the application that sent it; null for a sender in the framework
     * @param since when it was queued, in the nanoseconds of the queue's clock
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

    /** A message as of now, with a copy of its parts. */
    Message message(@Nullable Route origin, ByteBuffer[] parts) {
        int length = 0;
        for (ByteBuffer part : parts) {
            length += part.remaining();
        }
        ByteBuffer frame = ByteBuffer.allocate(length);
        for (ByteBuffer part : parts) {
            frame.put(part.duplicate());
        }
        return new Message(frame.array(), origin, nanoTime.getAsLong());
    }

    /** Adds a message, and takes out what had to be dropped for it. */
    List<Message> addLast(Message message) {
        messages.addLast(message);
        bytes += message.cost();
        queued.add(message.frame().length);
        return pollOverflow();
    }

    /** Puts back the message that was polled last. */
    void putBack(Message message) {
        messages.addFirst(message);
        bytes += message.cost();
    }

    /** Puts messages before all others, keeping their order and as old as the oldest; takes out what is too much then. */
    List<Message> giveBack(List<byte[]> frames) {
        long now = nanoTime.getAsLong();
        long since = now - age(now);
        for (int i = frames.size() - 1; i >= 0; i--) {
            putBack(new Message(frames.get(i), null, since));
        }
        return pollOverflow();
    }

    @Nullable
    Message poll() {
        Message message = messages.pollFirst();
        if (message != null) {
            bytes -= message.cost();
        }
        return message;
    }

    /** Takes out the oldest messages until no more is left than may be. */
    List<Message> pollOverflow() {
        long maxBytes = settings.get().maxQueuedBytes();
        return bytes > maxBytes ? pollWhile(maxBytes, Long.MAX_VALUE, Long.MAX_VALUE) : List.of();
    }

    /** Takes out the messages that have waited for too long. */
    List<Message> pollExpired() {
        return pollWhile(Long.MAX_VALUE, nanoTime.getAsLong(), maxAgeNanos());
    }

    /** How long it takes until the oldest message has waited for too long, in nanoseconds; -1 if there is none. */
    long nextExpiry() {
        return isEmpty() ? -1 : Math.max(0, maxAgeNanos() - age());
    }

    private long maxAgeNanos() {
        return settings.get().maxQueuedAge().toNanos();
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

    /** How long the oldest message has waited, in nanoseconds; 0 if there is none. */
    long age() {
        return age(nanoTime.getAsLong());
    }

    private long age(long now) {
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
