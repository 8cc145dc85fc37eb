package org.servergroup.host.internal;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.servergroup.spi.Discard;

/** A guest: what it may send, what waits for it, and its link. Loop thread only. */
final class Guest implements Intake.Sink {
    /** Takes what guests send. */
    interface Receiver {
        /** A message within the guest's limits has arrived. */
        void received(Guest from, ByteBuffer frame);

        /** A message beyond the guest's limits was dropped. */
        void limited(Guest from);

        /** A line that is too long was dropped. */
        void tooLong(Guest from);
    }

    /** Frames that are made when there is room for them. */
    interface Answer {
        /** The next one; null if there are no more. */
        @Nullable
        Frame next();
    }

    private static final int MAX_ANSWERS = 8;

    /** Answers go on as soon as less than this waits. */
    private static final int LOW_WATER = 64 * 1024;

    private final String instance;
    private final Shared shared;
    private final Receiver receiver;
    private final Counters counters;
    private final OutQueue queue;
    private final Intake intake;
    private final TokenBucket messages;
    private final TokenBucket bytes;
    private final GuestLink link;
    private final ArrayDeque<Answer> answers = new ArrayDeque<>(2);
    private String refusedAddress = "";
    private boolean flushLater;
    private boolean overLimit;
    private long nackAgainAt;

    Guest(String instance, Shared shared, Receiver receiver, GuestLink.Listener listener) {
        Settings settings = shared.settings();
        long now = shared.loop().now();
        this.instance = instance;
        this.shared = shared;
        this.receiver = receiver;
        this.counters = new Counters(shared.counters());
        this.queue = new OutQueue(settings.maxQueuedBytes(), Intake.Common.OWN_BYTES, shared.budget());
        this.intake = new Intake(shared.intake(), this);
        this.messages = new TokenBucket(settings.messagesPerSecond(), now);
        this.bytes = new TokenBucket(settings.bytesPerSecond(), now);
        this.link = new GuestLink(this, shared, listener);
    }

    /** Other settings are in force; the connection and what waits for it stay. */
    void configured(Settings settings) {
        long now = shared.loop().now();
        queue.limit(settings.maxQueuedBytes());
        messages.allow(settings.messagesPerSecond(), now);
        bytes.allow(settings.bytesPerSecond(), now);
        link.configured(settings);
    }

    String instance() {
        return instance;
    }

    Counters counters() {
        return counters;
    }

    GuestLink link() {
        return link;
    }

    OutQueue queue() {
        return queue;
    }

    /** A message was dropped because guests may not reach this address on the host. */
    void refused(String address) {
        refusedAddress = address;
        shared.discarded(this, Discard.REFUSED_SENDER, 1);
    }

    /** The last address that it may not reach and has tried; empty if it has not. */
    String refusedAddress() {
        return refusedAddress;
    }

    /** Queues a frame, if the guest is there. */
    void send(Frame frame) {
        if (!link.isReachable()) {
            shared.discarded(this, Discard.NO_SUCH_PEER, 1);
            return;
        }
        enqueue(frame);
    }

    /**
     * Sends an answer of many frames, as there is room for them.
     *
     * @return false if too many are under way already
     */
    boolean send(Answer answer) {
        if (answers.size() >= MAX_ANSWERS) {
            return false;
        }
        answers.add(answer);
        flushLater();
        return true;
    }

    private void enqueue(Frame frame) {
        int lost = queue.add(frame);
        if (lost > 0) {
            shared.discarded(this, Discard.PEER_FULL, lost);
        }
        flushLater();
    }

    /** Whether it is time for another nack of a kind that could come in floods. */
    boolean mayNack(long now, long period) {
        if (now < nackAgainAt) {
            return false;
        }
        nackAgainAt = now + period;
        return true;
    }

    void flushLater() {
        if (!flushLater) {
            flushLater = true;
            shared.flushLater(this);
        }
    }

    void flush() {
        flushLater = false;
        link.flush();
    }

    /** Makes the next frames of the answers under way. */
    void continueAnswers() {
        for (Answer answer = answers.peek(); answer != null && queue.bytes() < LOW_WATER; answer = answers.peek()) {
            Frame next = answer.next();
            if (next == null) {
                answers.remove();
            } else {
                enqueue(next);
            }
        }
    }

    /**
     * Takes what was read.
     *
     * @return false if the guest is over its limits and should be left alone for a while
     */
    boolean read(ByteBuffer in) {
        counters.read(in.remaining());
        overLimit = false;
        intake.take(in);
        return !overLimit;
    }

    @Override
    public void line(ByteBuffer frame) {
        counters.received();
        long now = shared.loop().now();
        // Both are asked, so that a flood of either kind is seen.
        boolean few = messages.take(1, now);
        boolean small = bytes.take(frame.remaining(), now);
        if (few && small) {
            receiver.received(this, frame);
        } else {
            overLimit = true;
            shared.discarded(this, Discard.RATE_LIMITED, 1);
            receiver.limited(this);
        }
    }

    @Override
    public void tooLong(int lines) {
        shared.discarded(this, Discard.TOO_LONG, lines);
        receiver.tooLong(this);
    }

    /** The connection has ended: a torn message dies with it, and one that was partly written is written anew. */
    void connectionEnded() {
        if (intake.end()) {
            shared.discarded(this, Discard.NOT_JSON, 1);
        }
        queue.rewind();
    }

    /** The guest is not coming back soon. */
    void gone() {
        answers.clear();
        int lost = queue.clear();
        if (lost > 0) {
            shared.discarded(this, Discard.NO_SUCH_PEER, lost);
        }
    }
}
