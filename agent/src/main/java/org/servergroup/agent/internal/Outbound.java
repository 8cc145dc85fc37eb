package org.servergroup.agent.internal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.servergroup.agent.internal.OutboundQueue.Message;
import org.servergroup.agent.internal.OutboundState.Admission;
import org.servergroup.agent.internal.Waiter.Parcel;
import org.servergroup.spi.Discard;

/**
 * The way to the host, in order and without loss. Thread-safe.
 *
 * <p>While the host is there and has room, senders go straight to its channel. While it is away their messages are
 * queued. When it is back, and when there is room again, one thread at a time serves: queued messages first, then those
 * who wait in line. A reader of a local channel gets a turn of some frames, because it sends them itself; nobody else is
 * served meanwhile.
 */
final class Outbound {
    /** Told of what had to be dropped, if anything; must not block. */
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
    private final Ageing ageing;
    private final Serving serving;

    /** Begins with the host away. */
    Outbound(
            Supplier<Settings> settings,
            Traffic queued,
            Losses losses,
            ScheduledExecutorService timer,
            LongSupplier nanoTime) {
        this.state = new OutboundState(settings, queued, nanoTime);
        this.losses = losses;
        this.ageing = new Ageing(state, losses, timer);
        this.serving = new Serving(state, losses, ageing);
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
                    losses.dropped(admission.dropped(), admission.reason());
                    if (admission.taken()) {
                        serving.serve();
                    }
                    return admission.taken();
                }
            }
            switch (way.offer(parts)) {
                case ACCEPTED -> {
                    if (state.isTurnOf(waiter) && state.countTurn(waiter)) {
                        serving.serve();
                    }
                    return true;
                }
                case BACK_PRESSURED -> {
                    if (state.block(seen, waiter)) {
                        return false;
                    }
                }
                case TOO_LONG -> {
                    losses.dropped(List.of(state.message(origin, parts)), Discard.TOO_LONG);
                    return true;
                }
                default -> {
                    state.away(seen);
                    serving.serve();
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
            serving.serve();
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
        serving.serve();
    }

    // The channel's side.

    /** From now on messages go through this channel, while its link is up. */
    void attach(HostSession opened) {
        state.attach(opened);
        serving.serve();
    }

    /** The link of a channel has gone up or down. */
    void linkChanged(HostSession of) {
        state.linkChanged(of);
        serving.serve();
    }

    /** There is room again. */
    void writable(HostSession of) {
        state.writable(of);
        serving.serve();
    }

    /** From now on messages wait. What the channel gives back when it is closed goes to {@link #giveBack}. */
    void detach(HostSession closing) {
        state.detach(closing);
        serving.serve();
    }

    /** Puts messages before all that wait: those that a closed channel had taken and not sent. */
    void giveBack(List<byte[]> frames) {
        losses.dropped(state.giveBack(frames), Discard.HOST_QUEUE_FULL);
        serving.serve();
    }

    // Control.

    /** The bounds have changed. */
    void settingsChanged() {
        ageing.expire();
        losses.dropped(state.trim(), Discard.HOST_QUEUE_FULL);
    }

    /** Takes nothing any more; what waits is dropped, counted and told. */
    void stop() {
        List<Message> left = state.stop();
        for (Waiter waiter : state.dismiss()) {
            if (waiter instanceof Parcel parcel) {
                parcel.decide(Parcel.Fate.STOPPED);
            }
        }
        losses.dropped(left, Discard.STOPPED);
    }

    Status status() {
        return state.status();
    }
}
