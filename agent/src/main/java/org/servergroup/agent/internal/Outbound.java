package org.servergroup.agent.internal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.servergroup.agent.internal.OutboundQueue.Message;
import org.servergroup.agent.internal.OutboundState.Admission;
import org.servergroup.agent.internal.OutboundState.Work;
import org.servergroup.agent.internal.Waiter.Parcel;
import org.servergroup.spi.Discard;
import org.servergroup.spi.Offer;

/**
 * The way to the host, in order and without loss. Thread-safe.
 *
 * <p>While the host is there and has room, senders go straight to its channel. While it is away their messages are
 * queued. When it is back, and when there is room again, one thread at a time serves: queued messages first, then those
 * who wait in line. A reader of a local channel gets a turn of some frames, because it sends them itself; nobody else is
 * served meanwhile.
 */
final class Outbound {
    /** Told of what had to be dropped; must not block. */
    @FunctionalInterface
    interface Losses {
        void dropped(List<Message> messages, Discard reason);
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
    record Status(int messages, long bytes, long oldestMillis, boolean connected, boolean blocked, int waiting) {}

    private final OutboundState state;
    private final Losses losses;
    private final ScheduledExecutorService timer;
    private @Nullable Future<?> ageing;

    /** Begins with the host away. */
    Outbound(
            Supplier<Settings> settings,
            Traffic queued,
            Losses losses,
            ScheduledExecutorService timer,
            LongSupplier nanoTime) {
        this.state = new OutboundState(settings, queued, nanoTime);
        this.losses = losses;
        this.timer = timer;
    }

    // The senders' side.

    /** Takes a message, or returns false: then the waiter has a place in the line and is told when it is its turn. */
    boolean submit(Waiter waiter, @Nullable Route origin, ByteBuffer[] parts) {
        for (; ; ) {
            int seen = state.events();
            HostSession way = state.direct();
            if (way == null) {
                Admission admission = state.admit(waiter, origin, parts);
                way = admission.way();
                if (way == null) {
                    tell(admission.dropped(), admission.reason());
                    if (admission.taken()) {
                        serve();
                    }
                    return admission.taken();
                }
            }
            switch (way.offer(parts)) {
                case ACCEPTED -> {
                    if (state.isTurnOf(waiter) && state.countTurn(waiter)) {
                        serve();
                    }
                    return true;
                }
                case BACK_PRESSURED -> {
                    if (state.block(seen, waiter)) {
                        return false;
                    }
                }
                case TOO_LONG -> {
                    tell(List.of(state.message(origin, parts)), Discard.TOO_LONG);
                    return true;
                }
                default -> {
                    state.away(seen);
                    serve();
                }
            }
        }
    }

    /** A sender in the framework gives up. Returns whether it was still in line, so that nothing will be sent. */
    boolean withdraw(Parcel parcel) {
        return state.withdraw(parcel);
    }

    /** A sender has no more for now: the others' turn. Sends what the channel holds. */
    void batchEnded(Waiter sender) {
        if (state.isTurnOf(sender)) {
            state.endTurn(sender);
            serve();
        }
        HostSession direct = state.direct();
        HostSession way = direct == null ? state.session() : direct;
        if (way != null) {
            way.flush();
        }
    }

    /** A reader will not come again. */
    void leave(Waiter.Reader reader) {
        state.leave(reader);
        serve();
    }

    // The channel's side.

    /** From now on messages go through this channel, while its link is up. */
    void attach(HostSession opened) {
        state.attach(opened);
        serve();
    }

    /** The link of a channel has gone up or down. */
    void linkChanged(HostSession of) {
        state.linkChanged(of);
        serve();
    }

    /** There is room again. */
    void writable(HostSession of) {
        state.writable(of);
        serve();
    }

    /** From now on messages wait. What the channel gives back when it is closed goes to {@link #giveBack}. */
    void detach(HostSession closing) {
        state.detach(closing);
        serve();
    }

    /** Puts messages before all that wait: those that a closed channel had taken and not sent. */
    void giveBack(List<byte[]> frames) {
        tell(state.giveBack(frames), Discard.HOST_QUEUE_FULL);
        serve();
    }

    // Control.

    /** The bounds have changed. */
    void settingsChanged() {
        expire();
        tell(state.trim(), Discard.HOST_QUEUE_FULL);
    }

    /** Takes nothing any more; what waits is dropped, counted and told. */
    void stop() {
        List<Message> left = state.stop();
        for (Waiter waiter : state.dismiss()) {
            if (waiter instanceof Parcel parcel) {
                parcel.decide(Parcel.Fate.STOPPED);
            }
        }
        tell(left, Discard.STOPPED);
    }

    Status status() {
        return state.status();
    }

    // Serving, by one thread at a time. Whoever changes the state calls it; who serves sees the change before it ends.

    private void serve() {
        if (state.beginServing()) {
            HostSession used = null;
            for (Work work = state.next(); work != null; work = state.next()) {
                serve(work);
                used = work.way();
            }
            if (used != null) {
                used.flush();
            }
        }
        age();
    }

    private void serve(Work work) {
        Message message = work.message();
        if (message != null) {
            Offer offer = offer(work, message.frame());
            if (offer == Offer.TOO_LONG) {
                tell(List.of(message), Discard.TOO_LONG);
            } else if (offer != Offer.ACCEPTED) {
                state.putBack(message, offer, work.seen());
            }
        } else if (work.waiter() instanceof Waiter.Reader reader) {
            reader.resume();
        } else if (work.waiter() instanceof Parcel parcel) {
            serve(work, parcel);
        }
    }

    private void serve(Work work, Parcel parcel) {
        if (work.way() == null) {
            Admission admission = state.admit(parcel, null, parcel.parts());
            if (admission.taken()) {
                parcel.decide(admission.reason() == Discard.STOPPED ? Parcel.Fate.STOPPED : Parcel.Fate.ACCEPTED);
                tell(admission.dropped(), admission.reason());
            }
            return;
        }
        Offer offer = offer(work, parcel.frame());
        switch (offer) {
            case ACCEPTED -> parcel.decide(Parcel.Fate.ACCEPTED);
            case TOO_LONG -> parcel.decide(Parcel.Fate.TOO_LONG);
            default -> {
                if (!state.putBack(parcel, offer, work.seen())) {
                    parcel.decide(Parcel.Fate.NOT_IN_TIME);
                }
            }
        }
    }

    private static Offer offer(Work work, byte[] frame) {
        HostSession way = work.way();
        return way == null ? Offer.NOT_CONNECTED : way.offer(new ByteBuffer[] {ByteBuffer.wrap(frame)});
    }

    // Ageing: one timer task while something waits for a host that is away, else none.

    private synchronized void age() {
        long next = ageing == null ? state.nextExpiry() : -1;
        if (next < 0) {
            return;
        }
        try {
            ageing = timer.schedule(this::expire, next, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            ageing = null; // the agent is being stopped
        }
    }

    private synchronized void forgetAge() {
        if (ageing != null) {
            ageing.cancel(false);
            ageing = null;
        }
    }

    private void expire() {
        forgetAge();
        tell(state.expired(), Discard.HOST_AWAY_TOO_LONG);
        age();
    }

    private void tell(List<Message> dropped, Discard reason) {
        if (!dropped.isEmpty()) {
            losses.dropped(dropped, reason);
        }
    }
}
