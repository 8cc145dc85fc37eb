package org.servergroup.agent.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
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
 * The way to the host, in order and without loss. Thread-safe; calls nothing foreign with the lock held.
 *
 * <p>While the host is there and has room, senders go straight to its channel ({@link #direct}). While it is away their
 * messages are queued. When it is back, and when there is room again, one thread at a time serves: queued messages
 * first, then those who wait in line. A reader of a local channel gets a turn of some frames, because it sends them
 * itself; nobody else is served meanwhile.
 *
 * <p>{@link #events} tells whether something has changed since a channel was asked, so that its answer is out of date.
 */
final class Outbound {
    /** Told of what had to be dropped; called without the lock, must not block. */
    @FunctionalInterface
    interface Losses {
        void dropped(List<Message> messages, Discard reason);
    }

    private final Object lock = new Object();
    private final OutboundQueue queue = new OutboundQueue();
    private final Line line = new Line();
    private final Supplier<Settings> settings;
    private final Traffic queued;
    private final Losses losses;
    private final ScheduledExecutorService timer;
    private final LongSupplier nanoTime;

    private volatile @Nullable HostSession direct;
    private final AtomicInteger events = new AtomicInteger();

    private @Nullable HostSession session;
    private boolean connected;
    private boolean blocked;
    private boolean serving;
    private boolean stopped;
    private @Nullable Future<?> ageing;

    /** Begins with the host away. */
    Outbound(
            Supplier<Settings> settings,
            Traffic queued,
            Losses losses,
            ScheduledExecutorService timer,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.queued = queued;
        this.losses = losses;
        this.timer = timer;
        this.nanoTime = nanoTime;
    }

    // The senders' side.

    /** Takes a message, or returns false: then the waiter has a place in the line and is told when it is its turn. */
    boolean submit(Waiter waiter, @Nullable Route origin, ByteBuffer[] parts) {
        for (; ; ) {
            int seen = events.get();
            HostSession way = direct;
            if (way == null) {
                List<Message> dropped = List.of();
                Discard reason = Discard.HOST_QUEUE_FULL;
                synchronized (lock) {
                    if (stopped) {
                        dropped = List.of(message(parts, origin));
                        reason = Discard.STOPPED;
                    } else if (!connected) {
                        dropped = append(message(parts, origin));
                    } else {
                        way = line.isTurnOf(waiter) ? session : direct;
                        if (way == null && isLeaving(waiter)) {
                            dropped = append(message(parts, origin));
                        } else if (way == null) {
                            line.join(waiter);
                            return false;
                        }
                    }
                }
                if (way == null) {
                    tell(dropped, reason);
                    serve();
                    return true;
                }
            }
            switch (way.offer(parts)) {
                case ACCEPTED -> {
                    countTurn(waiter);
                    return true;
                }
                case BACK_PRESSURED -> {
                    if (block(seen, waiter)) {
                        return false;
                    }
                }
                case TOO_LONG -> {
                    tell(List.of(message(parts, origin)), Discard.TOO_LONG);
                    return true;
                }
                default -> away(seen);
            }
        }
    }

    /** A sender in the framework gives up. Returns whether it was still in line, so that nothing will be sent. */
    boolean withdraw(Parcel parcel) {
        synchronized (lock) {
            parcel.withdraw();
            return line.leave(parcel);
        }
    }

    /** A sender has no more for now: the others' turn. Sends what the channel holds. */
    void batchEnded(Waiter sender) {
        if (line.isTurnOf(sender)) {
            endTurn(sender);
        }
        HostSession way = direct;
        if (way == null) {
            synchronized (lock) {
                way = session;
            }
        }
        if (way != null) {
            way.flush();
        }
    }

    /** A reader will not come again. */
    void leave(Waiter.Reader reader) {
        synchronized (lock) {
            line.leave(reader);
        }
        endTurn(reader);
    }

    // The channel's side.

    /** From now on messages go through this channel, while its link is up. */
    void attach(HostSession opened) {
        synchronized (lock) {
            session = opened;
            changed(opened.up());
        }
        serve();
    }

    /** The link of a channel has gone up or down. */
    void linkChanged(HostSession of) {
        synchronized (lock) {
            if (session != of) {
                return;
            }
            changed(of.up());
        }
        serve();
    }

    /** There is room again. */
    void writable(HostSession of) {
        synchronized (lock) {
            if (session != of) {
                return;
            }
            events.incrementAndGet();
            blocked = false;
        }
        serve();
    }

    /** From now on messages wait. What the channel gives back when it is closed goes to {@link #giveBack}. */
    void detach(HostSession of) {
        synchronized (lock) {
            if (session != of) {
                return;
            }
            session = null;
            changed(false);
        }
        serve();
    }

    /** Puts messages before all that wait: those that a closed channel had taken and not sent. */
    void giveBack(List<byte[]> frames) {
        List<Message> dropped;
        synchronized (lock) {
            // Who serves may have the next message in hand; it has to be back in the queue before these go before it.
            awaitIdle();
            long now = nanoTime.getAsLong();
            long since = now - queue.age(now);
            List<Message> older = new ArrayList<>(frames.size());
            for (byte[] frame : frames) {
                older.add(new Message(frame, null, since));
            }
            queue.addFirst(older);
            dropped = queue.pollOverflow(settings.get().maxQueuedBytes());
            age();
        }
        tell(dropped, Discard.HOST_QUEUE_FULL);
        serve();
    }

    // Control.

    /** The bounds have changed. */
    void settingsChanged() {
        expire();
        List<Message> dropped;
        synchronized (lock) {
            dropped = queue.pollOverflow(settings.get().maxQueuedBytes());
        }
        tell(dropped, Discard.HOST_QUEUE_FULL);
    }

    /** Takes nothing any more; what waits is dropped, counted and told. */
    void stop() {
        List<Message> left;
        List<Waiter> waiting;
        synchronized (lock) {
            stopped = true;
            session = null;
            changed(false);
            awaitIdle();
            left = queue.pollAll();
            waiting = line.clear();
        }
        for (Waiter waiter : waiting) {
            if (waiter instanceof Parcel parcel) {
                parcel.decide(Parcel.Fate.STOPPED);
            }
        }
        tell(left, Discard.STOPPED);
    }

    QueueStatus status() {
        synchronized (lock) {
            long age = TimeUnit.NANOSECONDS.toMillis(queue.age(nanoTime.getAsLong()));
            return new QueueStatus(queue.size(), queue.bytes(), age, connected, blocked, line.size());
        }
    }

    // Serving, by one thread at a time. Whoever changes the state calls it; who serves sees the change before it ends.

    private void serve() {
        synchronized (lock) {
            if (serving) {
                return;
            }
            serving = true;
        }
        HostSession used = null;
        for (; ; ) {
            int seen;
            HostSession way;
            Message message = null;
            Waiter waiter = null;
            synchronized (lock) {
                seen = events.get();
                way = connected ? session : null;
                if (way == null) {
                    waiter = line.next();
                } else if (!blocked && !line.isSomebodysTurn()) {
                    message = queue.poll();
                    waiter = message == null ? line.next() : null;
                    direct = message == null && waiter == null ? way : null;
                }
                if (message == null && waiter == null) {
                    serving = false;
                    lock.notifyAll();
                    break;
                }
                if (way != null && waiter instanceof Waiter.Reader) {
                    line.beginTurn(waiter);
                }
            }
            if (way != null && message != null) {
                serve(seen, way, message);
            } else if (waiter instanceof Parcel parcel) {
                serve(seen, way, parcel);
            } else if (waiter instanceof Waiter.Reader reader) {
                reader.resume();
            }
            used = way;
        }
        if (used != null) {
            used.flush();
        }
    }

    private void serve(int seen, HostSession way, Message message) {
        Offer offer = way.offer(new ByteBuffer[] {ByteBuffer.wrap(message.frame())});
        if (offer == Offer.TOO_LONG) {
            tell(List.of(message), Discard.TOO_LONG);
        } else if (offer != Offer.ACCEPTED) {
            synchronized (lock) {
                queue.addFirst(message);
                blocked |= offer == Offer.BACK_PRESSURED && events.get() == seen;
            }
            if (offer != Offer.BACK_PRESSURED) {
                away(seen);
            }
        }
    }

    private void serve(int seen, @Nullable HostSession way, Parcel parcel) {
        Offer offer = Offer.NOT_CONNECTED;
        if (way != null) {
            offer = way.offer(parcel.parts());
        }
        if (offer == Offer.ACCEPTED || offer == Offer.TOO_LONG) {
            parcel.decide(offer == Offer.ACCEPTED ? Parcel.Fate.ACCEPTED : Parcel.Fate.TOO_LONG);
            return;
        }
        List<Message> dropped = List.of();
        Parcel.Fate fate = null;
        synchronized (lock) {
            if (parcel.withdrawn()) {
                fate = Parcel.Fate.NOT_IN_TIME;
            } else if (way == null) {
                dropped = append(new Message(parcel.frame(), null, nanoTime.getAsLong()));
                fate = Parcel.Fate.ACCEPTED;
            } else {
                line.rejoin(parcel);
                blocked |= offer == Offer.BACK_PRESSURED && events.get() == seen;
            }
        }
        if (fate != null) {
            parcel.decide(fate);
        }
        tell(dropped, Discard.HOST_QUEUE_FULL);
        if (way != null && offer != Offer.BACK_PRESSURED) {
            away(seen);
        }
    }

    private void countTurn(Waiter waiter) {
        if (line.isTurnOf(waiter)) {
            boolean over;
            synchronized (lock) {
                over = line.countTurn(waiter);
            }
            if (over) {
                endTurn(waiter);
            }
        }
    }

    private void endTurn(Waiter waiter) {
        synchronized (lock) {
            line.endTurn(waiter);
        }
        serve();
    }

    /** The channel has no room; false if that may have changed since. */
    private boolean block(int seen, Waiter waiter) {
        synchronized (lock) {
            if (events.get() != seen) {
                return false;
            }
            blocked = true;
            direct = null;
            if (isLeaving(waiter)) {
                return false;
            }
            line.join(waiter);
            return true;
        }
    }

    /** The channel takes nothing, unless that may have changed since. */
    private void away(int seen) {
        synchronized (lock) {
            if (events.get() != seen) {
                return;
            }
            changed(false);
        }
        serve();
    }

    // With the lock held.

    private void changed(boolean nowConnected) {
        events.incrementAndGet();
        connected = nowConnected;
        blocked = false;
        direct = null;
        line.endTurn();
        age();
    }

    private List<Message> append(Message message) {
        queue.addLast(message);
        queued.add(message.frame().length);
        age();
        return queue.pollOverflow(settings.get().maxQueuedBytes());
    }

    private void awaitIdle() {
        boolean interrupted = false;
        while (serving) {
            try {
                lock.wait();
            } catch (InterruptedException e) {
                interrupted = true; // who serves never blocks: this ends soon
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // Ageing: one timer task while something waits for a host that is away, else none.

    private void age() {
        if (ageing != null || connected || stopped || queue.isEmpty()) {
            return;
        }
        long left = settings.get().maxQueuedAge().toNanos() - queue.age(nanoTime.getAsLong());
        try {
            ageing = timer.schedule(this::expire, Math.max(left, 0), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            ageing = null; // the agent is being stopped
        }
    }

    private void expire() {
        List<Message> expired = List.of();
        synchronized (lock) {
            if (ageing != null) {
                ageing.cancel(false);
                ageing = null;
            }
            if (!connected) {
                expired = queue.pollExpired(
                        nanoTime.getAsLong(), settings.get().maxQueuedAge().toNanos());
                age();
            }
        }
        tell(expired, Discard.HOST_AWAY_TOO_LONG);
    }

    private void tell(List<Message> dropped, Discard reason) {
        if (!dropped.isEmpty()) {
            losses.dropped(dropped, reason);
        }
    }

    private static boolean isLeaving(Waiter waiter) {
        return waiter instanceof Waiter.Reader reader && reader.leaving();
    }

    private Message message(ByteBuffer[] parts, @Nullable Route origin) {
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

    /**
     * What waits for the host.
     *
     * @param messages how many messages are queued
     * @param bytes what they count against the bound
     * @param oldestMillis how long the oldest has waited
     * @param connected whether the host is there
     * @param blocked whether its channel has no room
     * @param waiting how many senders are held up
     */
    record QueueStatus(int messages, long bytes, long oldestMillis, boolean connected, boolean blocked, int waiting) {}
}
