package org.servergroup.agent.internal.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
    private static final String REQUEST = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final Pattern SAMPLE =
            Pattern.compile("([a-z_]+)(\\{[a-z]+=\"[a-z0-9_]+\"(?:,[a-z]+=\"[a-z0-9_]+\")*})? (\\d+)");
    private static final Pattern TYPE = Pattern.compile("# TYPE ([a-z_]+) (counter|gauge)");

    private static final Snapshot SNAPSHOT = Sample.drops(new Snapshot.Drop("to_host", "not_json", 3, 30, true, ""));

    @TempDir
    private Path folder;

    /** As the text format has it: a family's samples follow its type, each series once, counters end with _total. */
    private static Map<String, Long> parse(String text) {
        Map<String, Long> series = new HashMap<>();
        Set<String> families = new HashSet<>();
        String family = "";
        assertThat(text).endsWith("\n");
        for (String line : text.lines().toList()) {
            Matcher type = TYPE.matcher(line);
            if (type.matches()) {
                family = type.group(1);
                assertThat(families.add(family)).as(line).isTrue();
                assertThat(type.group(2).equals("counter")).isEqualTo(family.endsWith("_total"));
            } else if (!line.startsWith("# HELP ")) {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                assertThat(sample.group(1)).isEqualTo(family);
                String name = sample.group(1) + (sample.group(2) == null ? "" : sample.group(2));
                assertThat(series.put(name, Long.parseLong(sample.group(3))))
                        .as(line)
                        .isNull();
            }
        }
        return series;
    }

    @Test
    void shouldWriteWhatPrometheusReads() {
        Finding finding = Finding.warning("bundle", "x.jar is refused", "");
        assertThat(parse(Metrics.of(SNAPSHOT, List.of(finding))))
                .containsEntry("servergroup_agent_findings{severity=\"warning\"}", 1L)
                .containsEntry("servergroup_agent_findings{severity=\"error\"}", 0L)
                .containsEntry("servergroup_agent_link_up", 1L)
                .containsEntry("servergroup_agent_messages_total{place=\"from_apps\"}", 5L)
                .containsEntry("servergroup_agent_bytes_total{place=\"to_host\"}", 400L)
                .containsEntry("servergroup_agent_dropped_total{direction=\"to_host\",reason=\"not_json\"}", 3L)
                .containsEntry("servergroup_agent_dropped_total{direction=\"to_apps\",reason=\"peer_full\"}", 0L);
    }

    @Test
    void shouldServeOnASocketFileAndTidyUp() throws Exception {
        Path path = folder.resolve("metrics.sock");
        try (MetricsServer server = MetricsServer.onPath(path, () -> Metrics.of(SNAPSHOT, List.of()))) {
            assertThat(server.port()).isZero();
            try (SocketChannel silent = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                assertThat(silent.isConnected()).isTrue();
            }
            assertServes(get(path, REQUEST));
            assertThat(get(path, "GET /secret HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.0 404 ");
            assertThatThrownBy(() -> MetricsServer.onPath(path, () -> "")).hasMessageContaining("another process");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void shouldTakeThePlaceOfASocketThatWasLeft() throws Exception {
        Path path = folder.resolve("metrics.sock");
        try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(path));
        }
        MetricsServer server = MetricsServer.onPath(path, () -> Metrics.of(SNAPSHOT, List.of()));
        assertServes(get(path, REQUEST));
        server.close();
        Files.writeString(path, "a file");
        assertThatThrownBy(() -> MetricsServer.onPath(path, () -> "")).hasMessageContaining("in the way");
    }

    @Test
    void shouldServeOnTheLoopbackInterface() throws Exception {
        try (MetricsServer server = MetricsServer.onPort(0, () -> Metrics.of(SNAPSHOT, List.of()));
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            assertServes(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static void assertServes(String answer) {
        assertThat(answer).startsWith("HTTP/1.0 200 OK\r\n").contains("text/plain; version=0.0.4");
        assertThat(parse(answer.substring(answer.indexOf("\r\n\r\n") + 4))).hasSizeGreaterThan(30);
    }

    private static String get(Path path, String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
                InputStream in = Channels.newInputStream(channel)) {
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void shouldBeAnMxBean() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("org.servergroup:type=Agent");
        AutoCloseable bean = AgentBean.register(() -> SNAPSHOT);
        assertThat(server.getAttribute(name, "LinkUp")).isEqualTo(true);
        TabularData dropped = (TabularData) server.getAttribute(name, "Dropped");
        assertThat(dropped.containsKey(new Object[] {"to_host.not_json"})).isTrue();
        assertThat((String[]) server.getAttribute(name, "Findings"))
                .anyMatch(line -> line.startsWith("warning: dropped: 3 messages to the host"));
        bean.close();
        assertThat(server.isRegistered(name)).isFalse();
    }
}
