package org.servergroup.agent.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.servergroup.spi.Discard;

/** An agent between a host and applications in memory. */
final class AgentFixture implements AutoCloseable {
    static {
        Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    private static final Settings.Delays QUICK = new Settings.Delays(Duration.ofMillis(1), Duration.ofMillis(10));

    static final Settings SETTINGS = with(1 << 20, Duration.ofMinutes(1), Duration.ofMillis(50), Duration.ofSeconds(5));

    private static Settings with(long queuedBytes, Duration queuedAge, Duration peerWait, Duration sendTimeout) {
        return new Settings(
                queuedBytes,
                queuedAge,
                peerWait,
                Duration.ofSeconds(30),
                sendTimeout,
                Duration.ofSeconds(5),
                QUICK,
                QUICK);
    }

    static Settings withQueuedBytes(long bytes) {
        return with(bytes, SETTINGS.maxQueuedAge(), SETTINGS.peerWait(), SETTINGS.sendTimeout());
    }

    static Settings withQueuedAge(Duration age) {
        return with(SETTINGS.maxQueuedBytes(), age, SETTINGS.peerWait(), SETTINGS.sendTimeout());
    }

    static Settings withPeerWait(Duration wait) {
        return with(SETTINGS.maxQueuedBytes(), SETTINGS.maxQueuedAge(), wait, SETTINGS.sendTimeout());
    }

    static Settings withSendTimeout(Duration timeout) {
        return with(SETTINGS.maxQueuedBytes(), SETTINGS.maxQueuedAge(), SETTINGS.peerWait(), timeout);
    }

    final LogLines log = LogLines.start();
    final List<String> arrived = new CopyOnWriteArrayList<>();
    final FakeHost host = new FakeHost("/dev/fake", arrived);
    final FakeApps apps = new FakeApps();
    final List<IOException> failures = new CopyOnWriteArrayList<>();
    final Agent agent;

    private AgentFixture(Settings settings) {
        agent = new Agent(settings, failures::add, new Random(7));
    }

    static AgentFixture started(Settings settings) {
        AgentFixture fixture = new AgentFixture(settings);
        fixture.agent.addHostTransport(fixture.host, "fake", 1, 0);
        fixture.agent.addLocalTransport(fixture.apps);
        fixture.agent.start();
        fixture.awaitUp();
        await().until(() -> fixture.apps.bound() != null);
        return fixture;
    }

    static AgentFixture empty(Settings settings) {
        return new AgentFixture(settings);
    }

    void awaitUp() {
        await().until(() -> agent.status().link().up() && agent.status().queue().connected());
    }

    void awaitDown() {
        await().until(() ->
                !agent.status().link().up() && !agent.status().queue().connected());
    }

    void awaitDiscarded(Direction direction, Discard reason, long count) {
        await().untilAsserted(() ->
                assertThat(counters().discarded(direction, reason)).isEqualTo(count));
    }

    Counters.Snapshot counters() {
        return agent.status().counters();
    }

    static String toAgent(String data) {
        return "{\"data\":" + data + ",\"version\":2,\"dest_addr\":\"there\"}";
    }

    static String onChannel(String data, String source) {
        return "{\"data\":" + data + ",\"version\":2,\"dest_addr\":\"there\",\"source_addr\":\"" + source + "\"}";
    }

    static String fromHost(String data, String destination) {
        return "{\"data\":" + data + ",\"version\":2,\"dest_addr\":\"" + destination + "\",\"source_addr\":\"there\"}";
    }

    static String toApp(String data) {
        return "{\"data\":" + data + ",\"version\":2,\"source_addr\":\"there\"}";
    }

    static String nack(String type, String text, String source) {
        return "{\"data\":{\"version\":2,\"msg_type\":\"nack\",\"orig_msg_type\":\"" + type + "\",\"log_msg\":\"" + text
                + "\"},\"version\":2,\"source_addr\":\"" + source + "\"}";
    }

    @Override
    public void close() {
        agent.close();
        log.close();
    }
}
