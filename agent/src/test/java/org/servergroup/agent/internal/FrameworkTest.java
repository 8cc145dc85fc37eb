package org.servergroup.agent.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;
import static org.servergroup.agent.internal.AgentFixture.fromHost;
import static org.servergroup.agent.internal.AgentFixture.onChannel;
import static org.servergroup.agent.internal.AgentFixture.toAgent;
import static org.servergroup.agent.internal.AgentFixture.toApp;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.servergroup.LinkListener;
import org.servergroup.Message;
import org.servergroup.Nack;
import org.servergroup.NotAcceptedException;
import org.servergroup.spi.Discard;

class FrameworkTest {
    private AgentFixture at = AgentFixture.empty(AgentFixture.SETTINGS);

    @BeforeEach
    void start() {
        use(AgentFixture.SETTINGS);
    }

    private void use(Settings settings) {
        at.close();
        at = AgentFixture.started(settings);
    }

    @AfterEach
    void stop() {
        at.close();
    }

    private void send(String json) throws IOException {
        at.agent.endpoint().hostMessaging().send("me", "there", json);
    }

    private Thread sender(List<Throwable> thrown, int from, int to) {
        Thread thread = new Thread(() -> {
            try {
                for (int i = from; i < to; i++) {
                    send(String.valueOf(i));
                }
            } catch (IOException | RuntimeException e) {
                thrown.add(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Test
    void shouldBroadcast() throws IOException {
        at.agent.endpoint().serverGroup().broadcast("this is a test");
        assertThat(at.host.arrived())
                .containsExactly("{\"data\":{\"version\":2,\"msg_type\":\"broadcast\",\"data\":\"this is a test\"},"
                        + "\"version\":2,\"dest_addr\":\"cgcs.server_grp\",\"source_addr\":\"cgcs.server_grp\"}");
        assertThat(at.counters().fromFramework().messages()).isEqualTo(1);
    }

    @Test
    void shouldDeliverToHandlersAndToTheLocalApplication() {
        List<Message> got = new CopyOnWriteArrayList<>();
        FakeApps.App app = at.apps.bind("cgcs.scale");
        at.agent.endpoint().addMessageHandler(got::add, List.of("cgcs.scale"));
        at.agent.endpoint().addMessageHandler(got::add, List.of("cgcs.scale"));
        at.host.send(fromHost("{\"a\":1.0}", "cgcs.scale"));
        await().untilAsserted(() ->
                assertThat(got).hasSize(2).containsOnly(new Message("cgcs.scale", "there", "{\"a\":1.0}")));
        await().untilAsserted(() -> assertThat(app.got()).containsExactly(toApp("{\"a\":1.0}")));
    }

    @Test
    void shouldNotMissALocalApplicationWhereAHandlerIs() {
        List<Message> got = new CopyOnWriteArrayList<>();
        at.agent.endpoint().addMessageHandler(got::add, List.of("cgcs.scale"));
        at.host.send(fromHost("1", "cgcs.scale"));
        await().until(() -> got.size() == 1);
        assertThat(at.counters().discardedInAll()).isZero();
    }

    @Test
    void shouldTellHandlersOnceWhatWasHeldForALocalApplication() {
        List<Message> got = new CopyOnWriteArrayList<>();
        use(AgentFixture.withPeerWait(Duration.ofSeconds(30)));
        at.agent.endpoint().addMessageHandler(got::add, List.of("app"));
        FakeApps.App app = at.apps.bind("app");
        app.stopReading(1);
        for (int i = 0; i < 5; i++) {
            at.host.send(fromHost(String.valueOf(i), "app"));
        }
        await().until(() -> app.got().size() == 1);
        app.startReading();
        await().until(() -> app.got().size() == 5 && got.size() == 5);
        assertThat(got).extracting(Message::json).containsExactly("0", "1", "2", "3", "4");
    }

    @Test
    void shouldGoOnForOthersWhenAListenerHangsOrThrows() {
        CountDownLatch never = new CountDownLatch(1);
        List<String> got = new CopyOnWriteArrayList<>();
        at.agent.endpoint().addBroadcastListener(broadcast -> {
            throw new IllegalStateException("a listener's mistake");
        });
        at.agent.endpoint().addBroadcastListener(broadcast -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        at.agent.endpoint().addBroadcastListener(broadcast -> got.add(broadcast.text()));
        FakeApps.App app = at.apps.bind("app");
        for (int i = 0; i < 3; i++) {
            at.host.send("{\"data\":{\"version\":2,\"msg_type\":\"broadcast\",\"source_instance\":\"i\",\"data\":\"" + i
                    + "\"},\"version\":2,\"dest_addr\":\"cgcs.server_grp\",\"source_addr\":\"cgcs.server_grp\"}");
            at.host.send(fromHost(String.valueOf(i), "app"));
        }
        await().untilAsserted(() -> assertThat(got).containsExactly("0", "1", "2"));
        await().until(() -> app.got().size() == 3);
    }

    @Test
    void shouldTellListenersOfTheLink() {
        List<String> told = new CopyOnWriteArrayList<>();
        at.agent.endpoint().addLinkListener(new LinkListener() {
            @Override
            public void linkUp() {
                told.add("up");
            }

            @Override
            public void linkDown(String reason) {
                told.add("down: " + reason);
            }
        });
        await().until(() -> told.size() == 1);
        at.host.disconnect("the host has gone");
        await().until(() -> told.size() == 2);
        at.host.connect();
        await().untilAsserted(() -> assertThat(told).containsExactly("up", "down: the host has gone", "up"));
    }

    @Test
    void shouldBlockASenderForABoundedTime() throws IOException {
        use(AgentFixture.withSendTimeout(Duration.ofMillis(50)));
        at.host.buffer(2);
        at.host.stopReading();
        send("0");
        send("1");
        assertThatExceptionOfType(NotAcceptedException.class)
                .isThrownBy(() -> send("2"))
                .withMessageContaining("50 ms");
        at.host.startReading();
        await().until(() -> at.host.arrived().size() == 2);
        send("3");
        await().untilAsserted(() -> assertThat(at.host.arrived())
                .containsExactly(onChannel("0", "me"), onChannel("1", "me"), onChannel("3", "me")));
        assertThat(at.agent.status().queue().waiting()).isZero();
    }

    @Test
    void shouldLetABlockedSenderGoOnWhenThereIsRoom() throws InterruptedException {
        at.host.buffer(2);
        at.host.stopReading();
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        Thread sender = sender(thrown, 0, 20);
        await().until(() -> at.agent.status().queue().waiting() == 1);
        at.host.startReading();
        sender.join(10_000);
        assertThat(thrown).isEmpty();
        await().until(() -> at.host.arrived().size() == 20);
    }

    @Test
    void shouldQueueForASenderThatIsBlockedWhenTheHostGoes() throws InterruptedException {
        at.host.buffer(2);
        at.host.stopReading();
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        Thread sender = sender(thrown, 0, 20);
        await().until(() -> at.agent.status().queue().waiting() == 1);
        at.host.disconnect("gone");
        sender.join(10_000);
        assertThat(thrown).isEmpty();
        assertThat(at.agent.status().queue().messages()).isEqualTo(18);
    }

    @Test
    void shouldEndABlockedSenderWhenTheAgentStops() throws InterruptedException {
        at.host.buffer(1);
        at.host.stopReading();
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        Thread sender = sender(thrown, 0, 20);
        await().until(() -> at.agent.status().queue().waiting() == 1);
        at.agent.close();
        sender.join(10_000);
        assertThat(sender.isAlive()).isFalse();
    }

    @Test
    void shouldStarveNeitherSendersNorApplications() throws InterruptedException {
        at.host.buffer(1);
        at.host.stopReading();
        FakeApps.App app = at.apps.bind("app");
        for (int i = 0; i < 2_000; i++) {
            app.send(toAgent(String.valueOf(i)));
        }
        await().until(at.apps::isHeld);
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            senders.add(sender(thrown, 0, 50));
        }
        await().until(() -> at.agent.status().queue().waiting() == 5);
        at.host.startReading();
        await().until(() -> at.host.arrived().size() == 2_200);
        for (Thread sender : senders) {
            sender.join(10_000);
        }
        assertThat(thrown).isEmpty();
        List<String> arrived = at.host.arrived();
        int lastOfSenders = arrived.lastIndexOf(onChannel("49", "me"));
        int firstOfApp = arrived.indexOf(onChannel("10", "app"));
        assertThat(firstOfApp).isLessThan(lastOfSenders);
        assertThat(arrived.stream().filter(message -> message.contains("\"app\"")))
                .isEqualTo(java.util.stream.IntStream.range(0, 2_000)
                        .mapToObj(i -> onChannel(String.valueOf(i), "app"))
                        .toList());
    }

    @Test
    void shouldTellListenersWhatHadToBeDropped() throws IOException {
        use(AgentFixture.withQueuedBytes(400));
        List<Nack> nacks = new CopyOnWriteArrayList<>();
        List<Message> messages = new CopyOnWriteArrayList<>();
        at.agent.endpoint().addNackListener(nacks::add);
        at.agent.endpoint().addMessageHandler(messages::add, List.of("me"));
        at.host.disconnect("gone");
        at.awaitDown();
        send("0");
        at.agent.endpoint().serverGroup().broadcast("1");
        at.agent.endpoint().serverGroup().broadcast("2");
        at.agent.endpoint().serverGroup().broadcast("3");
        String text = "message dropped: the host is away and the queue is full";
        await().untilAsserted(() -> assertThat(nacks).contains(new Nack("broadcast", text)));
        await().untilAsserted(() -> assertThat(messages).singleElement().satisfies(message -> {
            assertThat(message.address()).isEqualTo("me");
            assertThat(message.sourceAddress()).isEqualTo("there");
            assertThat(message.json()).contains(text);
        }));
        await().untilAsserted(() -> assertThat(at.counters().discarded(Direction.TO_HOST, Discard.HOST_QUEUE_FULL))
                .isEqualTo(nacks.size() + messages.size()));
    }

    @Test
    void shouldRefuseWhatIsLongerThanAFrame() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> send("\"" + "x".repeat(300_000) + "\""))
                .withMessageContaining("262144");
    }
}
