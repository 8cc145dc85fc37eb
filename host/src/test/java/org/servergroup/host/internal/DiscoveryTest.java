package org.servergroup.host.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DiscoveryTest {
    @Test
    void shouldNotMakeAGuestOfAMonitorWhoseNameFitsAWidePattern() throws Exception {
        try (HostFixture host = HostFixture.auto()) {
            host.guest("one");
            host.monitor("one", "running").awaitQueries(1);
            host.host.configure(host.settings, wide(host.settings));
            // One look at the folder finds both.
            await().until(() -> instances(host).contains("cgcs.messaging.one"));
            assertThat(instances(host)).doesNotContain("qmp.one");
        }
    }

    private static List<String> instances(HostFixture host) throws Exception {
        return host.ask(
                there -> there.guests().all().stream().map(Guest::instance).toList());
    }

    private static Settings wide(Settings last) {
        return new Settings(
                last.socketDirectories(),
                "*.sock",
                last.directory(),
                last.maxFrameBytes(),
                last.maxQueuedBytes(),
                last.maxTotalBytes(),
                last.messagesPerSecond(),
                last.bytesPerSecond(),
                last.reconnectMinMs(),
                last.reconnectMaxMs(),
                last.goneDelayMs(),
                last.statusFields(),
                last.hostAddresses(),
                last.adminSocket());
    }
}
