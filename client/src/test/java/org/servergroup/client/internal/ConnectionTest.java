package org.servergroup.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.servergroup.Broadcast;
import org.servergroup.LinkListener;
import org.servergroup.NotAcceptedException;
import org.servergroup.spi.AddressInUseException;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.Offer;
import org.servergroup.spi.Peer;

class ConnectionTest {
    private static final Settings SETTINGS =
            new Settings("cgcs.server_grp", "cgcs.messaging", Duration.ofSeconds(60), Duration.ofMillis(200));
    private static final String BROADCAST = "{\"data\":{\"version\":2,\"msg_type\":\"broadcast\","
            + "\"source_instance\":\"instance-00000002\",\"data\":\"hello\"},\"version\":2,"
            + "\"source_addr\":\"cgcs.server_grp\"}";

    private final ScriptedTransport transport = new ScriptedTransport();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Connection connection = new Connection(SETTINGS, failure -> failures.add(failure.getMessage()));
    private final List<String> link = new CopyOnWriteArrayList<>();
    private final List<Object> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        connection.close();
    }

    private void open() throws IOException {
        connection.endpoint().addLinkListener(new LinkListener() {
            @Override
            public void linkUp() {
                link.add("up");
            }

            @Override
            public void linkDown(String reason) {
                link.add("down");
            }
        });
        connection.endpoint().addBroadcastListener(heard::add);
        connection.endpoint().addNackListener(heard::add);
        connection.open(transport);
    }

    private void broadcast(String text) throws IOException {
        connection.endpoint().serverGroup().broadcast(text);
    }

    private void send(String source, String json) throws IOException {
        connection.endpoint().hostMessaging().send(source, "h_scale", json);
    }

    @Test
    void shouldSendWhatALegacyAppSends() throws IOException {
        open();
        broadcast("this is a test");
        assertThat(transport.opened).containsExactly("cgcs.server_grp");
        assertThat(transport.sent)
                .containsExactly("cgcs.messaging {\"data\":{\"version\":2,\"msg_type\":\"broadcast\","
                        + "\"data\":\"this is a test\"},\"version\":2,\"dest_addr\":\"cgcs.server_grp\"}");
        await().untilAsserted(() -> assertThat(link).containsExactly("down", "up"));
    }

    @Test
    void shouldSendFromItsOwnAddressOnly() throws IOException {
        open();
        send("cgcs.server_grp", "{\"a\":1}");
        assertThat(transport.sent)
                .containsExactly("cgcs.messaging {\"data\":{\"a\":1},\"version\":2,\"dest_addr\":\"h_scale\"}");
        assertThatThrownBy(() -> send("another", "{}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("cgcs.server_grp", "another");
    }

    @Test
    void shouldRefuseWhatTheLocalChannelCannotCarry() throws IOException {
        open();
        assertThatThrownBy(() -> send("cgcs.server_grp", "\"" + "x".repeat(65_536) + "\""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65536");
        transport.outcome = () -> Offer.TOO_LONG;
        assertThatThrownBy(() -> send("cgcs.server_grp", "{}")).isInstanceOf(IllegalArgumentException.class);
        assertThat(transport.sent).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_SUCH_PEER", "NOT_CONNECTED"})
    void shouldSayThatNoAgentIsThereAndNoticeItsReturn(Offer outcome) throws IOException {
        open();
        broadcast("there");
        transport.outcome = () -> outcome;
        assertThatThrownBy(() -> broadcast("gone"))
                .isInstanceOf(NotAcceptedException.class)
                .hasMessageContaining("no agent is running at the local address cgcs.messaging");
        transport.outcome = () -> Offer.ACCEPTED;
        broadcast("back");
        await().untilAsserted(() -> assertThat(link).containsExactly("down", "up", "down", "up"));
    }

    @Test
    void shouldNoticeTheAgentByWhatItSends() throws IOException {
        open();
        transport.receive("cgcs.messaging", BROADCAST);
        await().untilAsserted(() -> assertThat(link).containsExactly("down", "up"));
        await().untilAsserted(() -> assertThat(heard).containsExactly(new Broadcast("instance-00000002", "hello")));
    }

    @Test
    void shouldTellTheSenderWhoseMessageIsLostWhenItIsFlushed() throws IOException {
        open();
        transport.onFlush =
                () -> transport.receiver().undelivered(LocalAddress.of("cgcs.messaging"), Discard.NO_SUCH_PEER, 1);
        assertThatThrownBy(() -> broadcast("lost")).isInstanceOf(NotAcceptedException.class);
        assertThat(connection.discards()).isEmpty();
        assertThat(heard).isEmpty();
    }

    @Test
    void shouldTellOfMessagesThatAreLostLater() throws IOException {
        open();
        broadcast("taken");
        transport.receiver().undelivered(LocalAddress.of("cgcs.messaging"), Discard.NO_SUCH_PEER, 3);
        assertThat(connection.discards()).containsExactly(Map.entry(Discard.NO_SUCH_PEER, 3L));
        await().untilAsserted(() -> assertThat(link).containsExactly("down", "up", "down"));
        await().untilAsserted(() -> assertThat(heard).singleElement().asString().contains("3 messages were lost"));
    }

    @Test
    void shouldWaitForRoom() throws IOException {
        // So long that the threads which tell of room may get no processor for a while.
        connection.settings(new Settings(
                SETTINGS.address(), SETTINGS.agentAddress(), SETTINGS.statusTimeout(), Duration.ofSeconds(30)));
        open();
        AtomicInteger offers = new AtomicInteger();
        transport.outcome = () -> {
            if (offers.incrementAndGet() == 3) {
                return Offer.ACCEPTED;
            }
            new Thread(() -> transport.receiver().writable(LocalAddress.of("cgcs.messaging"))).start();
            return Offer.BACK_PRESSURED;
        };
        broadcast("patient");
        assertThat(transport.sent).hasSize(1);
    }

    @Test
    void shouldNotWaitForRoomForEver() throws IOException {
        open();
        transport.outcome = () -> Offer.BACK_PRESSURED;
        assertThatThrownBy(() -> broadcast("in vain"))
                .isInstanceOf(NotAcceptedException.class)
                .hasMessageContaining("200 ms");
    }

    @Test
    void shouldKeepTheInterruptOfOneWhoWaits() throws IOException {
        open();
        transport.outcome = () -> Offer.BACK_PRESSURED;
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> broadcast("interrupted")).isInstanceOf(NotAcceptedException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void shouldDropWhatIsNotFromTheAgentOrNotAnEnvelope() throws IOException {
        open();
        transport.receive("cgcs.messagin", BROADCAST);
        byte[] padded = "cgcs.messaging\0".getBytes(StandardCharsets.UTF_8);
        transport
                .receiver()
                .received(
                        new Peer(LocalAddress.ofBytes(padded), 1, 0, 0),
                        ByteBuffer.wrap(BROADCAST.getBytes(StandardCharsets.UTF_8)));
        transport.receive("cgcs.messaging", "garbage");
        transport.receive("cgcs.messaging", "{\"version\":3,\"source_addr\":\"a\",\"data\":1}");
        transport.receive("cgcs.messaging", "{\"version\":2,\"data\":1}");
        transport.receive("cgcs.messaging", "{\"version\":2,\"source_addr\":\"cgcs.server_grp\",\"data\":1}");
        transport.receiver().discarded(Discard.TOO_LONG, 70_000, 0);
        transport.receive("cgcs.messaging", BROADCAST.replace("hello", "last"));
        await().untilAsserted(() -> assertThat(heard).containsExactly(new Broadcast("instance-00000002", "last")));
        assertThat(connection.discards())
                .isEqualTo(Map.of(
                        Discard.REFUSED_SENDER, 2L,
                        Discard.NOT_JSON, 1L,
                        Discard.WRONG_VERSION, 1L,
                        Discard.MISSING_KEY, 1L,
                        Discard.UNUSABLE, 1L,
                        Discard.TOO_LONG, 1L));
    }

    @Test
    void shouldBindAnewWhenTheChannelFails() throws IOException {
        open();
        transport.openFails = new AddressInUseException("taken by somebody");
        transport.receiver().failed(new IOException("on purpose"));
        await().untilAsserted(() -> assertThat(failures).containsExactly("taken by somebody"));
        assertThatThrownBy(() -> broadcast("x"))
                .isInstanceOf(NotAcceptedException.class)
                .hasMessageContaining("not bound");
        transport.openFails = null;
        await().untilAsserted(() -> assertThat(transport.opened).hasSize(2));
        await().ignoreExceptions().untilAsserted(() -> broadcast("again"));
        assertThat(transport.closed).isEqualTo(1);
        assertThat(failures).hasSize(1);
    }

    @Test
    void shouldMoveToAnotherAddressAndTransport() throws IOException {
        open();
        connection.settings(new Settings("my.own", "cgcs.messaging", SETTINGS.statusTimeout(), SETTINGS.sendTimeout()));
        await().untilAsserted(() -> assertThat(transport.opened).containsExactly("cgcs.server_grp", "my.own"));
        ScriptedTransport other = new ScriptedTransport();
        connection.transportCame(other);
        connection.transportWent(transport);
        await().untilAsserted(() -> assertThat(other.opened).containsExactly("my.own"));
        await().untilAsserted(() -> assertThat(transport.closed).isEqualTo(2));
        await().ignoreExceptions().untilAsserted(() -> send("my.own", "{}"));
        connection.transportWent(other);
        assertThat(other.closed).isEqualTo(1);
        assertThatThrownBy(() -> broadcast("x")).isInstanceOf(NotAcceptedException.class);
    }

    @Test
    void shouldLeaveNothingOpenOverATransportThatGoesWhileItOpens() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        transport.onOpen = () -> {
            inside.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        connection.transportCame(transport);
        inside.await();
        Thread goer = new Thread(() -> connection.transportWent(transport));
        goer.start();
        await().until(() -> goer.getState() == Thread.State.TIMED_WAITING);
        assertThat(transport.closed).isZero();
        go.countDown();
        goer.join();
        assertThat(transport.closed).isEqualTo(1);
    }

    @Test
    void shouldHaveLeftTheOldTransportWhenItHasGoneAfterTheNewOneCame() throws IOException {
        open();
        ScriptedTransport other = new ScriptedTransport();
        connection.transportCame(other);
        connection.transportWent(transport);
        assertThat(transport.closed).isEqualTo(1);
        await().ignoreExceptions().untilAsserted(() -> broadcast("over the new one"));
        assertThat(other.opened).hasSize(1);
        assertThat(other.closed).isZero();
    }

    @Test
    void shouldNotUseWhatItHasOpenedOverATransportWhenAnotherOneCameMeanwhile() throws IOException {
        ScriptedTransport other = new ScriptedTransport();
        transport.onOpen = () -> connection.transportCame(other);
        open();
        assertThat(transport.closed).isEqualTo(1);
        await().ignoreExceptions().untilAsserted(() -> broadcast("over the new one"));
        assertThat(other.sent).hasSize(1);
        assertThat(transport.sent).isEmpty();
    }

    @Test
    void shouldTryAgainWhateverTheTransportThrows() throws IOException {
        transport.onOpen = () -> {
            throw new NoClassDefFoundError("of a bundle that is being updated");
        };
        connection.transportCame(transport);
        await().untilAsserted(
                        () -> assertThat(failures).singleElement().asString().contains("being updated"));
        transport.onOpen = () -> {};
        await().ignoreExceptions().untilAsserted(() -> broadcast("at last"));
        assertThat(transport.opened).hasSize(1);
    }

    @Test
    void shouldCloseOnce() throws IOException {
        open();
        connection.close();
        connection.close();
        assertThat(transport.closed).isEqualTo(1);
        assertThatThrownBy(() -> broadcast("x")).isInstanceOf(IOException.class);
    }

    @Test
    void shouldLeaveNothingOpenThatIsOpenedOnceItIsClosed() throws IOException {
        connection.close();
        connection.open(transport);
        assertThat(transport.opened).hasSize(1);
        assertThat(transport.closed).isEqualTo(1);
    }

    @Test
    void shouldRefuseUnusableSettings() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new Settings("", "b", second, second)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Settings("a", "b".repeat(108), second, second))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Settings("a", "a", second, second)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Settings("a", "b", Duration.ZERO, second))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("status time-out");
    }
}
