package org.servergroup.agent.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.servergroup.agent.internal.OutboundQueue.Message;
import org.servergroup.agent.internal.Waiter.Parcel;
import org.servergroup.spi.Discard;
import org.servergroup.spi.Offer;

/**
 * The state of the way to the host: which channel, whether it takes anything, and what and who waits. Thread-safe; every
 * method is one step, and calls nothing foreign.
 *
 * <p>{@link #events} tells whether something has changed since a channel was asked, so that its answer is out of date.
 */
final class OutboundState {
    private final OutboundQueue queue = new OutboundQueue();
    private final Line line = new Line();
    private final AtomicInteger events = new AtomicInteger();
    private final Supplier<Settings> settings;
    private final Traffic queued;
    private final LongSupplier nanoTime;

    private volatile @Nullable HostSession direct;
    private @Nullable HostSession session;
    private boolean connected;
    private boolean blocked;
    private boolean serving;
    private boolean stopped;

    OutboundState(Supplier<Settings> settings, Traffic queued, LongSupplier nanoTime) {
        this.settings = settings;
        this.queued = queued;
        this.nanoTime = nanoTime;
    }

    int events() {
        return events.get();
    }

    /** The channel that anybody may send through right now; null if it takes more to find out. */
    @Nullable
    HostSession direct() {
        return direct;
    }

    /**
     * What is to become of a message.
     *
     * @param way where to offer it; null if that is not to be
     * @param taken whether it is taken, then: queued, or dropped
     * @param dropped what had to be dropped for it
     */
    record Admission(@Nullable HostSession way, boolean taken, List<Message> dropped, Discard reason) {
        private static final Admission HELD = new Admission(null, false, List.of(), Discard.STOPPED);

        static Admission queued(List<Message> dropped) {
            return new Admission(null, true, dropped, Discard.HOST_QUEUE_FULL);
        }
    }

    /** Decides on a message that cannot go directly: queues it, gives it a place in the line, or lets it try. */
    synchronized Admission admit(Waiter waiter, @Nullable Route origin, ByteBuffer[] parts) {
        if (stopped) {
            return new Admission(null, true, List.of(message(origin, parts)), Discard.STOPPED);
        }
        if (!connected) {
            return Admission.queued(append(message(origin, parts)));
        }
        HostSession way = line.isTurnOf(waiter) ? session : direct;
        if (way != null) {
            return new Admission(way, false, List.of(), Discard.STOPPED);
        }
        if (waiter.isLeaving()) {
            return Admission.queued(append(message(origin, parts)));
        }
        line.join(waiter);
        return Admission.HELD;
    }

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

    private List<Message> append(Message message) {
        queue.addLast(message);
        queued.add(message.frame().length);
        return trim();
    }

    /** Takes out what is more than the bounds allow. */
    synchronized List<Message> trim() {
        return queue.pollOverflow(settings.get().maxQueuedBytes());
    }

    /** The channel has no room, and the waiter gets a place in line; false if something has changed since. */
    synchronized boolean block(int seen, Waiter waiter) {
        if (events.get() != seen) {
            return false;
        }
        blocked = true;
        direct = null;
        if (waiter.isLeaving()) {
            return false;
        }
        line.join(waiter);
        return true;
    }

    /** The channel takes nothing at all, unless something has changed since. */
    synchronized void away(int seen) {
        if (events.get() == seen) {
            changed(false);
        }
    }

    // Whose turn it is.

    boolean isTurnOf(Waiter waiter) {
        return line.isTurnOf(waiter);
    }

    /** One more frame has been sent in somebody's turn. Returns whether that was the last. */
    synchronized boolean countTurn(Waiter waiter) {
        boolean last = line.countTurn(waiter);
        if (last) {
            line.endTurn(waiter);
        }
        return last;
    }

    synchronized void endTurn(Waiter waiter) {
        line.endTurn(waiter);
    }

    synchronized void leave(Waiter waiter) {
        line.leave(waiter);
        line.endTurn(waiter);
    }

    synchronized boolean withdraw(Parcel parcel) {
        parcel.withdraw();
        return line.leave(parcel);
    }

    // What the channels tell.

    @Nullable
    synchronized HostSession session() {
        return session;
    }

    synchronized void attach(HostSession opened) {
        session = opened;
        changed(opened.up());
    }

    synchronized void detach(HostSession closing) {
        if (session == closing) {
            session = null;
            changed(false);
        }
    }

    synchronized void linkChanged(HostSession of) {
        if (session == of) {
            changed(of.up());
        }
    }

    synchronized void writable(HostSession of) {
        if (session == of) {
            events.incrementAndGet();
            blocked = false;
        }
    }

    private void changed(boolean nowConnected) {
        events.incrementAndGet();
        connected = nowConnected;
        blocked = false;
        direct = null;
        line.endTurn();
    }

    // Serving.

    /**
     * What is to be done next, by the one who serves.
     *
     * @param seen the events before it
     * @param way the channel; null while the host is away
     * @param message a queued message to be sent, or null
     * @param waiter somebody whose turn it is, or null
     */
    record Work(
            int seen,
            @Nullable HostSession way,
            @Nullable Message message,
            @Nullable Waiter waiter) {}

    /** Whether the caller serves from now on; otherwise somebody does already. */
    synchronized boolean beginServing() {
        boolean begins = !serving;
        serving = true;
        return begins;
    }

    /** The next thing to do; null if there is none, which ends the serving. */
    @Nullable
    synchronized Work next() {
        HostSession way = connected ? session : null;
        Message message = null;
        Waiter waiter = null;
        if (way == null) {
            waiter = line.next();
        } else if (!blocked && !line.isSomebodysTurn()) {
            message = queue.poll();
            waiter = message == null ? line.next() : null;
            direct = message == null && waiter == null ? way : null;
        }
        if (message == null && waiter == null) {
            serving = false;
            notifyAll();
            return null;
        }
        if (way != null && waiter instanceof Waiter.Reader) {
            line.beginTurn(waiter);
        }
        return new Work(events.get(), way, message, waiter);
    }

    /** The channel has not taken it. */
    synchronized void putBack(Message message, Offer offer, int seen) {
        queue.addFirst(message);
        refused(offer, seen);
    }

    /** The channel has not taken it; false if the sender has given up meanwhile. */
    synchronized boolean putBack(Parcel parcel, Offer offer, int seen) {
        refused(offer, seen);
        if (parcel.withdrawn()) {
            return false;
        }
        line.rejoin(parcel);
        return true;
    }

    private void refused(Offer offer, int seen) {
        if (events.get() == seen) {
            if (offer == Offer.BACK_PRESSURED) {
                blocked = true;
            } else {
                changed(false);
            }
        }
    }

    /** Puts messages before all that wait. */
    synchronized List<Message> giveBack(List<byte[]> frames) {
        // Who serves may have the next message in hand; it has to be back in the queue before these go before it.
        awaitIdle();
        long now = nanoTime.getAsLong();
        long since = now - queue.age(now);
        List<Message> older = new ArrayList<>(frames.size());
        for (byte[] frame : frames) {
            older.add(new Message(frame, null, since));
        }
        queue.addFirst(older);
        return trim();
    }

    private void awaitIdle() {
        boolean interrupted = false;
        while (serving) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true; // who serves never blocks: this ends soon
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // Ageing and the end.

    /** What has waited for too long for a host that is away. */
    synchronized List<Message> expired() {
        return connected
                ? List.of()
                : queue.pollExpired(
                        nanoTime.getAsLong(), settings.get().maxQueuedAge().toNanos());
    }

    /** When something will have waited for too long, in nanoseconds from now; -1 if nothing ages. */
    synchronized long nextExpiry() {
        if (connected || stopped || queue.isEmpty()) {
            return -1;
        }
        return Math.max(0, settings.get().maxQueuedAge().toNanos() - queue.age(nanoTime.getAsLong()));
    }

    /** Takes nothing any more, and gives what waits. */
    synchronized List<Message> stop() {
        stopped = true;
        session = null;
        changed(false);
        awaitIdle();
        return queue.pollAll();
    }

    synchronized List<Waiter> dismiss() {
        return line.clear();
    }

    synchronized Outbound.Status status() {
        long age = TimeUnit.NANOSECONDS.toMillis(queue.age(nanoTime.getAsLong()));
        return new Outbound.Status(queue.size(), queue.bytes(), age, connected, blocked, line.size());
    }
}
