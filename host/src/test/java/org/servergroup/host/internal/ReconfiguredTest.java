package org.servergroup.host.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A changed configuration: guests stay connected, and what waits for them stays. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReconfiguredTest {
    private HostFixture host;
    private Settings settings;

    @BeforeEach
    void start() throws Exception {
        host = HostFixture.auto();
        settings = host.settings;
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
    }

    @Test
    void shouldTakeOtherRatesWithoutReconnecting() throws Exception {
        FakeGuest one = host.guest("one");
        FakeGuest two = host.guest("two");
        configure(limits -> limits.messagesPerSecond = 1);
        for (int i = 0; i < 5; i++) {
            one.broadcast("too many");
        }
        assertThat(one.next("nack").path("log_msg").asText()).contains("more than your host allows");
        configure(limits -> limits.messagesPerSecond = 0);
        one.broadcast("at last");
        await().untilAsserted(() ->
                assertThat(two.next("broadcast").path("data").asText()).isEqualTo("at last"));
        assertThat(connects()).isEqualTo(2);
    }

    @Test
    void shouldTakeAnotherFrameSize() throws Exception {
        FakeGuest one = host.guest("one");
        configure(limits -> limits.maxFrameBytes = 4096);
        one.broadcast("x".repeat(5000));
        assertThat(one.next("nack").path("log_msg").asText()).contains("longer than 4096 bytes");
        configure(limits -> limits.maxFrameBytes = 8192);
        one.broadcast("x".repeat(5000));
        assertThat(one.next("nack").path("log_msg").asText()).contains("3050");
        assertThat(connects()).isEqualTo(1);
    }

    @Test
    void shouldKeepWhatWaits() throws Exception {
        configure(limits -> limits.goneDelayMs = 60_000);
        FakeGuest one = host.guest("one");
        FakeGuest two = host.guest("two");
        two.kill();
        for (int i = 0; i < 5; i++) {
            one.broadcast("wait " + i);
        }
        await().until(() -> waitingFor("two") == 5);
        configure(limits -> limits.maxQueuedBytes = limits.maxFrameBytes);
        assertThat(waitingFor("two")).isEqualTo(5);
        FakeGuest back = host.guest("two");
        for (int i = 0; i < 5; i++) {
            assertThat(back.next("broadcast").path("data").asText()).isEqualTo("wait " + i);
        }
    }

    @Test
    void shouldShowOtherFields() throws Exception {
        FakeGuest one = host.guest("one");
        assertThat(row(one).has("instance_id")).isTrue();
        configure(limits -> limits.statusFields = Set.of("display_name"));
        assertThat(row(one).has("instance_id")).isFalse();
        assertThat(row(one).has("display_name")).isTrue();
        assertThat(connects()).isEqualTo(1);
    }

    @Test
    void shouldLookElsewhereAndKeepWhoIsStillThere() throws Exception {
        host.guest("one");
        Path other = Files.createTempDirectory("sgo");
        try (FakeGuest two = new FakeGuest(other, "two")) {
            configure(List.of(host.folder, other), limits -> {});
            two.connected();
            assertThat(connects()).isEqualTo(2);
            configure(List.of(other), limits -> {});
            await().until(() -> host.ask(there -> there.guests().guest("one") == null));
            assertThat(connects()).isEqualTo(2);
            host.waitingGuest("three");
            configure(List.of(other, host.folder), limits -> {});
            await().until(() -> connects() == 4); // and one is back
        }
        Files.delete(other);
    }

    @Test
    void shouldServeHostApplicationsAsSoonAsOneIsAllowed() throws Exception {
        FakeLocalTransport apps = new FakeLocalTransport("app");
        host.host.use(apps);
        FakeGuest one = host.guest("one");
        assertThat(apps.isOpen()).isFalse();
        configure(limits -> limits.hostAddresses = Set.of("app"));
        assertThat(apps.isOpen()).isTrue();
        one.send("1", "app", "me");
        assertThat(apps.next()).startsWith("app: ");
        configure(limits -> {});
        assertThat(apps.closed).isTrue();
        assertThat(connects()).isEqualTo(1);
    }

    @Test
    void shouldMoveTheSocketForOperators() throws Exception {
        Path folder = Files.createTempDirectory("sga");
        Path socket = folder.resolve("admin.sock");
        configure(limits -> limits.adminSocket = socket.toString());
        assertThat(socket).exists();
        configure(limits -> {});
        assertThat(socket).doesNotExist();
        Files.delete(folder);
    }

    @Test
    void shouldTellOfAStatusThatLegacyApplicationsGetCut() throws Exception {
        host.host.use(new LongRows());
        FakeGuest one = host.guest("one");
        assertThat(row(one).path("metadata").path("long").asText()).hasSize(5000);
        assertThat(host.count(there -> there.shared().counters().cutByLegacy)).isGreaterThanOrEqualTo(1);
        assertThat(host.host.findings())
                .anySatisfy(finding -> assertThat(finding.advice()).contains("status_fields"));
        configure(limits -> limits.statusFields = Set.of());
        row(one);
        assertThat(host.host.findings()).isEmpty();
    }

    private void configure(Consumer<HostFixture.Limits> change) throws Exception {
        configure(List.of(host.folder), change);
    }

    private void configure(List<Path> folders, Consumer<HostFixture.Limits> change) throws Exception {
        HostFixture.Limits limits = new HostFixture.Limits();
        change.accept(limits);
        Settings next = HostFixture.settings(folders, limits);
        host.host.configure(settings, next);
        settings = next;
    }

    private static JsonNode row(FakeGuest guest) throws Exception {
        guest.query(1);
        JsonNode row = guest.next("status_response").path("data");
        guest.next("status_response_done");
        return row;
    }

    private long connects() throws Exception {
        return host.count(there -> there.shared().counters().connects);
    }

    private int waitingFor(String instance) throws Exception {
        return host.ask(there -> {
            Guest guest = there.guests().guest(instance);
            return guest == null ? -1 : guest.queue().frames();
        });
    }
}
