package org.servergroup.transport.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ServiceLoader;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.LocalTransport;
import org.servergroup.spi.Offer;

/** Any process with an address, over the transport that is there: keeps what arrives and sends what it is told to. */
public final class PlayedPeer implements AutoCloseable {
    private final LocalRecorder recorder = new LocalRecorder();
    private final LocalTransport.Channel channel;

    /** Binds. */
    public PlayedPeer(String address) throws IOException {
        channel = transport().open(address, recorder);
    }

    /** The transport that is there. */
    public static LocalTransport transport() {
        return ServiceLoader.load(LocalTransport.class).findFirst().orElseThrow();
    }

    /** The next datagram. */
    public LocalRecorder.Received next() throws InterruptedException {
        return recorder.next();
    }

    /** What has been told and was not asked for yet. */
    public LocalRecorder recorder() {
        return recorder;
    }

    /** Sends a datagram, for which there is room. */
    public void send(String to, String frame) {
        assertThat(channel.offer(LocalAddress.of(to), ByteBuffer.wrap(frame.getBytes(UTF_8))))
                .isEqualTo(Offer.ACCEPTED);
        channel.flush();
    }

    @Override
    public void close() {
        channel.close();
    }
}
