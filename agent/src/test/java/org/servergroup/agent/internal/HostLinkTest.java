package org.servergroup.agent.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.servergroup.agent.internal.AgentFixture.fromHost;
import static org.servergroup.agent.internal.AgentFixture.onChannel;
import static org.servergroup.agent.internal.AgentFixture.toAgent;
import static org.servergroup.agent.internal.AgentFixture.toApp;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostLinkTest {
    private final AgentFixture at = AgentFixture.started(AgentFixture.SETTINGS);
    private final FakeHost host = at.host;
    private final FakeHost better = new FakeHost("/dev/better", new CopyOnWriteArrayList<>());

    @AfterEach
    void stop() {
        at.close();
    }

    private void send(FakeApps.App app, int from, int to) {
        for (int i = from; i < to; i++) {
            app.send(toAgent(String.valueOf(i)));
        }
    }

    private static List<String> numbers(int from, int to) {
        List<String> messages = new ArrayList<>();
        for (int i = from; i < to; i++) {
            messages.add(onChannel(String.valueOf(i), "app"));
        }
        return messages;
    }

    private List<String> infos() {
        return at.log.lines().stream()
                .filter(line -> line.contains("host link"))
                .toList();
    }

    @Test
    void shouldOpenAgainAndSendWhatTheOldChannelHadNotSentFirst() {
        FakeApps.App app = at.apps.bind("app");
        host.buffer(16);
        host.stopReading();
        send(app, 0, 10);
        await().until(() -> at.counters().toHost().messages() == 10);
        host.refuse("no such device");
        host.fail("the device has gone");
        at.awaitDown();
        send(app, 10, 20);
        await().until(() -> at.agent.status().queue().messages() == 20);
        host.startReading();
        host.refuse(null);
        await().untilAsserted(() -> assertThat(host.arrived()).isEqualTo(numbers(0, 20)));
        assertThat(at.counters().discardedInAll()).isZero();
    }

    @Test
    void shouldLogEachChangeOnce() {
        host.refuse("/dev/fake is busy");
        host.fail("/dev/fake has gone");
        await().until(() -> host.attempts() > 5);
        host.refuse("/dev/fake does not exist");
        int attempts = host.attempts();
        await().until(() -> host.attempts() > attempts + 5);
        host.refuse(null);
        at.awaitUp();
        assertThat(infos())
                .containsExactly(
                        "INFO host link up: fake /dev/fake",
                        "INFO host link down: /dev/fake has gone, retrying",
                        "INFO host link down: /dev/fake is busy, retrying",
                        "INFO host link down: /dev/fake does not exist, retrying",
                        "INFO host link up: fake /dev/fake");
    }

    @Test
    void shouldTellThatTheHostHasGoneAndIsBack() {
        host.disconnect("the host has closed its end");
        at.awaitDown();
        host.connect();
        at.awaitUp();
        assertThat(infos())
                .containsExactly(
                        "INFO host link up: fake /dev/fake",
                        "INFO host link down: the host has closed its end, waiting for it",
                        "INFO host link up: fake /dev/fake");
        assertThat(host.opened()).isEqualTo(1);
    }

    @Test
    void shouldMoveToABetterTransportWithoutLoss() {
        FakeApps.App app = at.apps.bind("app");
        host.buffer(4);
        host.stopReading();
        send(app, 0, 50);
        await().until(at.apps::isHeld);
        at.agent.addHostTransport(better, "fake", 2, 10);
        await().untilAsserted(() -> assertThat(better.arrived()).isEqualTo(numbers(0, 50)));
        assertThat(host.arrived()).isEmpty();
        assertThat(host.isOpen()).isFalse();
        // Messages go over it before it is told.
        await().until(() -> at.agent.status().link().label().equals("fake /dev/better"));
    }

    @Test
    void shouldPreferTheOlderOfTwoThatRankTheSame() {
        at.agent.addHostTransport(better, "fake", 2, 0);
        host.fail("gone");
        await().until(() -> host.opened() == 2 || better.opened() == 1);
        await().until(() -> at.agent.status().link().label().equals("fake /dev/fake"));
    }

    @Test
    void shouldFallBackWhileTheBetterOneCannotBeOpenedAndReturnToIt() {
        better.refuse("not there");
        at.agent.addHostTransport(better, "fake", 2, 10);
        await().until(() -> better.attempts() > 3);
        assertThat(at.agent.status().link().label()).isEqualTo("fake /dev/fake");
        assertThat(host.opened()).isEqualTo(1);
        better.refuse(null);
        await().until(() -> at.agent.status().link().label().equals("fake /dev/better"));
        better.refuse("gone again");
        better.fail("gone again");
        await().until(() -> at.agent.status().link().label().equals("fake /dev/fake"));
        better.refuse(null);
        await().until(() -> at.agent.status().link().label().equals("fake /dev/better"));
        assertThat(at.log.lines().stream().filter(line -> line.contains("not there")))
                .containsExactly("INFO cannot change to fake /dev/better: not there, retrying");
    }

    @Test
    void shouldFollowTheRanking() {
        at.agent.addHostTransport(better, "fake", 2, 10);
        await().until(() -> at.agent.status().link().label().equals("fake /dev/better"));
        at.agent.rankHostTransport(1, 20);
        await().until(() -> at.agent.status().link().label().equals("fake /dev/fake"));
        assertThat(better.isOpen()).isFalse();
    }

    @Test
    void shouldHaveClosedATransportWhenItIsRemoved() {
        FakeApps.App app = at.apps.bind("app");
        host.stopReading();
        send(app, 0, 5);
        await().until(() -> at.counters().toHost().messages() == 5);
        at.agent.removeHostTransport(1);
        assertThat(host.isOpen()).isFalse();
        send(app, 5, 10);
        at.agent.addHostTransport(better, "fake", 2, 0);
        await().untilAsserted(() -> assertThat(better.arrived()).isEqualTo(numbers(0, 10)));
        // What is told follows what is done.
        await().untilAsserted(() -> assertThat(infos())
                .contains("INFO host link down: fake /dev/fake was taken away, waiting for a transport")
                .last()
                .isEqualTo("INFO host link up: fake /dev/better"));
    }

    @Test
    void shouldLoseNothingInManySwapsUnderTraffic() {
        FakeApps.App app = at.apps.bind("app");
        host.buffer(16);
        List<String> seen = new ArrayList<>();
        for (int round = 0; round < 50; round++) {
            send(app, round * 20, round * 20 + 10);
            at.agent.removeHostTransport(round + 1);
            send(app, round * 20 + 10, round * 20 + 20);
            at.agent.addHostTransport(host, "fake", round + 2, 0);
        }
        await().untilAsserted(() -> assertThat(host.arrived()).hasSize(1_000));
        seen.addAll(host.arrived());
        assertThat(seen).isEqualTo(numbers(0, 1_000));
        assertThat(at.counters().discardedInAll()).isZero();
    }

    @Test
    void shouldKeepWhatTheHostSendsWhileTheLocalChannelIsReplaced() {
        FakeApps.App app = at.apps.bind("app");
        at.agent.removeLocalTransport(at.apps);
        host.send(fromHost("1", "app"));
        host.send(fromHost("2", "app"));
        await().until(() -> at.apps.bound() == null);
        at.agent.addLocalTransport(at.apps);
        await().untilAsserted(() -> assertThat(app.got()).containsExactly(toApp("1"), toApp("2")));
        assertThat(at.counters().discardedInAll()).isZero();
    }

    @Test
    void shouldQueueWhatALocalChannelHoldsWhenItIsRemoved() {
        FakeApps.App app = at.apps.bind("app");
        host.buffer(4);
        host.stopReading();
        send(app, 0, 20);
        await().until(at.apps::isHeld);
        at.agent.removeLocalTransport(at.apps);
        assertThat(at.agent.status().queue().messages()).isPositive();
        host.startReading();
        await().untilAsserted(() -> assertThat(host.arrived()).hasSizeGreaterThanOrEqualTo(5));
        assertThat(host.arrived()).isEqualTo(numbers(0, host.arrived().size()));
    }
}
