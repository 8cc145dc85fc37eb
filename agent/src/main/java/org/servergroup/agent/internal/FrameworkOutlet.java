package org.servergroup.agent.internal;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.servergroup.NotAcceptedException;
import org.servergroup.agent.internal.OutboundQueue.Message;
import org.servergroup.agent.internal.Waiter.Parcel;
import org.servergroup.agent.internal.Waiter.Parcel.Fate;
import org.servergroup.messaging.Outlet;
import org.servergroup.protocol.Envelopes;
import org.servergroup.protocol.Limits;

/** The way to the host for senders in the framework, who are blocked by back-pressure for a bounded time. Thread-safe. */
final class FrameworkOutlet implements Outlet {
    private final Outbound outbound;
    private final Traffic sent;
    private final Supplier<Settings> settings;

    FrameworkOutlet(Outbound outbound, Traffic sent, Supplier<Settings> settings) {
        this.outbound = outbound;
        this.sent = sent;
        this.settings = settings;
    }

    @Override
    public void send(String sourceAddress, String destinationAddress, byte[] data) throws IOException {
        byte[] frame = Envelopes.toChannel(data, destinationAddress, sourceAddress);
        long limit = Math.min(Limits.MAX_FRAME_BYTES, settings.get().maxQueuedBytes() - Message.cost(0));
        if (frame.length > limit) {
            throw new IllegalArgumentException("the message takes " + frame.length
                    + " bytes with its envelope, and at most " + limit + " can be sent");
        }
        Parcel parcel = new Parcel(frame);
        Fate fate = Fate.ACCEPTED;
        if (outbound.submit(parcel, null, parcel.parts())) {
            outbound.batchEnded(parcel);
        } else {
            fate = await(parcel);
        }
        switch (fate) {
            case ACCEPTED -> sent.add(frame.length);
            case TOO_LONG ->
                throw new IllegalArgumentException(
                        "the message is too long for the host channel: " + frame.length + " bytes");
            case STOPPED -> throw new IOException("the agent has been stopped");
            case NOT_IN_TIME ->
                throw new NotAcceptedException("not accepted within "
                        + settings.get().sendTimeout().toMillis()
                        + " ms, because the host does not read; nothing was sent, it can be tried again later");
        }
    }

    private Fate await(Parcel parcel) {
        boolean interrupted = false;
        try {
            if (parcel.await(settings.get().sendTimeout().toNanos())) {
                return parcel.fate();
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        try {
            // If it is not in line somebody is just offering it, which never blocks.
            while (!outbound.withdraw(parcel)) {
                try {
                    if (parcel.await(TimeUnit.SECONDS.toNanos(1))) {
                        return parcel.fate();
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return Fate.NOT_IN_TIME;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
