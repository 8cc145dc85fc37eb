package org.servergroup.agent.internal;

import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.servergroup.Nack;
import org.servergroup.agent.internal.OutboundQueue.Message;
import org.servergroup.messaging.Endpoint;
import org.servergroup.protocol.EnvelopeReader;
import org.servergroup.protocol.Envelopes;
import org.servergroup.protocol.GroupMessage;
import org.servergroup.protocol.Leg;
import org.servergroup.protocol.Limits;
import org.servergroup.protocol.Verdict;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.Offer;

/**
 * Tells senders that a message of theirs was dropped, as a {@code nack} from where they sent it to. Best effort: a nack
 * that finds no room is itself dropped, and nothing answers a nack.
 */
final class Nacks implements Outbound.Losses {
    private static final String UNKNOWN = "unknown";
    private static final int MAX_VERSION_LENGTH = 20;

    private final RoutingTable routes;
    private final Endpoint endpoint;
    private final Counters counters;
    private final Discards discards;
    private final EnvelopeReader reader = new EnvelopeReader();

    Nacks(RoutingTable routes, Endpoint endpoint, Counters counters, Discards discards) {
        this.routes = routes;
        this.endpoint = endpoint;
        this.counters = counters;
        this.discards = discards;
    }

    /** A local application has sent something that is not an envelope; called on its channel's reader thread. */
    void refused(LocalSession via, LocalAddress from, Verdict verdict, EnvelopeReader envelope) {
        String text = text(verdict, envelope);
        boolean fromAgent =
                envelope.destination().isEmpty() && !envelope.source().isEmpty();
        if (text == null || fromAgent) {
            return; // another agent's message to an application has come here: two agents must not nack each other
        }
        String type = typeOf(envelope.data());
        if (!type.equals("nack")) {
            nack(via, from, envelope.destination(), new GroupMessage.Nack(type, text));
        }
    }

    private static @Nullable String text(Verdict verdict, EnvelopeReader envelope) {
        return switch (verdict) {
            case WRONG_VERSION ->
                "invalid guest agent message version " + version(envelope) + ", expecting " + Limits.VERSION;
            case NO_VERSION -> "no valid version found in the message";
            case NO_DESTINATION -> "no valid dest_addr found in the message";
            case NO_DATA -> "no valid data found in the message";
            default -> null;
        };
    }

    private static String version(EnvelopeReader envelope) {
        String version = envelope.version();
        return version.length() <= MAX_VERSION_LENGTH ? version : version.substring(0, MAX_VERSION_LENGTH) + "…";
    }

    /** Messages for the host had to be dropped: counts them and tells their senders. */
    @Override
    public void dropped(List<Message> messages, Discard reason) {
        if (messages.isEmpty()) {
            return;
        }
        Set<LocalSession> used = new LinkedHashSet<>();
        long bytes = 0;
        String last = "";
        for (Message message : messages) {
            Lost lost = read(message);
            LocalSession via = tell(message.origin(), lost, reason);
            if (via != null) {
                used.add(via);
            }
            bytes += message.frame().length;
            last = lost.source();
        }
        used.forEach(LocalSession::flush);
        discards.dropped(Direction.TO_HOST, reason, messages.size(), bytes, last);
    }

    private @Nullable LocalSession tell(@Nullable Route origin, Lost lost, Discard reason) {
        if (lost.type().equals("nack")) {
            return null;
        }
        GroupMessage.Nack nack = new GroupMessage.Nack(lost.type(), text(reason));
        if (origin == null && endpoint.wants(lost.source())) {
            tellFramework(lost, nack);
            return null;
        }
        Route route = origin != null && origin.live ? origin : routes.find(lost.source());
        return route != null && nack(route.session, route.address, lost.destination(), nack) ? route.session : null;
    }

    private void tellFramework(Lost lost, GroupMessage.Nack nack) {
        if (lost.source().equals(Limits.GROUP_ADDRESS)) {
            endpoint.nacked(new Nack(nack.originalType(), nack.message()));
        } else {
            endpoint.received(lost.source(), lost.destination(), ByteBuffer.wrap(nack.encode()));
        }
    }

    private static String text(Discard reason) {
        return switch (reason) {
            case HOST_QUEUE_FULL -> "message dropped: the host is away and the queue is full";
            case HOST_AWAY_TOO_LONG -> "message dropped: the host has been away for too long";
            case STOPPED -> "message dropped: the agent was stopped before the host took it";
            case TOO_LONG -> "message dropped: it is too long for the host channel";
            default -> "message dropped: " + reason.label();
        };
    }

    /** What the nack of a lost message needs to know of it. */
    private record Lost(String source, String destination, String type) {}

    private synchronized Lost read(Message message) {
        Verdict verdict = reader.read(Leg.CHANNEL, ByteBuffer.wrap(message.frame()));
        return verdict == Verdict.OK
                ? new Lost(reader.source(), reader.destination(), typeOf(reader.data()))
                : new Lost("", "", UNKNOWN);
    }

    private static String typeOf(ByteBuffer data) {
        if (!data.hasRemaining()) {
            return UNKNOWN;
        }
        String type = GroupMessage.read(data).type();
        return type.isEmpty() || type.length() > LocalAddress.MAX_BYTES ? UNKNOWN : type;
    }

    private boolean nack(LocalSession via, LocalAddress to, String source, GroupMessage.Nack nack) {
        boolean usable = !source.isEmpty() && source.length() <= LocalAddress.MAX_BYTES;
        byte[] frame = Envelopes.toApp(nack.encode(), usable ? source : Limits.GROUP_ADDRESS);
        if (via.offer(to, ByteBuffer.wrap(frame)) != Offer.ACCEPTED) {
            return false;
        }
        counters.nacks.add(frame.length);
        return true;
    }
}
