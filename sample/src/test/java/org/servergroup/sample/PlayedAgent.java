package org.servergroup.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.servergroup.transport.contract.LocalRecorder;
import org.servergroup.transport.contract.PlayedPeer;

/** An agent that keeps what arrives and sends what it is told to. */
final class PlayedAgent implements AutoCloseable {
    private final PlayedPeer peer;

    PlayedAgent(String address) throws IOException {
        peer = new PlayedPeer(address);
    }

    /** The next datagram. */
    LocalRecorder.Received next() throws InterruptedException {
        return peer.next();
    }

    /** Waits for a status query and returns its number. */
    String nextQuery() throws InterruptedException {
        String query = next().text();
        assertThat(query).contains("\"msg_type\":\"status_query\"");
        return query.replaceAll(".*\"seq\":(\\d+).*", "$1");
    }

    /** Sends a server-group message as the host would. */
    void send(String to, String data) {
        peer.send(to, "{\"data\":" + data + ",\"version\":2,\"source_addr\":\"cgcs.server_grp\"}");
    }

    /** Answers a status query with these members, each as JSON. */
    void answer(String to, String seq, String... members) {
        for (String member : members) {
            send(to, "{\"version\":2,\"msg_type\":\"status_response\",\"seq\":" + seq + ",\"data\":" + member + "}");
        }
        send(to, "{\"version\":2,\"msg_type\":\"status_response_done\",\"seq\":" + seq + "}");
    }

    @Override
    public void close() {
        peer.close();
    }
}
