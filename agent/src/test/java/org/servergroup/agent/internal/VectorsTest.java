package org.servergroup.agent.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.servergroup.spi.Discard;
import org.servergroup.transport.unix.internal.UnixTransports;

/**
 * Plays what was recorded of the legacy agent against ours, over real sockets. Where ours is meant to do otherwise,
 * {@link #OURS} says what it does instead.
 */
class VectorsTest {
    static {
        Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final AtomicInteger PREFIXES = new AtomicInteger();
    private static final String FENCE = "fence";

    /** Ours passes on what the legacy agent cut, clamped, lost or died of: by scenario, the steps that arrive. */
    private static final Map<String, List<Integer>> OURS = Map.of(
            // DEFECT: the legacy agent swallowed the message after a torn line.
            "truncated_at_read_end_then_newline_message", List.of(2, 3),
            // The legacy agent clamped integers and wrote -0 as 0; data is the application's business.
            "host_numbers", List.of(1),
            "app_numbers", List.of(1),
            // The legacy agent cut at 10,000 bytes; ours takes 64 KiB.
            "app_10001_bytes", List.of(1));

    /** What is dropped for a reason that the recording shows only as silence, or as the legacy agent's death. */
    private static final Map<String, Discard> DROPPED = Map.ofEntries(
            Map.entry("crash_unbound_client", Discard.UNBOUND_SENDER),
            Map.entry("crash_host_dest_addr_null", Discard.MISSING_KEY),
            Map.entry("crash_host_dest_addr_108", Discard.NO_SUCH_PEER),
            Map.entry("crash_host_dest_addr_200", Discard.NO_SUCH_PEER),
            Map.entry("app_address_not_abstract", Discard.PATH_SENDER),
            Map.entry("host_dest_unbound", Discard.NO_SUCH_PEER),
            Map.entry("host_wrong_version_1", Discard.WRONG_VERSION),
            Map.entry("host_version_3", Discard.WRONG_VERSION),
            Map.entry("host_missing_version", Discard.MISSING_KEY),
            Map.entry("host_missing_dest_addr", Discard.MISSING_KEY),
            Map.entry("host_missing_source_addr", Discard.MISSING_KEY),
            Map.entry("host_missing_data", Discard.MISSING_KEY),
            Map.entry("app_wrong_version_1", Discard.WRONG_VERSION),
            Map.entry("app_missing_version", Discard.MISSING_KEY),
            Map.entry("app_missing_dest_addr", Discard.MISSING_KEY),
            Map.entry("app_missing_data", Discard.MISSING_KEY),
            Map.entry("app_invalid_json", Discard.NOT_JSON),
            Map.entry("garbage_same_line_before_message", Discard.NOT_JSON));

    @TempDir
    private Path folder = Path.of("");

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Step(int number, String direction, String peer, String bind, byte[] bytes) {}

    @TestFactory
    Stream<DynamicTest> shouldDoAsRecorded() throws IOException {
        return scenarios().entrySet().stream()
                .map(scenario ->
                        DynamicTest.dynamicTest(scenario.getKey(), () -> play(scenario.getKey(), scenario.getValue())));
    }

    private static Map<String, List<Step>> scenarios() throws IOException {
        Map<String, List<Step>> scenarios = new LinkedHashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(VectorsTest.class.getResourceAsStream("/vectors/guest-agent.jsonl")),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode record = MAPPER.readTree(line);
                scenarios
                        .computeIfAbsent(record.path("name").asText(), name -> new ArrayList<>())
                        .add(new Step(
                                record.path("step").asInt(),
                                record.path("direction").asText(),
                                record.path("peer").asText(""),
                                record.path("bind").asText("abstract"),
                                HexFormat.of().parseHex(record.path("hex").asText(""))));
            }
        }
        return scenarios;
    }

    private void play(String name, List<Step> steps) throws IOException {
        int number = PREFIXES.incrementAndGet();
        String prefix = "sgt." + ProcessHandle.current().pid() + ".v" + number + ".";
        Path path = folder.resolve(number + ".sock");
        Map<String, TestSocket> apps = new TreeMap<>();
        try (Agent agent = new Agent(Settings.DEFAULT, failure -> {}, new Random())) {
            agent.addHostTransport(UnixTransports.listening(path), "unix", 1, 0);
            agent.addLocalTransport(new PrefixedTransport(UnixTransports.local(), prefix));
            agent.start();
            await().until(() ->
                    !agent.status().listening().isEmpty() && path.toFile().exists());
            try (SocketChannel host = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                host.connect(UnixDomainSocketAddress.of(path));
                await().until(() -> agent.status().link().up());
                for (Step step : steps) {
                    apps.computeIfAbsent(step.peer(), peer -> socket(prefix, peer, step.bind()));
                }
                TestSocket fence = TestSocket.bound(prefix + FENCE);
                apps.put(FENCE, fence);
                for (Step step : steps) {
                    switch (step.direction()) {
                        case "app->agent" ->
                            Objects.requireNonNull(apps.get(step.peer())).send(prefix + "cgcs.messaging", step.bytes());
                        case "host->agent" -> write(host, step.bytes());
                        default -> {}
                    }
                }
                // What has passed each fence has come after everything that there was to come.
                fence.send(prefix + "cgcs.messaging", bytes(AgentFixture.toAgent("\"" + FENCE + "\"")));
                List<String> toHost = readUntilFence(host);
                for (String peer : apps.keySet()) {
                    write(host, bytes("\n" + AgentFixture.fromHost("\"" + FENCE + "\"", peer) + "\n"));
                }
                checkHost(name, steps, toHost);
                checkApps(name, steps, apps);
                checkDropped(name, agent);
            }
        } finally {
            apps.values().forEach(TestSocket::close);
        }
    }

    private TestSocket socket(String prefix, String peer, String bind) {
        return switch (bind) {
            case "path" -> TestSocket.path(folder.resolve(prefix + peer));
            case "unbound" -> TestSocket.unbound();
            case "abstract_padded" -> TestSocket.padded(prefix + peer);
            default -> TestSocket.bound(prefix + (peer.isEmpty() ? "nobody" : peer));
        };
    }

    private static void checkHost(String name, List<Step> steps, List<String> arrived) {
        List<String> expected = new ArrayList<>();
        for (Step step : steps) {
            boolean ours = OURS.containsKey(name) && step.direction().equals("app->agent");
            if (ours && OURS.getOrDefault(name, List.of()).contains(step.number())) {
                String json = text(step.bytes());
                expected.add(
                        canonical(json.substring(0, json.length() - 1) + ",\"source_addr\":\"" + step.peer() + "\"}"));
            } else if (!OURS.containsKey(name) && step.direction().equals("agent->host")) {
                expected.addAll(messages(text(step.bytes())).stream()
                        .map(VectorsTest::canonical)
                        .toList());
            }
        }
        boolean recorded = steps.stream().anyMatch(step -> step.direction().equals("agent->host"));
        if (recorded || OURS.containsKey(name)) {
            assertThat(arrived.stream().map(VectorsTest::canonical)).isEqualTo(expected);
        }
    }

    private static void checkApps(String name, List<Step> steps, Map<String, TestSocket> apps) {
        boolean recorded = steps.stream().anyMatch(step -> step.direction().equals("agent->app"));
        boolean fromHost = steps.stream().anyMatch(step -> step.direction().equals("host->agent"));
        String fence = canonical(AgentFixture.toApp("\"" + FENCE + "\""));
        apps.forEach((peer, socket) -> {
            if (steps.stream()
                    .anyMatch(step -> step.peer().equals(peer) && !step.bind().equals("abstract"))) {
                return; // nobody can answer it, or it has another address
            }
            if (peer.isEmpty()) {
                return;
            }
            await().until(() -> !socket.got().isEmpty()
                    && canonical(text(socket.got().get(socket.got().size() - 1)))
                            .equals(fence));
            List<String> got = new ArrayList<>();
            socket.got().forEach(datagram -> got.add(canonical(text(datagram))));
            got.remove(got.size() - 1);
            if (recorded) {
                assertThat(got).isEqualTo(expectedAt(name, steps, peer));
            } else if (!fromHost) {
                assertThat(got).allMatch(message -> message.contains("\"msg_type\"=\"nack\""));
            }
        });
    }

    private static List<String> expectedAt(String name, List<Step> steps, String peer) {
        List<String> expected = new ArrayList<>();
        for (Step step : steps) {
            if (OURS.containsKey(name)) {
                if (step.direction().equals("host->agent")
                        && OURS.getOrDefault(name, List.of()).contains(step.number())
                        && text(step.bytes()).contains("\"dest_addr\":\"" + peer + "\"")) {
                    expected.add(canonical(text(step.bytes()).replaceFirst("\"dest_addr\":\"[^\"]*\",", "")));
                }
            } else if (step.direction().equals("agent->app") && step.peer().equals(peer) && step.bytes().length > 0) {
                expected.add(canonical(text(step.bytes())));
            }
        }
        return expected;
    }

    private static void checkDropped(String name, Agent agent) {
        Discard reason = DROPPED.get(name);
        if (reason != null) {
            Direction direction = name.startsWith("app_") || name.equals("crash_unbound_client")
                    ? Direction.TO_HOST
                    : Direction.TO_APPS;
            await().untilAsserted(() -> assertThat(agent.status().counters().discarded(direction, reason))
                    .isPositive());
        }
    }

    private static void write(SocketChannel host, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            host.write(buffer);
        }
    }

    /** Messages as they come, each of which must stand between two newlines of its own. */
    private static List<String> readUntilFence(SocketChannel host) throws IOException {
        StringBuilder all = new StringBuilder();
        ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
        String fence = "\n" + AgentFixture.onChannel("\"" + FENCE + "\"", FENCE) + "\n";
        while (!all.toString().endsWith(fence)) {
            if (host.read(buffer) < 0) {
                throw new IOException("the agent has gone after: " + all);
            }
            all.setLength(0);
            all.append(new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8));
        }
        return messages(all.substring(0, all.length() - fence.length()));
    }

    private static List<String> messages(String stream) {
        List<String> messages = new ArrayList<>();
        for (int at = 0; at < stream.length(); ) {
            int end = stream.indexOf('\n', at + 1);
            assertThat(stream.charAt(at)).isEqualTo('\n');
            assertThat(end).isPositive();
            messages.add(stream.substring(at + 1, end));
            at = end + 1;
        }
        return messages;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The same for texts that differ in key order, white space and escapes only; numbers keep their text. */
    private static String canonical(String json) {
        try (JsonParser parser = MAPPER.createParser(json)) {
            parser.nextToken();
            return canonical(parser);
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    private static String canonical(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                TreeMap<String, String> members = new TreeMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = "\"" + parser.currentName() + "\"";
                    parser.nextToken();
                    members.put(key, canonical(parser));
                }
                return members.toString();
            }
            case START_ARRAY -> {
                List<String> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(canonical(parser));
                }
                return elements.toString();
            }
            case VALUE_STRING -> {
                return "\"" + parser.getText() + "\"";
            }
            default -> {
                return parser.getText();
            }
        }
    }
}
