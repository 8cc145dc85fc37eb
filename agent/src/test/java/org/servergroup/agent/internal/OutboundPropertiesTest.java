package org.servergroup.agent.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.servergroup.agent.internal.AgentFixture.onChannel;
import static org.servergroup.agent.internal.AgentFixture.toAgent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/** Whatever happens to the host and its channels, what was accepted arrives once and in order. */
class OutboundPropertiesTest {
    private enum Event {
        APP_SENDS,
        FRAMEWORK_SENDS,
        HOST_LEAVES,
        HOST_RETURNS,
        HOST_STOPS_READING,
        HOST_READS,
        CHANNEL_FAILS,
        TRANSPORT_IS_REPLACED,
        BETTER_TRANSPORT_COMES,
        BETTER_TRANSPORT_GOES
    }

    private static final int BURST = 7;

    @Provide
    Arbitrary<List<Event>> events() {
        return Arbitraries.frequency(
                        Tuple.of(6, Event.APP_SENDS),
                        Tuple.of(2, Event.FRAMEWORK_SENDS),
                        Tuple.of(1, Event.HOST_LEAVES),
                        Tuple.of(1, Event.HOST_RETURNS),
                        Tuple.of(1, Event.HOST_STOPS_READING),
                        Tuple.of(1, Event.HOST_READS),
                        Tuple.of(1, Event.CHANNEL_FAILS),
                        Tuple.of(1, Event.TRANSPORT_IS_REPLACED),
                        Tuple.of(1, Event.BETTER_TRANSPORT_COMES),
                        Tuple.of(1, Event.BETTER_TRANSPORT_GOES))
                .list()
                .ofMaxSize(40);
    }

    @Property(tries = 60)
    void shouldNeitherLoseNorReorder(@ForAll("events") List<Event> events) {
        try (AgentFixture at = AgentFixture.started(AgentFixture.withSendTimeout(Duration.ofSeconds(30)))) {
            Tuple2<Integer, Integer> sent = new Run(at).play(events);
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < sent.get1(); i++) {
                expected.add(onChannel(String.valueOf(i), "app"));
            }
            for (int i = 0; i < sent.get2(); i++) {
                expected.add(onChannel(String.valueOf(i), "me"));
            }
            await().until(() -> at.arrived.size() >= expected.size());
            assertThat(at.arrived).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(at.arrived.stream().filter(message -> message.contains("\"app\"")))
                    .isEqualTo(expected.subList(0, sent.get1()));
            assertThat(at.arrived.stream().filter(message -> message.contains("\"me\"")))
                    .isEqualTo(expected.subList(sent.get1(), expected.size()));
            assertThat(at.counters().discardedInAll()).isZero();
        }
    }

    /** One play of events. */
    private static final class Run {
        private final AgentFixture at;
        private final FakeHost better;
        private final FakeApps.App app;
        private long id = 1;
        private boolean betterIsThere;
        private int byApp;
        private int byFramework;

        Run(AgentFixture at) {
            this.at = at;
            this.better = new FakeHost("/dev/better", at.arrived);
            this.app = at.apps.bind("app");
        }

        Tuple2<Integer, Integer> play(List<Event> events) {
            for (Event event : events) {
                play(event);
            }
            at.host.connect();
            at.host.startReading();
            better.startReading();
            return Tuple.of(byApp, byFramework);
        }

        private void play(Event event) {
            switch (event) {
                case APP_SENDS -> {
                    for (int i = 0; i < BURST; i++) {
                        app.send(toAgent(String.valueOf(byApp++)));
                    }
                }
                case FRAMEWORK_SENDS -> fromFramework();
                case HOST_LEAVES -> at.host.disconnect("gone");
                case HOST_RETURNS -> at.host.connect();
                case HOST_STOPS_READING -> at.host.stopReading();
                case HOST_READS -> at.host.startReading();
                case CHANNEL_FAILS -> at.host.fail("broken");
                case TRANSPORT_IS_REPLACED -> {
                    at.agent.removeHostTransport(id);
                    id += 2;
                    at.agent.addHostTransport(at.host, "fake", id, 0);
                }
                case BETTER_TRANSPORT_COMES -> {
                    if (!betterIsThere) {
                        at.agent.addHostTransport(better, "fake", 0, 10);
                        betterIsThere = true;
                    }
                }
                case BETTER_TRANSPORT_GOES -> {
                    at.agent.removeHostTransport(0);
                    betterIsThere = false;
                }
            }
        }

        private void fromFramework() {
            Outbound.Status queue = at.agent.status().queue();
            if (queue.blocked() || queue.waiting() > 0) {
                return; // it would block until another event
            }
            at.host.startReading();
            better.startReading();
            try {
                at.agent.endpoint().hostMessaging().send("me", "there", String.valueOf(byFramework));
                byFramework++;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
