package org.servergroup.host.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.servergroup.host.spi.Server;

/** Names, limits and rows. */
class SmallPartsTest {
    @Test
    void shouldTellTheInstanceFromTheSocketsName() {
        SocketName name = new SocketName("cgcs.messaging.*.sock");
        assertThat(name.instance("cgcs.messaging.instance-00000001.sock")).isEqualTo("instance-00000001");
        assertThat(name.instance("cgcs.messaging." + "a".repeat(64) + ".sock")).hasSize(64);
        assertThat(name.instance("cgcs.messaging." + "a".repeat(65) + ".sock")).isNull();
        assertThat(name.instance("cgcs.messaging..sock")).isNull();
        assertThat(name.instance("cgcs.messaging.sock")).isNull();
        assertThat(name.instance("cgcs.messaging.a b.sock")).isNull();
        assertThat(name.instance("cgcs.messaging.a\"b.sock")).isNull();
        assertThat(name.instance("cgcs.messaging.a\u00e4.sock")).isNull();
        assertThat(name.instance("other.a.sock")).isNull();
    }

    @Test
    void shouldAllowABurstAndThenTheRate() {
        long second = 1_000_000_000L;
        TokenBucket bucket = new TokenBucket(10, 0);
        for (int i = 0; i < 20; i++) {
            assertThat(bucket.take(1, 0)).isTrue();
        }
        assertThat(bucket.take(1, 0)).isFalse();
        assertThat(bucket.take(1, second / 10)).isTrue();
        assertThat(bucket.take(1, second / 10)).isFalse();
        assertThat(bucket.take(1000, 10 * second)).isTrue();
        assertThat(bucket.take(1, 11 * second)).isFalse();
        assertThat(new TokenBucket(0, 0).take(Integer.MAX_VALUE, 0)).isTrue();
    }

    @Test
    void shouldDoubleTheDelayUpToItsCap() {
        BackOff backOff = new BackOff(20, 100);
        assertThat(backOff.next()).isZero();
        assertThat(backOff.next()).isBetween(10L, 20L);
        assertThat(backOff.next()).isBetween(20L, 40L);
        assertThat(backOff.next()).isBetween(40L, 80L);
        assertThat(backOff.next()).isBetween(50L, 100L);
        assertThat(backOff.next()).isBetween(50L, 100L);
        backOff.reset();
        assertThat(backOff.next()).isZero();
    }

    @Test
    void shouldShowOnlyWhatIsAllowed() throws Exception {
        HostFixture.Limits limits = new HostFixture.Limits();
        limits.statusFields = Set.of("vcpus", "odd \"key\"");
        Settings settings = HostFixture.settings(Path.of("/nowhere"), limits);
        Server server = new Server(
                "a",
                "g",
                "act\"ive",
                Map.of("vcpus", "12345678901234567890", "tenant_id", "\"secret\"", "odd \"key\"", "1.0"));
        String status = Row.status(server, settings);
        assertThat(status).contains("\"vcpus\":12345678901234567890", "\"odd \\\"key\\\"\":1.0");
        assertThat(status).doesNotContain("secret");
        String notification = Row.notification("x", status, "stopped", Instant.parse("2026-01-02T03:04:05.678901234Z"));
        var json = new ObjectMapper().readTree(notification);
        assertThat(json.path("timestamp").asText()).isEqualTo("2026-01-02T03:04:05.678901Z");
        assertThat(json.path("payload").path("old_state").asText()).isEqualTo("stopped");
        assertThat(json.path("payload").path("state").asText()).isEqualTo("act\"ive");
    }

    @Test
    void shouldRefuseAServerThatIsNone() {
        assertThatThrownBy(() -> new Server("a", "g", "active", Map.of("x", "{} {}")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Server("", "g", "active", Map.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseBadSettings() {
        HostFixture.Limits limits = new HostFixture.Limits();
        limits.maxQueuedBytes = 10;
        assertThatThrownBy(() -> HostFixture.settings(Path.of("/nowhere"), limits))
                .hasMessage("max_queued_bytes: not less than max_frame_bytes");
        limits.maxQueuedBytes = 1 << 20;
        limits.hostAddresses = Set.of("a".repeat(108));
        assertThatThrownBy(() -> HostFixture.settings(Path.of("/nowhere"), limits))
                .hasMessageContaining("host_addresses: a local address has 1 to 107 bytes");
    }
}
