package org.servergroup.agent.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.servergroup.agent.internal.AgentFixture.fromHost;
import static org.servergroup.agent.internal.AgentFixture.nack;
import static org.servergroup.agent.internal.AgentFixture.onChannel;
import static org.servergroup.agent.internal.AgentFixture.toAgent;
import static org.servergroup.agent.internal.AgentFixture.toApp;
import static org.servergroup.agent.internal.AgentFixture.withPeerWait;
import static org.servergroup.agent.internal.AgentFixture.withQueuedAge;
import static org.servergroup.agent.internal.AgentFixture.withQueuedBytes;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalAddress;

class AgentTest {
    private AgentFixture at = AgentFixture.empty(AgentFixture.SETTINGS);
    private FakeHost host = at.host;
    private FakeApps apps = at.apps;

    @BeforeEach
    void start() {
        at.close();
        use(AgentFixture.SETTINGS);
    }

    private void use(Settings settings) {
        at.close();
        at = AgentFixture.started(settings);
        host = at.host;
        apps = at.apps;
    }

    @AfterEach
    void stop() {
        at.close();
    }

    private static List<String> numbers(int from, int to) {
        List<String> messages = new ArrayList<>();
        for (int i = from; i < to; i++) {
            messages.add(onChannel(String.valueOf(i), "app"));
        }
        return messages;
    }

    private static LocalAddress padded(String name) {
        return LocalAddress.ofBytes(Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), LocalAddress.MAX_BYTES));
    }

    @Test
    void shouldRelayBothWays() {
        FakeApps.App app = apps.bind("app");
        app.send(toAgent("{\"a\":1.0}"));
        await().untilAsserted(() -> assertThat(host.arrived()).containsExactly(onChannel("{\"a\":1.0}", "app")));
        host.send(fromHost("{\"b\":12345678901234567890}", "app"));
        await().untilAsserted(() -> assertThat(app.got()).containsExactly(toApp("{\"b\":12345678901234567890}")));
        Counters.Snapshot counters = at.counters();
        assertThat(counters.fromApps().messages()).isEqualTo(1);
        assertThat(counters.toHost())
                .isEqualTo(new Traffic.Count(1, onChannel("{\"a\":1.0}", "app").length()));
        assertThat(counters.fromHost().messages()).isEqualTo(1);
        assertThat(counters.toApps().messages()).isEqualTo(1);
        assertThat(counters.discardedInAll()).isZero();
        assertThat(at.agent.status().peers()).singleElement().satisfies(peer -> {
            assertThat(peer.address()).isEqualTo(LocalAddress.of("app"));
            assertThat(peer.sent().messages()).isEqualTo(1);
            assertThat(peer.got().messages()).isEqualTo(1);
        });
    }

    @Test
    void shouldReplaceTheSourceThatAnApplicationClaims() {
        apps.bind("app").send("{\"data\":1,\"version\":2,\"dest_addr\":\"there\",\"source_addr\":\"other\"}");
        await().untilAsserted(() -> assertThat(host.arrived()).containsExactly(onChannel("1", "app")));
    }

    @Test
    void shouldReachAnApplicationThatNeverSent() {
        FakeApps.App app = apps.bind("17");
        host.send("{\"data\":\"x\",\"version\":2,\"dest_addr\":17,\"source_addr\":\"there\"}");
        await().untilAsserted(() -> assertThat(app.got()).containsExactly(toApp("\"x\"")));
    }

    @Test
    void shouldAnswerThePaddedAddressThatWasSeen() {
        FakeApps.App old = apps.bind(padded("old"));
        old.send(toAgent("1"));
        await().untilAsserted(() -> assertThat(host.arrived()).containsExactly(onChannel("1", "old")));
        host.send(fromHost("2", "old"));
        await().untilAsserted(() -> assertThat(old.got()).containsExactly(toApp("2")));
    }

    @Test
    void shouldTryThePlainNameWhenThePaddedAddressIsRefused() {
        FakeApps.App old = apps.bind(padded("old"));
        old.send(toAgent("1"));
        await().until(() -> host.arrived().size() == 1);
        old.unbind();
        FakeApps.App plain = apps.bind("old");
        host.send(fromHost("2", "old"));
        await().untilAsserted(() -> assertThat(plain.got()).containsExactly(toApp("2")));
        assertThat(at.counters().discardedInAll()).isZero();
    }

    // What bad input gets.

    @Test
    void shouldDropWhatIsNoEnvelopeFromTheHostAndDeliverTheNext() {
        FakeApps.App app = apps.bind("app");
        host.send("garbage");
        host.send("{\"version\":2,\"dest_addr\":");
        host.send(fromHost("1", "app").replace("2", "1"));
        host.send("{\"data\":1,\"version\":2,\"source_addr\":\"s\"}");
        host.send("{\"data\":1,\"version\":2,\"dest_addr\":null,\"source_addr\":\"s\"}");
        host.send("{\"data\":1,\"version\":2,\"dest_addr\":\"app\"}");
        host.send("{\"version\":2,\"dest_addr\":\"app\",\"source_addr\":\"s\"}");
        host.send("{\"data\":" + "[".repeat(100_000) + "]".repeat(100_000) + ",\"version\":2}");
        host.send(fromHost("\"good\"", "app") + " trailing");
        await().untilAsserted(() -> assertThat(app.got()).containsExactly(toApp("\"good\"")));
        Counters.Snapshot counters = at.counters();
        assertThat(counters.discarded(Direction.TO_APPS, Discard.NOT_JSON)).isEqualTo(2);
        assertThat(counters.discarded(Direction.TO_APPS, Discard.WRONG_VERSION)).isEqualTo(1);
        assertThat(counters.discarded(Direction.TO_APPS, Discard.MISSING_KEY)).isEqualTo(4);
        assertThat(counters.discarded(Direction.TO_APPS, Discard.TOO_DEEP)).isEqualTo(1);
        assertThat(host.arrived()).isEmpty();
    }

    @Test
    void shouldTellAnApplicationWhatIsWrongWithItsEnvelope() {
        FakeApps.App app = apps.bind("app");
        app.send(
                "{\"data\":{\"version\":2,\"msg_type\":\"broadcast\",\"data\":\"x\"},\"version\":1,\"dest_addr\":\"d\"}");
        app.send("{\"data\":\"x\",\"dest_addr\":\"d\"}");
        app.send("{\"data\":\"x\",\"version\":2}");
        app.send("{\"version\":2,\"dest_addr\":\"d\"}");
        app.send(toAgent("\"good\""));
        await().untilAsserted(() -> assertThat(host.arrived()).containsExactly(onChannel("\"good\"", "app")));
        await().untilAsserted(() -> assertThat(app.got())
                .containsExactly(
                        nack("broadcast", "invalid guest agent message version 1, expecting 2", "d"),
                        nack("unknown", "no valid version found in the message", "d"),
                        nack("unknown", "no valid dest_addr found in the message", "cgcs.server_grp"),
                        nack("unknown", "no valid data found in the message", "d")));
        assertThat(at.counters().discarded(Direction.TO_HOST, Discard.WRONG_VERSION))
                .isEqualTo(1);
        assertThat(at.counters().discarded(Direction.TO_HOST, Discard.MISSING_KEY))
                .isEqualTo(3);
        assertThat(at.counters().nacks().messages()).isEqualTo(4);
    }

    @Test
    void shouldNotAnswerGarbage() {
        FakeApps.App app = apps.bind("app");
        app.send("this is not json");
        app.send("{\"data\":");
        app.send(toAgent("1"));
        await().until(() -> host.arrived().size() == 1);
        assertThat(app.got()).isEmpty();
        assertThat(at.counters().discarded(Direction.TO_HOST, Discard.NOT_JSON)).isEqualTo(2);
    }

    @Test
    void shouldNotAnswerANackNorAnotherAgent() {
        FakeApps.App app = apps.bind("app");
        app.send("{\"data\":{\"version\":2,\"msg_type\":\"nack\"},\"version\":3,\"dest_addr\":\"d\"}");
        app.send(toApp("1"));
        app.send(toAgent("1"));
        await().until(() -> host.arrived().size() == 1);
        assertThat(app.got()).isEmpty();
    }

    @Test
    void shouldRefuseSendersWithoutANameAndItself() {
        apps.bind(LocalAddress.ofBytes(new byte[] {0, 'x'})).send(toAgent("1"));
        apps.bind("cgcs.messaging").send(toAgent("2"));
        apps.bind("app").send(toAgent("3"));
        await().untilAsserted(() -> assertThat(host.arrived()).containsExactly(onChannel("3", "app")));
        assertThat(at.counters().discarded(Direction.TO_HOST, Discard.REFUSED_SENDER))
                .isEqualTo(2);
    }

    @Test
    void shouldDropWhatNobodyIsBoundForAndGoOn() {
        FakeApps.App app = apps.bind("app");
        host.send(fromHost("1", "nobody"));
        host.send(fromHost("1", "d".repeat(108)));
        host.send(fromHost("1", "d".repeat(200)));
        host.send(fromHost("1", "é".repeat(60)));
        host.send(fromHost("2", "app"));
        await().untilAsserted(() -> assertThat(app.got()).containsExactly(toApp("2")));
        assertThat(at.counters().discarded(Direction.TO_APPS, Discard.NO_SUCH_PEER))
                .isEqualTo(4);
        assertThat(at.log.lines().stream().filter(line -> line.contains("no_such_peer")))
                .hasSize(1);
    }

    @Test
    void shouldWaitForAnApplicationWithAFullQueue() {
        use(withPeerWait(Duration.ofSeconds(30)));
        FakeApps.App slow = apps.bind("slow");
        slow.stopReading(2);
        for (int i = 0; i < 5; i++) {
            host.send(fromHost(String.valueOf(i), "slow"));
        }
        await().until(() -> slow.got().size() == 2);
        slow.startReading();
        await().untilAsserted(() ->
                assertThat(slow.got()).containsExactly(toApp("0"), toApp("1"), toApp("2"), toApp("3"), toApp("4")));
        assertThat(at.counters().discardedInAll()).isZero();
    }

    @Test
    void shouldDropForAnApplicationThatDoesNotReadAndGoOnForOthers() {
        FakeApps.App stuck = apps.bind("stuck");
        FakeApps.App app = apps.bind("app");
        stuck.stopReading(2);
        for (int i = 0; i < 10; i++) {
            host.send(fromHost(String.valueOf(i), "stuck"));
            host.send(fromHost(String.valueOf(i), "app"));
        }
        await().until(() -> app.got().size() == 10);
        assertThat(stuck.got()).containsExactly(toApp("0"), toApp("1"));
        at.awaitDiscarded(Direction.TO_APPS, Discard.PEER_FULL, 8);
        assertThat(at.agent.status().peers().stream().filter(Agent.PeerStatus::stalled))
                .hasSize(1);
        stuck.startReading();
        await().until(() -> at.agent.status().peers().stream().noneMatch(Agent.PeerStatus::stalled));
        host.send(fromHost("\"again\"", "stuck"));
        await().untilAsserted(() -> assertThat(stuck.got()).contains(toApp("\"again\"")));
    }

    @Test
    void shouldNotBeHeldUpAgainByAnApplicationThatReadsAMessageNowAndThen() {
        FakeApps.App slow = apps.bind("slow");
        FakeApps.App app = apps.bind("app");
        slow.stopReading(2);
        for (int i = 0; i < 3; i++) {
            host.send(fromHost(String.valueOf(i), "slow"));
        }
        at.awaitDiscarded(Direction.TO_APPS, Discard.PEER_FULL, 1);

        for (int i = 3; i < 6; i++) {
            slow.readOne();
            host.send(fromHost(String.valueOf(i), "slow"));
            host.send(fromHost(String.valueOf(i), "app"));
            int sent = i - 2;
            await().until(() -> app.got().size() == sent);
            // Whoever is stalled is not waited for.
            assertThat(at.agent.status().peers().stream().filter(Agent.PeerStatus::stalled))
                    .hasSize(1);
        }
        assertThat(slow.got()).containsExactly(toApp("0"), toApp("1"), toApp("3"), toApp("4"), toApp("5"));
        slow.startReading();
        await().until(() -> at.agent.status().peers().stream().noneMatch(Agent.PeerStatus::stalled));
    }

    // The host away, or not reading.

    @Test
    void shouldQueueWhileTheHostIsAwayAndKeepOrder() {
        FakeApps.App app = apps.bind("app");
        host.disconnect("the host has gone");
        at.awaitDown();
        for (int i = 0; i < 100; i++) {
            app.send(toAgent(String.valueOf(i)));
        }
        await().until(() -> at.agent.status().queue().messages() == 100);
        host.connect();
        for (int i = 100; i < 200; i++) {
            app.send(toAgent(String.valueOf(i)));
        }
        await().untilAsserted(() -> assertThat(host.arrived()).isEqualTo(numbers(0, 200)));
        assertThat(at.counters().discardedInAll()).isZero();
        assertThat(at.agent.status().queue().messages()).isZero();
    }

    @Test
    void shouldMakeSendersWaitWhileTheHostDoesNotRead() {
        FakeApps.App app = apps.bind("app");
        host.buffer(4);
        host.stopReading();
        for (int i = 0; i < 1_000; i++) {
            app.send(toAgent(String.valueOf(i)));
        }
        await().until(apps::isHeld);
        assertThat(at.agent.status().queue().messages()).isZero();
        assertThat(at.agent.status().queue().blocked()).isTrue();
        assertThat(at.agent.status().queue().waiting()).isEqualTo(1);
        host.startReading();
        await().untilAsserted(() -> assertThat(host.arrived()).isEqualTo(numbers(0, 1_000)));
        assertThat(at.counters().discardedInAll()).isZero();
    }

    @Test
    void shouldQueueWhatIsHeldWhenTheHostGoes() {
        FakeApps.App app = apps.bind("app");
        host.buffer(4);
        host.stopReading();
        for (int i = 0; i < 50; i++) {
            app.send(toAgent(String.valueOf(i)));
        }
        await().until(apps::isHeld);
        host.disconnect("the host has gone");
        await().until(() -> at.agent.status().queue().messages() == 46);
        host.startReading();
        host.connect();
        await().untilAsserted(() -> assertThat(host.arrived()).isEqualTo(numbers(0, 50)));
    }

    @Test
    void shouldDropTheOldestAndTellWhoSentThemWhenTheQueueIsFull() {
        long four = 4 * OutboundQueue.Message.cost(onChannel("1", "app").length());
        use(withQueuedBytes(four));
        FakeApps.App app = apps.bind("app");
        host.disconnect("the host has gone");
        at.awaitDown();
        for (int i = 0; i < 7; i++) {
            app.send(toAgent(String.valueOf(i)));
        }
        String told = nack("unknown", "message dropped: the host is away and the queue is full", "there");
        await().untilAsserted(() -> assertThat(app.got()).containsExactly(told, told, told));
        host.connect();
        await().untilAsserted(() -> assertThat(host.arrived()).isEqualTo(numbers(3, 7)));
        assertThat(at.counters().discarded(Direction.TO_HOST, Discard.HOST_QUEUE_FULL))
                .isEqualTo(3);
    }

    @Test
    void shouldDropWhatIsTooOldAndTellWhoSentIt() {
        use(withQueuedAge(Duration.ofMillis(20)));
        FakeApps.App app = apps.bind("cgcs.server_grp");
        host.disconnect("the host has gone");
        at.awaitDown();
        app.send(toAgent("{\"version\":2,\"msg_type\":\"status_query\",\"seq\":1}"));
        await().untilAsserted(() -> assertThat(app.got())
                .containsExactly(
                        nack("status_query", "message dropped: the host has been away for too long", "there")));
        at.awaitDiscarded(Direction.TO_HOST, Discard.HOST_AWAY_TOO_LONG, 1);
        host.connect();
        at.awaitUp();
        assertThat(host.arrived()).isEmpty();
    }

    @Test
    void shouldTakeOtherBoundsWhileMessagesWait() {
        FakeApps.App app = apps.bind("app");
        host.disconnect("the host has gone");
        at.awaitDown();
        for (int i = 0; i < 10; i++) {
            app.send(toAgent(String.valueOf(i)));
        }
        await().until(() -> at.agent.status().queue().messages() == 10);
        at.agent.settings(withQueuedBytes(
                3 * OutboundQueue.Message.cost(onChannel("1", "app").length())));
        at.awaitDiscarded(Direction.TO_HOST, Discard.HOST_QUEUE_FULL, 7);
    }

    @Test
    void shouldCountWhatIsLeftWhenItIsStopped() {
        FakeApps.App app = apps.bind("app");
        host.disconnect("the host has gone");
        at.awaitDown();
        app.send(toAgent("1"));
        app.send(toAgent("2"));
        await().until(() -> at.agent.status().queue().messages() == 2);
        at.agent.close();
        assertThat(at.counters().discarded(Direction.TO_HOST, Discard.STOPPED)).isEqualTo(2);
        assertThat(app.got()).hasSize(2).first().asString().contains("the agent was stopped");
        assertThat(at.log.lines()).anyMatch(line -> line.startsWith("WARNING dropped 2 messages to the host: stopped"));
    }

    @Test
    void shouldEndEveryThread() {
        apps.bind("app").send(toAgent("1"));
        await().until(() -> host.arrived().size() == 1);
        at.agent.close();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("servergroup-") || name.startsWith("fake-")));
    }
}
