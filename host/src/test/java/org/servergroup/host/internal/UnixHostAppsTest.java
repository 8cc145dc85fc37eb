package org.servergroup.host.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.LocalTransport;
import org.servergroup.spi.Offer;
import org.servergroup.spi.Peer;

/** Other applications on the host, over real sockets. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnixHostAppsTest {
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String relay = unique();
    private final String allowed = unique();
    private HostFixture host;
    private FakeGuest guest;

    @BeforeEach
    void start() throws Exception {
        host = HostFixture.auto(limits -> {
            limits.hostAddresses = Set.of(allowed);
            return limits;
        });
        host.host.use(new At(relay));
        guest = host.guest("one");
        host.settle();
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
    }

    @Test
    void shouldCarryMessagesBothWays() throws Exception {
        try (App app = new App(allowed)) {
            guest.send("{\"hello\":1}", allowed, "guest.app");
            JsonNode got = app.next();
            assertThat(got.path("data").path("hello").asInt()).isEqualTo(1);
            assertThat(got.path("source_instance").asText()).isEqualTo("one");
            assertThat(got.path("source_addr").asText()).isEqualTo("guest.app");

            app.send("{\"data\":{\"hi\":2},\"version\":2,\"dest_addr\":\"guest.app\",\"dest_instance\":\"one\"}");
            JsonNode answer = guest.next();
            assertThat(answer.path("data").path("hi").asInt()).isEqualTo(2);
            assertThat(answer.path("dest_addr").asText()).isEqualTo("guest.app");
            assertThat(answer.path("source_addr").asText()).isEqualTo(allowed);
        }
    }

    @Test
    void shouldRefuseWhoIsNotOnTheList() throws Exception {
        String stranger = unique();
        try (App unknown = new App(stranger);
                App app = new App(allowed)) {
            guest.send("1", stranger, "guest.app");
            guest.send("2", allowed, "guest.app");
            assertThat(app.next().path("data").asInt()).isEqualTo(2);
            assertThat(unknown.heard).isEmpty();

            unknown.send("{\"data\":3,\"version\":2,\"dest_addr\":\"guest.app\",\"dest_instance\":\"one\"}");
            app.send("{\"data\":4,\"version\":2,\"dest_addr\":\"guest.app\",\"dest_instance\":\"one\"}");
            assertThat(guest.next().path("data").asInt()).isEqualTo(4);
            assertThat(refused()).isEqualTo(2);
        }
    }

    @Test
    void shouldCountWhatNobodyTakes() throws Exception {
        guest.send("1", allowed, "guest.app");
        try (App app = new App(allowed)) {
            app.send("{\"data\":2,\"version\":2,\"dest_addr\":\"guest.app\",\"dest_instance\":\"nobody\"}");
            app.send("{\"data\":3,\"version\":2,\"dest_addr\":\"guest.app\",\"dest_instance\":\"one\"}");
            assertThat(guest.next().path("data").asInt()).isEqualTo(3);
        }
        assertThat(count(Discard.NO_SUCH_PEER)).isGreaterThanOrEqualTo(1);
    }

    private long refused() throws Exception {
        return count(Discard.REFUSED_SENDER);
    }

    private long count(Discard reason) throws Exception {
        return host.count(there -> there.shared().counters().discarded(reason));
    }

    private static String unique() {
        return "sgt." + ProcessHandle.current().pid() + ".host." + COUNTER.incrementAndGet();
    }

    private static LocalTransport real() {
        return ServiceLoader.load(LocalTransport.class).findFirst().orElseThrow();
    }

    /** The real one, under a name that nobody else on this machine uses. */
    private record At(String address, LocalTransport transport) implements LocalTransport {
        At(String address) {
            this(address, real());
        }

        @Override
        public Channel open(String where, Receiver receiver) throws IOException {
            return transport.open(where, receiver);
        }
    }

    /** An application with a socket of its own. */
    private final class App implements LocalTransport.Receiver, AutoCloseable {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final LocalTransport.Channel channel;

        App(String address) throws IOException {
            channel = real().open(address, this);
        }

        void send(String text) {
            assertThat(channel.offer(LocalAddress.of(relay), ByteBuffer.wrap(text.getBytes(UTF_8))))
                    .isEqualTo(Offer.ACCEPTED);
            channel.flush();
        }

        JsonNode next() throws Exception {
            String text = heard.poll(HostFixture.DEADLINE.toSeconds(), TimeUnit.SECONDS);
            assertThat(text).as("a datagram").isNotNull();
            return JSON.readTree(text);
        }

        @Override
        public boolean received(Peer from, ByteBuffer frame) {
            heard.add(UTF_8.decode(frame).toString());
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
        public void failed(IOException cause) {
            heard.add("\"" + cause + "\"");
        }

        @Override
        public void close() {
            channel.close();
        }
    }
}
