package org.servergroup.host.internal;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.servergroup.protocol.EnvelopeReader;
import org.servergroup.protocol.Leg;
import org.servergroup.protocol.Limits;
import org.servergroup.protocol.Verdict;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalAddress;

/** Decides where a guest's message goes. Loop thread only. */
final class Router implements Guest.Receiver {
    /** Where messages for other addresses than the group service's go. */
    interface Elsewhere {
        /**
         * Takes an envelope that was read.
         *
         * @return null if it is taken, else why not
         */
        @Nullable
        Discard deliver(Guest from, EnvelopeReader envelope);
    }

    private static final long NACK_PERIOD = TimeUnit.SECONDS.toNanos(1);

    private final Shared shared;
    private final GroupService service;
    private final Elsewhere elsewhere;
    private final EnvelopeReader reader = new EnvelopeReader();

    Router(Shared shared, GroupService service, Elsewhere elsewhere) {
        this.shared = shared;
        this.service = service;
        this.elsewhere = elsewhere;
    }

    @Override
    public void received(Guest from, ByteBuffer frame) {
        Verdict verdict = reader.read(Leg.CHANNEL, frame);
        if (verdict != Verdict.OK) {
            refused(from, verdict);
        } else if (reader.source().length() > LocalAddress.MAX_BYTES) {
            shared.discarded(from, Discard.REFUSED_SENDER, 1); // no application has such an address to be answered at
        } else if (reader.destination().equals(Limits.GROUP_ADDRESS)) {
            service.received(from, reader.source(), reader.data());
        } else {
            Discard reason = elsewhere.deliver(from, reader);
            if (reason == Discard.REFUSED_SENDER) {
                from.refused(reader.destination());
            } else if (reason != null) {
                shared.discarded(from, reason, 1);
            }
        }
    }

    private void refused(Guest from, Verdict verdict) {
        shared.discarded(from, reason(verdict), 1);
        String why = explanation(verdict);
        if (!why.isEmpty() && reader.destination().equals(Limits.GROUP_ADDRESS)) {
            String source = reader.source();
            boolean usable = !source.isEmpty() && source.length() <= LocalAddress.MAX_BYTES;
            service.nack(from, usable ? source : Limits.GROUP_ADDRESS, "", why);
        }
    }

    static Discard reason(Verdict verdict) {
        return switch (verdict) {
            case INVALID_UTF8 -> Discard.INVALID_UTF8;
            case TOO_DEEP -> Discard.TOO_DEEP;
            case WRONG_VERSION -> Discard.WRONG_VERSION;
            case NO_VERSION, NO_DESTINATION, NO_SOURCE, NO_INSTANCE, NO_DATA -> Discard.MISSING_KEY;
            case OK, NOT_JSON -> Discard.NOT_JSON;
        };
    }

    /** In the words of legacy hosts; empty where the sender cannot be told. */
    private String explanation(Verdict verdict) {
        return switch (verdict) {
            case WRONG_VERSION -> "invalid guest agent message version " + reader.version() + ", expecting 2";
            case NO_VERSION -> "invalid guest agent message version (none), expecting 2";
            case NO_DATA -> "no valid data found in the message";
            default -> "";
        };
    }

    @Override
    public void limited(Guest from) {
        nackNowAndThen(from, "you send more than your host allows; some messages were dropped");
    }

    @Override
    public void tooLong(Guest from) {
        nackNowAndThen(
                from,
                "a message was dropped: it is longer than " + shared.settings().maxFrameBytes()
                        + " bytes, or the host has no room for it");
    }

    private void nackNowAndThen(Guest from, String why) {
        if (from.mayNack(shared.loop().now(), NACK_PERIOD)) {
            service.nack(from, Limits.GROUP_ADDRESS, "", why);
        }
    }
}
