package org.servergroup.host.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.servergroup.host.spi.ChannelState;
import org.servergroup.host.spi.GroupDirectory;
import org.servergroup.host.spi.MachineState;

/** What the others hear of a machine by its monitor. */
@Timeout(60)
class MonitorTest {
    private static final String ONE = "instance-00000001";
    private static final String TWO = "instance-00000002";

    @Test
    void shouldTellOfAMachineThatIsPausedAndResumed() throws Exception {
        try (HostFixture host = HostFixture.auto()) {
            FakeMonitor monitor = host.monitor(TWO, "running");
            FakeGuest one = withAnother(host);
            monitor.awaitQueries(1);
            monitor.event("STOP", "paused");
            assertNews(one, "compute.instance.pause.end", "paused");
            assertThat(ScenarioTest.status(one)).containsExactlyInAnyOrder(ONE + " active", TWO + " paused");
            monitor.event("RESUME", "running");
            assertNews(one, "compute.instance.unpause.end", "active");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SUSPEND, suspended, compute.instance.suspend.end, suspended",
        "SHUTDOWN, shutdown, compute.instance.shutdown.end, stopped",
        "GUEST_PANICKED, guest-panicked, compute.instance.update, error",
        "STOP, io-error, compute.instance.update, error"
    })
    void shouldTellHowAMachineIs(String event, String status, String type, String state) throws Exception {
        try (HostFixture host = HostFixture.auto()) {
            FakeGuest one = withAnother(host);
            followed(host, "running").event(event, status);
            assertNews(one, type, state);
        }
    }

    @Test
    void shouldTellOfAReset() throws Exception {
        try (HostFixture host = HostFixture.auto()) {
            FakeGuest one = withAnother(host);
            followed(host, "running").event("RESET", "running");
            assertNews(one, "compute.instance.reboot.end", "active");
            assertThat(ScenarioTest.status(one)).containsExactlyInAnyOrder(ONE + " active", TWO + " active");
        }
    }

    @Test
    void shouldNotTellOfWhatPasses() throws Exception {
        try (HostFixture host = HostFixture.auto()) {
            FakeGuest one = withAnother(host);
            FakeMonitor monitor = followed(host, "running");
            monitor.event("STOP", "save-vm");
            monitor.awaitQueries(2);
            monitor.event("RESUME", "running");
            monitor.awaitQueries(3);
            monitor.event("STOP", "paused");
            assertNews(one, "compute.instance.pause.end", "paused");
        }
    }

    @Test
    void shouldNotNotifyOfAMachineThatWasPausedBefore() throws Exception {
        try (HostFixture host = new HostFixture(limits -> limits)) {
            FakeGuest one = host.waitingGuest(ONE);
            FakeGuest two = host.waitingGuest(TWO);
            FakeMonitor monitor = host.monitor(TWO, "paused");
            host.start(new AutoDirectory());
            one.connected();
            two.connected();
            monitor.awaitQueries(1);
            awaitStatus(one, TWO + " paused");
            monitor.event("RESUME", "running");
            // The first that it hears at all.
            assertNews(one, "compute.instance.unpause.end", "active");
        }
    }

    @Test
    void shouldSurviveWhateverAMonitorSays() throws Exception {
        try (HostFixture host = HostFixture.auto()) {
            FakeGuest one = withAnother(host);
            FakeMonitor monitor = followed(host, "running");
            monitor.send("");
            monitor.send("nonsense");
            monitor.send("[".repeat(4000));
            monitor.send("{\"event\": 7}");
            monitor.send("{\"event\": \"RESET\", \"data\": \"" + "x".repeat(100_000) + "\"}");
            monitor.send("{\"return\": {\"status\": \"paused\"}}");
            monitor.send("{\"return\": [], \"id\": \"status\"}");
            monitor.event("STOP", "paused");
            assertNews(one, "compute.instance.pause.end", "paused");
        }
    }

    @Test
    void shouldLeaveAMonitorThatFloodsAloneForAWhile() throws Exception {
        try (HostFixture host = HostFixture.auto()) {
            FakeGuest one = withAnother(host);
            FakeMonitor monitor = followed(host, "running");
            String flood = "{\"event\": \"NONE\"}\r\n".repeat(50_000);
            try {
                monitor.send(flood);
            } catch (IOException e) {
                // closed meanwhile, as it should be
            }
            monitor.awaitQueries(2);
            monitor.event("STOP", "paused");
            assertNews(one, "compute.instance.pause.end", "paused");
        }
    }

    @Test
    void shouldFollowTheNextMachineUnderTheSameName() throws Exception {
        try (HostFixture host = HostFixture.auto()) {
            FakeGuest one = host.guest(ONE);
            FakeGuest two = host.guest(TWO);
            FakeMonitor first = followed(host, "paused");
            awaitStatus(one, TWO + " paused");
            two.kill();
            first.close();
            awaitStatus(one, TWO + " error");
            two.close();
            host.guest(TWO);
            FakeMonitor second = followed(host, "running");
            awaitStatus(one, TWO + " active");
            second.event("STOP", "paused");
            awaitStatus(one, TWO + " paused");
        }
    }

    @Test
    void shouldAskAgainWhenTheMonitorIsBack() throws Exception {
        try (HostFixture host = HostFixture.auto()) {
            FakeGuest one = withAnother(host);
            FakeMonitor monitor = followed(host, "running");
            monitor.event("STOP", "paused");
            assertNews(one, "compute.instance.pause.end", "paused");
            monitor.drop();
            monitor.awaitQueries(3);
            monitor.becomes("running");
            monitor.drop();
            // What has not changed was no news, and what has changed unseen is.
            assertNews(one, "compute.instance.unpause.end", "active");
        }
    }

    @Test
    void shouldKeepTheLastStateOfAMonitorThatHasDiedAndSaySo() throws Exception {
        try (HostFixture host = HostFixture.auto()) {
            FakeGuest one = withAnother(host);
            FakeMonitor dead = followed(host, "paused");
            assertNews(one, "compute.instance.pause.end", "paused");
            dead.die();
            awaitFinding(host, "has been gone for", "its last known state, paused, stays until then");
            assertThat(ScenarioTest.status(one)).contains(TWO + " paused");
            FakeMonitor next = host.monitor(TWO, "running");
            assertNews(one, "compute.instance.unpause.end", "active");
            awaitNoFindings(host);
            next.awaitQueries(1);
        }
    }

    @Test
    void shouldSayThatAMonitorIsUsedBySomebodyElse() throws Exception {
        try (HostFixture host = new HostFixture(limits -> limits)) {
            SocketChannel other = host.monitor(TWO, "paused").occupy();
            FakeGuest one = host.waitingGuest(ONE);
            FakeGuest two = host.waitingGuest(TWO);
            host.start(new AutoDirectory());
            one.connected();
            two.connected();
            awaitFinding(host, "no greeting from its monitor", "probably another client uses it");
            assertThat(ScenarioTest.status(one)).contains(TWO + " active");
            other.close();
            // The others went by what the channel tells: to them it is news.
            assertNews(one, "compute.instance.pause.end", "paused");
            awaitNoFindings(host);
        }
    }

    @Test
    void shouldSayThatAMonitorHangs() throws Exception {
        try (HostFixture host = HostFixture.auto()) {
            FakeMonitor monitor = host.monitor(ONE, "running");
            host.guest(ONE);
            monitor.awaitQueries(1).hang();
            monitor.event("STOP", "paused");
            awaitFinding(host, "has not answered for", "its last known state, active");
        }
    }

    @Test
    void shouldGoByTheChannelWhenTheMonitorIsTakenAway() throws Exception {
        try (HostFixture host = HostFixture.auto()) {
            FakeGuest one = withAnother(host);
            FakeMonitor monitor = followed(host, "paused");
            assertNews(one, "compute.instance.pause.end", "paused");
            monitor.close();
            awaitStatus(one, TWO + " active");
            awaitNoFindings(host);
            // Nothing was seen to happen, so nothing was told: the next news is the next that happens.
            FakeMonitor next = host.monitor(TWO, "suspended");
            assertNews(one, "compute.instance.suspend.end", "suspended");
            next.awaitQueries(1);
        }
    }

    @Test
    void shouldTellADirectoryThatComesLaterHowMachinesAre() throws Exception {
        try (HostFixture host = HostFixture.auto()) {
            FakeGuest one = host.guest(ONE);
            host.guest(TWO);
            FakeMonitor monitor = followed(host, "paused");
            awaitStatus(one, TWO + " paused");
            Recorder recorder = new Recorder();
            host.host.use(recorder);
            host.settle();
            assertThat(recorder.told)
                    .containsExactlyInAnyOrder(ONE + " CONNECTED true", TWO + " CONNECTED true", TWO + " PAUSED true");
            monitor.event("RESET", "paused");
            Awaitility.await().until(() -> recorder.told.contains(TWO + " reset"));
        }
    }

    @Test
    void shouldKeepAMonitorApartFromGuestsWithAWidePattern() {
        assertThat(Monitors.NAMES.instance("qmp.instance-00000001.sock")).isEqualTo(ONE);
        assertThat(Monitors.NAMES.instance("cgcs.messaging.instance-00000001.sock"))
                .isNull();
        assertThat(Monitors.NAMES.instance("qmp..sock")).isNull();
    }

    /** The first guest, which has heard of the second one's coming. */
    private static FakeGuest withAnother(HostFixture host) throws Exception {
        FakeGuest one = host.guest(ONE);
        host.guest(TWO);
        assertNews(one, "compute.instance.create.end", "active");
        assertNews(one, "compute.instance.power_on.end", "active");
        return one;
    }

    /** The second guest's monitor, once the host side has asked it. */
    private static FakeMonitor followed(HostFixture host, String status) throws Exception {
        return host.monitor(TWO, status).awaitQueries(1);
    }

    private static void awaitFinding(HostFixture host, String... words) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(host.host.findings())
                        .singleElement()
                        .satisfies(finding -> assertThat(finding.text()).contains(words)));
    }

    private static void awaitNoFindings(HostFixture host) {
        Awaitility.await().untilAsserted(() -> assertThat(host.host.findings()).isEmpty());
    }

    private static void awaitStatus(FakeGuest asker, String row) throws Exception {
        Awaitility.await().until(() -> ScenarioTest.status(asker).contains(row));
    }

    private static void assertNews(FakeGuest to, String type, String state) throws Exception {
        ScenarioTest.assertEvent(to, type, TWO, state);
    }

    /** A directory that keeps what it is told. */
    private static final class Recorder implements GroupDirectory, GroupDirectory.Watch {
        private final List<String> told = new CopyOnWriteArrayList<>();

        @Override
        public Watch open(Receiver receiver) {
            return this;
        }

        @Override
        public void channel(String instance, ChannelState state, boolean initially) {
            told.add(instance + " " + state + " " + initially);
        }

        @Override
        public void machine(String instance, MachineState state, boolean initially) {
            told.add(instance + " " + state + " " + initially);
        }

        @Override
        public void reset(String instance) {
            told.add(instance + " reset");
        }

        @Override
        public void close() {}
    }
}
