package org.servergroup.host.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AdminSocketTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Path folder;
    private Path socket;
    private HostFixture host;

    @BeforeEach
    void start() throws Exception {
        folder = Files.createTempDirectory("sga");
        socket = folder.resolve("admin.sock");
        host = HostFixture.auto(limits -> {
            limits.adminSocket = socket.toString();
            return limits;
        });
        host.guest("one");
        host.settle();
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
        assertThat(socket).doesNotExist();
        Files.delete(folder);
    }

    @Test
    void shouldBeForItsOwnerOnly() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldAnswerInJson() throws IOException {
        try (SocketChannel channel = open()) {
            BufferedReader in = reader(channel);
            write(channel, "{\"command\": \"status\"}\n{\"command\": \"instances\"}\n{\"command\": \"groups\"}\n");
            JsonNode status = JSON.readTree(in.readLine()).path("result");
            assertThat(status.path("connected").asInt()).isEqualTo(1);
            JsonNode instance = JSON.readTree(in.readLine()).path("result").path(0);
            assertThat(instance.path("instance").asText()).isEqualTo("one");
            assertThat(instance.path("channel").asText()).isEqualTo("connected");
            JsonNode group = JSON.readTree(in.readLine()).path("result").path(0);
            assertThat(group.path("group").asText()).isEqualTo("default");
            write(channel, "{\"command\": \"counters\"}\n{\"command\": \"doctor\"}\nnonsense\n");
            JsonNode counters = JSON.readTree(in.readLine()).path("result");
            assertThat(counters.path("counters").path("connects").asInt()).isEqualTo(1);
            assertThat(counters.path("dropped").has("rate_limited")).isTrue();
            assertThat(in.readLine()).isEqualTo("{\"healthy\":true,\"findings\":[]}");
            assertThat(in.readLine()).startsWith("commands: status");
            assertThat(in.readLine()).isNull();
        }
    }

    @Test
    void shouldAnswerAsText() throws IOException {
        assertThat(ask("instances\n")).startsWith("INSTANCE").contains("one ", "connected");
        assertThat(ask("status\n")).contains("connected: 1\n", "directory: auto\n");
        assertThat(ask("doctor\n")).isEqualTo("healthy\n");
        assertThat(ask("reconnect nobody\n")).isEqualTo("there is no connected instance nobody\n");
    }

    @Test
    void shouldTellFindingsInJsonAsTheAgentDoes() throws Exception {
        host.host.alsoAsk(() -> List.of(Snapshot.Finding.warning("x", "is odd", "mend it")));
        try (SocketChannel channel = open()) {
            write(channel, "{\"command\": \"doctor\"}\n");
            assertThat(reader(channel).readLine())
                    .isEqualTo("{\"healthy\":false,\"findings\":[{\"severity\":\"warning\",\"subject\":\"x\","
                            + "\"text\":\"is odd\",\"advice\":\"mend it\"}]}");
        }
    }

    @Test
    void shouldShowMetricsByHttp() throws IOException {
        assertThat(ask("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.0 200 OK\r\n")
                .contains("\nservergroup_host_instances_connected 1\n")
                .contains("\nservergroup_host_dropped_total{reason=\"not_json\"} 0\n");
    }

    @Test
    void shouldShowWhetherMonitorsAnswer() throws Exception {
        assertThat(ask("GET /metrics HTTP/1.1\r\n\r\n"))
                .contains("\nservergroup_host_monitors{state=\"connected\"} 0\n");
        FakeMonitor monitor = host.monitor("one", "running").awaitQueries(1);
        assertThat(ask("GET /metrics HTTP/1.1\r\n\r\n"))
                .contains("\nservergroup_host_monitors{state=\"connected\"} 1\n")
                .contains("\nservergroup_host_monitors{state=\"silent\"} 0\n");
        assertThat(ask("instances\n")).containsPattern("one +default +active +connected +connected");
        monitor.die();
        await().untilAsserted(
                        () -> assertThat(ask("metrics\n")).contains("servergroup_host_monitors{state=\"gone\"} 1\n"));
    }

    @Test
    void shouldFollowEvents() throws Exception {
        try (SocketChannel channel = open()) {
            write(channel, "{\"command\": \"follow\"}\n{\"command\": \"status\"}\n");
            BufferedReader in = reader(channel);
            assertThat(in.readLine()).contains("uptime_seconds");
            host.guest("two");
            JsonNode event = JSON.readTree(in.readLine());
            assertThat(event.path("kind").asText()).isEqualTo("channel");
            assertThat(event.path("instance").asText()).isEqualTo("two");
            assertThat(in.readLine()).contains("compute.instance.create.end");
        }
    }

    @Test
    void shouldCutAGuestOff() throws Exception {
        FakeGuest three = host.guest("three");
        assertThat(ask("reconnect three\n")).isEqualTo("reconnected: three\n");
        three.connected();
    }

    @Test
    void shouldLeaveAFileAloneThatIsInItsPlace() throws Exception {
        Path precious = Files.writeString(folder.resolve("precious"), "text");
        try (HostFixture other = HostFixture.auto(limits -> {
            limits.adminSocket = precious.toString();
            return limits;
        })) {
            other.settle();
        }
        assertThat(precious).hasContent("text");
        Files.delete(precious);
    }

    @Test
    void shouldDropAnOperatorWhoSaysTooMuch() throws IOException {
        assertThat(ask("x".repeat(9000))).isEmpty();
        await().untilAsserted(() -> assertThat(ask("status\n")).contains("connected"));
    }

    private String ask(String command) throws IOException {
        try (SocketChannel channel = open()) {
            write(channel, command);
            StringBuilder answer = new StringBuilder();
            BufferedReader in = reader(channel);
            try {
                for (int c = in.read(); c >= 0; c = in.read()) {
                    answer.append((char) c);
                }
            } catch (IOException e) {
                // cut off
            }
            return answer.toString();
        }
    }

    private SocketChannel open() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    private static BufferedReader reader(SocketChannel channel) {
        return new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    private static void write(SocketChannel channel, String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
}
