package org.servergroup.host.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.servergroup.protocol.GroupMessage;

/** The recordings of the legacy host: what its relay did, ours does. */
@Timeout(120)
class VectorsTest {
    /** Numbers keep their text. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** Any address that is not the group service's, so that the relay can be seen at work. */
    private static final String APP = "vector.host_app";

    @TestFactory
    Stream<DynamicTest> shouldRelayAsRecorded() throws IOException {
        Map<String, List<JsonNode>> cases = new LinkedHashMap<>();
        for (JsonNode step : vectors("host-agent.jsonl")) {
            cases.computeIfAbsent(step.path("name").asText(), name -> new ArrayList<>())
                    .add(step);
        }
        assertThat(cases).hasSizeGreaterThan(20);
        return cases.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> play(entry.getValue())));
    }

    private static void play(List<JsonNode> steps) throws Exception {
        FakeLocalTransport apps = new FakeLocalTransport(APP, "h_scale_agent");
        try (HostFixture host = new HostFixture(limits -> {
            limits.hostAddresses = Set.of(APP, "h_scale_agent");
            return limits;
        })) {
            host.start(new AutoDirectory());
            host.host.use(apps);
            await().until(apps::isOpen);
            FakeGuest guest = host.guest("instance-00000001");
            host.settle();
            String received = "";
            for (JsonNode step : steps) {
                String text = step.path("text").asText();
                switch (step.path("direction").asText()) {
                    case "guest->agent" -> guest.sendRaw(elsewhere(bytes(step)));
                    case "agent->app" -> assertDelivered(apps, step);
                    case "app->agent" -> assertThat(apps.send(app(step), text)).isTrue();
                    case "agent->guest" -> received = text;
                    default -> throw new AssertionError(step);
                }
            }
            assertReceived(host, guest, received);
            assertThat(apps.delivered).isEmpty();
        }
    }

    /** The server-group service is part of ours: its address is played by another application. */
    private static byte[] elsewhere(byte[] message) {
        String text = new String(message, StandardCharsets.UTF_8);
        return text.replace("\"dest_addr\":\"cgcs.server_grp\"", "\"dest_addr\":\"" + APP + "\"")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String app(JsonNode step) {
        String peer = step.path("peer").asText();
        return peer.equals("cgcs.server_grp") ? APP : peer;
    }

    private static void assertDelivered(FakeLocalTransport apps, JsonNode step) throws Exception {
        if (step.path("none").asBoolean()) {
            return; // checked by what is left at the end
        }
        String delivered = apps.next();
        assertThat(delivered).startsWith(app(step) + ": ");
        String datagram = Objects.requireNonNull(delivered).substring(app(step).length() + 2);
        assertThat(datagram).doesNotContain("\n");
        assertThat(JSON.readTree(datagram))
                .isEqualTo(JSON.readTree(step.path("text").asText()));
    }

    /** Message boundaries as recorded, behind the one newline that begins a connection. */
    private static void assertReceived(HostFixture host, FakeGuest guest, String recorded) throws Exception {
        guest.query(4711);
        List<String> lines = new ArrayList<>();
        for (String line = guest.nextLine(20_000); !isOfTheLastQuery(line); line = guest.nextLine(20_000)) {
            lines.add(Objects.requireNonNull(line, "no answer to the last query"));
        }
        assertThat(lines).first().isEqualTo("\n");
        lines.remove(0);
        List<String> expected = recorded.isEmpty() ? List.of() : List.of(recorded.split("(?<=\n)", -1));
        expected = expected.stream().filter(line -> !line.isEmpty()).toList();
        assertThat(lines).hasSameSizeAs(expected);
        for (int i = 0; i < lines.size(); i++) {
            assertThat(lines.get(i)).endsWith("}\n");
            assertThat(JSON.readTree(lines.get(i).replace(APP, "cgcs.server_grp")))
                    .isEqualTo(JSON.readTree(expected.get(i)));
        }
        host.settle();
    }

    private static boolean isOfTheLastQuery(@Nullable String line) {
        return line != null && line.contains("\"seq\":4711");
    }

    @Test
    void shouldWriteMessagesThatReadLikeTheLegacyService() throws IOException {
        for (JsonNode step : vectors("host-service.jsonl")) {
            JsonNode data = JSON.readTree(step.path("text").asText()).path("data");
            GroupMessage message = GroupMessage.read(ByteBuffer.wrap(JSON.writeValueAsBytes(data)));
            JsonNode ours = JSON.readTree(message.encode());
            List<String> keys = new ArrayList<>();
            ours.fieldNames().forEachRemaining(keys::add);
            List<String> legacy = new ArrayList<>();
            data.fieldNames().forEachRemaining(legacy::add);
            assertThat(keys).containsExactlyElementsOf(legacy);
            for (String key : keys) {
                if (!key.equals("version")) {
                    assertThat(ours.path(key)).isEqualTo(data.path(key));
                }
            }
        }
    }

    private static byte[] bytes(JsonNode step) {
        return HexFormat.of().parseHex(step.path("hex").asText());
    }

    private static List<JsonNode> vectors(String name) throws IOException {
        List<JsonNode> steps = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(VectorsTest.class.getResourceAsStream("/vectors/" + name)),
                StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                steps.add(JSON.readTree(line));
            }
        }
        return steps;
    }
}
