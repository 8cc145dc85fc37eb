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
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

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

    private static final int TRIES = 60;
    private static final int MOST_EVENTS = 40;
    private static final int BURST = 7;

    /** Each may happen; to send is likelier, 6 and 2 times in 16. */
    private static Event any(Random random) {
        int die = random.nextInt(16);
        return die < 10 ? Event.values()[die] : die < 15 ? Event.APP_SENDS : Event.FRAMEWORK_SENDS;
    }

    @Test
    void shouldNeitherLoseNorReorder() {
        Random random = new Random();
        for (int i = 0; i < TRIES; i++) {
            List<Event> events = Stream.generate(() -> any(random))
                    .limit(random.nextInt(MOST_EVENTS + 1))
                    .toList();
            try {
                play(events);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("with " + events, e);
            }
        }
    }

    private static void play(List<Event> events) {
        try (AgentFixture at = AgentFixture.started(AgentFixture.withSendTimeout(Duration.ofSeconds(30)))) {
            Run run = new Run(at);
            run.play(events);
            List<String> byApp = new ArrayList<>();
            for (int i = 0; i < run.byApp; i++) {
                byApp.add(onChannel(String.valueOf(i), "app"));
            }
            List<String> byFramework = new ArrayList<>();
            for (int i = 0; i < run.byFramework; i++) {
                byFramework.add(onChannel(String.valueOf(i), "me"));
            }
            await().until(() -> at.arrived.size() >= byApp.size() + byFramework.size());
            assertThat(at.arrived).hasSize(byApp.size() + byFramework.size());
            assertThat(at.arrived.stream().filter(message -> message.contains("\"app\"")))
                    .isEqualTo(byApp);
            assertThat(at.arrived.stream().filter(message -> message.contains("\"me\"")))
                    .isEqualTo(byFramework);
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

        void play(List<Event> events) {
            for (Event event : events) {
                play(event);
            }
            at.host.connect();
            at.host.startReading();
            better.startReading();
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
