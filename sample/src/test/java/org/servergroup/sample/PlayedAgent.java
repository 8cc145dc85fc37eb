package org.servergroup.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.LocalTransport;
import org.servergroup.spi.Offer;
import org.servergroup.spi.Peer;

/** An agent that keeps what arrives and sends what it is told to. */
final class PlayedAgent implements LocalTransport.Receiver, AutoCloseable {
    private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
    private final LocalTransport.Channel channel;

    PlayedAgent(String address) throws IOException {
        channel = ServiceLoader.load(LocalTransport.class).iterator().next().open(address, this);
    }

    /** The next datagram, the sender's address and a space before it. */
    String next() throws InterruptedException {
        String frame = arrived.poll(20, TimeUnit.SECONDS);
        assertThat(frame).as("a datagram").isNotNull();
        return String.valueOf(frame);
    }

    /** Waits for a status query and returns its number. */
    String nextQuery() throws InterruptedException {
        String query = next();
        assertThat(query).contains("\"msg_type\":\"status_query\"");
        return query.replaceAll(".*\"seq\":(\\d+).*", "$1");
    }

    /** Sends a server-group message as the host would. */
    void send(String to, String data) {
        String frame = "{\"data\":" + data + ",\"version\":2,\"source_addr\":\"cgcs.server_grp\"}";
        ByteBuffer bytes = ByteBuffer.wrap(frame.getBytes(StandardCharsets.UTF_8));
        assertThat(channel.offer(LocalAddress.of(to), bytes)).isEqualTo(Offer.ACCEPTED);
        channel.flush();
    }

    /** Answers a status query with these members, each as JSON. */
    void answer(String to, String seq, String... members) {
        for (String member : members) {
            send(to, "{\"version\":2,\"msg_type\":\"status_response\",\"seq\":" + seq + ",\"data\":" + member + "}");
        }
        send(to, "{\"version\":2,\"msg_type\":\"status_response_done\",\"seq\":" + seq + "}");
    }

    @Override
    public boolean received(Peer from, ByteBuffer frame) {
        arrived.add(from.address() + " " + StandardCharsets.UTF_8.decode(frame.duplicate()));
        return true;
    }

    @Override
    public void batchEnded() {}

    @Override
    public void writable(LocalAddress peer) {}

    @Override
    public void undelivered(LocalAddress peer, Discard reason, long frames) {}

    @Override
    public void discarded(Discard reason, long bytes) {}

    @Override
    public void failed(IOException cause) {}

    @Override
    public void close() {
        channel.close();
    }
}
