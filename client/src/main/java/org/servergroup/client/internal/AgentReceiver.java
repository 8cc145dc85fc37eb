package org.servergroup.client.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.servergroup.Nack;
import org.servergroup.messaging.Endpoint;
import org.servergroup.protocol.EnvelopeReader;
import org.servergroup.protocol.Leg;
import org.servergroup.protocol.Verdict;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.LocalTransport;
import org.servergroup.spi.Peer;

/** Takes what arrives at a client's address: from the agent, and from nobody else. */
final class AgentReceiver implements LocalTransport.Receiver {
    private final String address;
    private final LocalAddress agent;
    private final AgentSocket socket;
    private final Endpoint endpoint;
    private final Losses losses;
    private final Consumer<IOException> failed;
    private final EnvelopeReader reader = new EnvelopeReader();

    AgentReceiver(
            Settings settings, AgentSocket socket, Endpoint endpoint, Losses losses, Consumer<IOException> failed) {
        this.address = settings.address();
        this.agent = LocalAddress.of(settings.agentAddress());
        this.socket = socket;
        this.endpoint = endpoint;
        this.losses = losses;
        this.failed = failed;
    }

    @Override
    public boolean received(Peer from, ByteBuffer frame) {
        // The exact bytes: a name padded with NULs looks like the agent's and can be bound by anybody.
        if (!from.address().equals(agent)) {
            losses.add(Discard.REFUSED_SENDER, 1);
            return true;
        }
        endpoint.linkUp();
        Verdict verdict = reader.read(Leg.AGENT_TO_APP, frame);
        if (verdict == Verdict.OK) {
            endpoint.received(address, reader.source(), reader.data());
        } else {
            losses.add(reason(verdict), 1);
        }
        return true;
    }

    private static Discard reason(Verdict verdict) {
        return switch (verdict) {
            case OK -> Discard.UNUSABLE;
            case NOT_JSON -> Discard.NOT_JSON;
            case INVALID_UTF8 -> Discard.INVALID_UTF8;
            case TOO_DEEP -> Discard.TOO_DEEP;
            case WRONG_VERSION -> Discard.WRONG_VERSION;
            case NO_VERSION, NO_DESTINATION, NO_SOURCE, NO_INSTANCE, NO_DATA -> Discard.MISSING_KEY;
        };
    }

    @Override
    public void batchEnded() {
        // Nothing is sent from here.
    }

    @Override
    public void writable(LocalAddress peer) {
        socket.writable();
    }

    @Override
    public void undelivered(LocalAddress peer, Discard reason, long frames) {
        if (!socket.lostBySender()) {
            losses.add(reason, frames);
            endpoint.linkDown("the agent has gone before it had read everything");
            endpoint.nacked(new Nack("unknown", frames + " messages were lost: the agent did not read them"));
        }
    }

    @Override
    public void discarded(Discard reason, long bytes, int pid) {
        losses.add(reason, 1);
    }

    @Override
    public void failed(IOException cause) {
        failed.accept(cause);
    }
}
