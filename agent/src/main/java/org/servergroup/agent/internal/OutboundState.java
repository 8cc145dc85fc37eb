package org.servergroup.agent.internal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.servergroup.agent.internal.OutboundQueue.Message;
import org.servergroup.agent.internal.Waiter.Parcel;
import org.servergroup.spi.Discard;
import org.servergroup.spi.Offer;

/**
 * The state of the way to the host: whether it takes anything, what waits and who waits, and who serves them. Thread-safe;
 * every method is one step, and calls nothing foreign. Its lock guards the parts.
 *
 * <p>{@link #events} tells whether something has changed since a channel was asked, so that its answer is out of date.
 */
final class OutboundState {
    private final OutboundQueue queue;
    private final Line line = new Line();
    private final FlowControl flow = new FlowControl(line);
    private boolean serving;
    private boolean stopped;

    OutboundState(Supplier<Settings> settings, Traffic queued, LongSupplier nanoTime) {
        queue = new OutboundQueue(settings, queued, nanoTime);
    }

    int events() {
        return flow.events();
    }

    /** The channel that anybody may send through right now; null if it takes more to find out. */
    @Nullable
    HostSession direct() {
        return flow.direct();
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
        if (!flow.connected()) {
            return Admission.queued(queue.addLast(message(origin, parts)));
        }
        HostSession way = line.isTurnOf(waiter) ? flow.session() : flow.direct();
        if (way != null) {
            return new Admission(way, false, List.of(), Discard.STOPPED);
        }
        if (waiter.isLeaving()) {
            return Admission.queued(queue.addLast(message(origin, parts)));
        }
        line.join(waiter);
        return Admission.HELD;
    }

    Message message(@Nullable Route origin, ByteBuffer[] parts) {
        return queue.message(origin, parts);
    }

    /** Takes out what is more than the bounds allow. */
    synchronized List<Message> trim() {
        return queue.pollOverflow();
    }

    /** The channel has no room, and the waiter gets a place in line; false if something has changed since. */
    synchronized boolean block(int seen, Waiter waiter) {
        if (!flow.block(seen) || waiter.isLeaving()) {
            return false;
        }
        line.join(waiter);
        return true;
    }

    /** The channel takes nothing at all, unless something has changed since. */
    synchronized void away(int seen) {
        flow.away(seen);
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
        return flow.session();
    }

    synchronized void attach(HostSession opened) {
        flow.attach(opened);
    }

    synchronized void detach(HostSession closing) {
        flow.detach(closing);
    }

    synchronized void linkChanged(HostSession of) {
        flow.linkChanged(of);
    }

    synchronized void writable(HostSession of) {
        flow.writable(of);
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
        HostSession way = flow.way();
        Message message = null;
        Waiter waiter = null;
        if (way == null) {
            waiter = line.next();
        } else if (!flow.blocked() && !line.isSomebodysTurn()) {
            message = queue.poll();
            waiter = message == null ? line.next() : null;
            flow.allowDirect(message == null && waiter == null);
        }
        if (message == null && waiter == null) {
            serving = false;
            notifyAll();
            return null;
        }
        if (way != null && waiter instanceof Waiter.Reader) {
            line.beginTurn(waiter);
        }
        return new Work(flow.events(), way, message, waiter);
    }

    /** The channel has not taken it. */
    synchronized void putBack(Message message, Offer offer, int seen) {
        queue.putBack(message);
        flow.refused(offer, seen);
    }

    /** The channel has not taken it; false if the sender has given up meanwhile. */
    synchronized boolean putBack(Parcel parcel, Offer offer, int seen) {
        flow.refused(offer, seen);
        if (parcel.withdrawn()) {
            return false;
        }
        line.rejoin(parcel);
        return true;
    }

    /** Puts messages before all that wait. */
    synchronized List<Message> giveBack(List<byte[]> frames) {
        // Who serves may have the next message in hand; it has to be back in the queue before these go before it.
        awaitIdle();
        return queue.giveBack(frames);
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
        return flow.connected() ? List.of() : queue.pollExpired();
    }

    /** When something will have waited for too long, in nanoseconds from now; -1 if nothing ages. */
    synchronized long nextExpiry() {
        return flow.connected() || stopped ? -1 : queue.nextExpiry();
    }

    /** Takes nothing any more, and gives what waits. */
    synchronized List<Message> stop() {
        stopped = true;
        flow.detach();
        awaitIdle();
        return queue.pollAll();
    }

    synchronized List<Waiter> dismiss() {
        return line.clear();
    }

    synchronized Outbound.Status status() {
        long age = TimeUnit.NANOSECONDS.toMillis(queue.age());
        return new Outbound.Status(queue.size(), queue.bytes(), age, flow.connected(), flow.blocked(), line.size());
    }
}
