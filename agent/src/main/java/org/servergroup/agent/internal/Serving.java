package org.servergroup.agent.internal;

import java.nio.ByteBuffer;
import java.util.List;
import org.servergroup.agent.internal.OutboundQueue.Message;
import org.servergroup.agent.internal.OutboundState.Admission;
import org.servergroup.agent.internal.OutboundState.Work;
import org.servergroup.agent.internal.Waiter.Parcel;
import org.servergroup.spi.Discard;
import org.servergroup.spi.Offer;

/** Serves what waits for the host: queued messages first, then those who wait in line. One thread at a time does. */
final class Serving {
    private final OutboundState state;
    private final Outbound.Losses losses;
    private final Ageing ageing;

    Serving(OutboundState state, Outbound.Losses losses, Ageing ageing) {
        this.state = state;
        this.losses = losses;
        this.ageing = ageing;
    }

    /** Whoever changes the state calls it; who serves already sees the change before it ends. */
    void serve() {
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
        ageing.begin();
    }

    private void serve(Work work) {
        Message message = work.message();
        if (message != null) {
            Offer offer = offer(work, message.frame());
            if (offer == Offer.TOO_LONG) {
                losses.dropped(List.of(message), Discard.TOO_LONG);
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
                losses.dropped(admission.dropped(), admission.reason());
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
}
