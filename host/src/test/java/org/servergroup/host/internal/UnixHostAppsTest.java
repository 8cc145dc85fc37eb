package org.servergroup.host.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalTransport;
import org.servergroup.transport.contract.PlayedPeer;

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
        try (PlayedPeer app = new PlayedPeer(allowed)) {
            guest.send("{\"hello\":1}", allowed, "guest.app");
            JsonNode got = next(app);
            assertThat(got.path("data").path("hello").asInt()).isEqualTo(1);
            assertThat(got.path("source_instance").asText()).isEqualTo("one");
            assertThat(got.path("source_addr").asText()).isEqualTo("guest.app");

            app.send(
                    relay, "{\"data\":{\"hi\":2},\"version\":2,\"dest_addr\":\"guest.app\",\"dest_instance\":\"one\"}");
            JsonNode answer = guest.next();
            assertThat(answer.path("data").path("hi").asInt()).isEqualTo(2);
            assertThat(answer.path("dest_addr").asText()).isEqualTo("guest.app");
            assertThat(answer.path("source_addr").asText()).isEqualTo(allowed);
        }
    }

    @Test
    void shouldRefuseWhoIsNotOnTheList() throws Exception {
        String stranger = unique();
        try (PlayedPeer unknown = new PlayedPeer(stranger);
                PlayedPeer app = new PlayedPeer(allowed)) {
            guest.send("1", stranger, "guest.app");
            guest.send("2", allowed, "guest.app");
            assertThat(next(app).path("data").asInt()).isEqualTo(2);
            assertThat(unknown.recorder().frames()).isEmpty();
            assertThat(unknown.recorder().events()).isEmpty();

            unknown.send(relay, "{\"data\":3,\"version\":2,\"dest_addr\":\"guest.app\",\"dest_instance\":\"one\"}");
            app.send(relay, "{\"data\":4,\"version\":2,\"dest_addr\":\"guest.app\",\"dest_instance\":\"one\"}");
            assertThat(guest.next().path("data").asInt()).isEqualTo(4);
            assertThat(refused()).isEqualTo(2);
        }
    }

    @Test
    void shouldCountWhatNobodyTakes() throws Exception {
        guest.send("1", allowed, "guest.app");
        try (PlayedPeer app = new PlayedPeer(allowed)) {
            app.send(relay, "{\"data\":2,\"version\":2,\"dest_addr\":\"guest.app\",\"dest_instance\":\"nobody\"}");
            app.send(relay, "{\"data\":3,\"version\":2,\"dest_addr\":\"guest.app\",\"dest_instance\":\"one\"}");
            assertThat(guest.next().path("data").asInt()).isEqualTo(3);
        }
        assertThat(count(Discard.NO_SUCH_PEER)).isGreaterThanOrEqualTo(1);
    }

    private static JsonNode next(PlayedPeer app) throws Exception {
        return JSON.readTree(app.next().text());
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

    /** The real one, under a name that nobody else on this machine uses. */
    private record At(String address, LocalTransport transport) implements LocalTransport {
        At(String address) {
            this(address, PlayedPeer.transport());
        }

        @Override
        public Channel open(String where, Receiver receiver) throws IOException {
            return transport.open(where, receiver);
        }
    }
}
