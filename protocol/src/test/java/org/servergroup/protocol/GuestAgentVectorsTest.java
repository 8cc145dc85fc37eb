package org.servergroup.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.servergroup.protocol.Bytes.utf8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.servergroup.protocol.GroupMessage.Broadcast;
import org.servergroup.protocol.GroupMessage.Nack;
import org.servergroup.protocol.GroupMessage.Notification;
import org.servergroup.protocol.GroupMessage.StatusResponse;
import org.servergroup.protocol.GroupMessage.StatusResponseDone;
import org.servergroup.protocol.GroupMessage.Unusable;
import org.servergroup.protocol.Vectors.Step;

/** Plays the recordings of the legacy guest agent through framer and codec. */
class GuestAgentVectorsTest {
    private static final Map<String, List<Step>> EXCHANGES = Vectors.read("guest-agent.jsonl");

    /** Dropped by the socket, for who sent them; no codec sees them. The first is a DEFECT: the legacy agent dies. */
    private static final Set<String> NOT_FOR_THE_CODEC = Set.of("crash_unbound_client", "app_address_not_abstract");

    /** What ours does otherwise, and why, is in a test of its own each. */
    private static final Set<String> DIFFERENT = Set.of(
            "truncated_at_read_end_then_newline_message",
            "crash_host_dest_addr_null",
            "crash_host_dest_addr_108",
            "crash_host_dest_addr_200",
            "host_numbers",
            "app_numbers",
            "app_10001_bytes",
            "sga_hello");

    private final EnvelopeReader reader = new EnvelopeReader();
    private final LineFramer framer = new LineFramer(Limits.MAX_FRAME_BYTES);
    private final ByteArrayOutputStream host = new ByteArrayOutputStream();
    private final Map<String, List<@Nullable Object>> apps = new LinkedHashMap<>();
    private final List<Verdict> verdicts = new ArrayList<>();

    @TestFactory
    List<DynamicTest> shouldDoWhatTheLegacyAgentDoes() {
        List<DynamicTest> tests = new ArrayList<>();
        EXCHANGES.forEach((name, steps) -> {
            if (!DIFFERENT.contains(name) && !NOT_FOR_THE_CODEC.contains(name)) {
                tests.add(DynamicTest.dynamicTest(name, () -> new GuestAgentVectorsTest().check(steps)));
            }
        });
        return tests;
    }

    private void check(List<Step> steps) {
        play(steps);
        ByteArrayOutputStream toHost = new ByteArrayOutputStream();
        Map<String, List<@Nullable Object>> toApps = new LinkedHashMap<>();
        for (Step step : steps) {
            if (step.is("agent->host")) {
                toHost.writeBytes(step.bytes());
            } else if (step.is("agent->app") && !step.none()) {
                toApps.computeIfAbsent(step.peer(), peer -> new ArrayList<>()).add(Vectors.json(step.bytes()));
            }
        }
        assertThat(Vectors.lines(host.toByteArray())).isEqualTo(Vectors.lines(toHost.toByteArray()));
        Set<String> bound = new TreeSet<>();
        steps.forEach(step -> bound.add(step.peer()));
        apps.keySet().retainAll(bound);
        assertThat(apps).isEqualTo(toApps);
    }

    private void play(String name) {
        play(Objects.requireNonNull(EXCHANGES.get(name), name));
    }

    private void play(List<Step> steps) {
        for (Step step : steps) {
            if (step.is("app->agent")) {
                fromApp(step.peer(), ByteBuffer.wrap(step.bytes()));
            } else if (step.is("host->agent")) {
                Bytes.fill(framer, step.bytes());
                for (ByteBuffer line = framer.next(); line != null; line = framer.next()) {
                    fromHost(line);
                }
            }
        }
    }

    private void fromApp(String peer, ByteBuffer datagram) {
        Verdict verdict = reader.read(Leg.APP_TO_AGENT, datagram);
        verdicts.add(verdict);
        if (verdict == Verdict.OK) {
            host.write('\n');
            host.writeBytes(Bytes.of(reader.toChannel(peer)));
            host.write('\n');
        }
    }

    private void fromHost(ByteBuffer line) {
        Verdict verdict = reader.read(Leg.CHANNEL, line);
        verdicts.add(verdict);
        if (verdict == Verdict.OK) {
            apps.computeIfAbsent(reader.destination(), peer -> new ArrayList<>())
                    .add(Vectors.json(Bytes.of(reader.toApp())));
        }
    }

    @Test
    void shouldHaveNoExceptionThatDoesNotExist() {
        assertThat(EXCHANGES.keySet()).containsAll(DIFFERENT).containsAll(NOT_FOR_THE_CODEC);
    }

    /** DEFECT: the newline at the start of a read does not end the torn line, so that a good message is lost. */
    @Test
    void shouldDeliverBothMessagesBehindATornLine() {
        play("truncated_at_read_end_then_newline_message");
        assertThat(verdicts).containsExactly(Verdict.NOT_JSON, Verdict.OK, Verdict.OK);
        assertThat(apps.get("cgcs.server_grp")).hasSize(2);
    }

    /** DEFECT: the legacy agent dies. */
    @Test
    void shouldDropAMessageWithoutDestination() {
        play("crash_host_dest_addr_null");
        assertThat(verdicts).containsExactly(Verdict.NO_DESTINATION);
    }

    /** DEFECT: the legacy agent writes behind its buffer, or dies. Ours finds that nobody can have that address. */
    @Test
    void shouldGoOnAfterADestinationThatNobodyCanHave() {
        play("crash_host_dest_addr_108");
        play("crash_host_dest_addr_200");
        assertThat(verdicts).containsExactly(Verdict.OK, Verdict.OK);
        assertThat(apps).containsOnlyKeys("d".repeat(108), "d".repeat(200));
    }

    /** Deliberate: integers are not clamped to 64 bits, nor does -0 lose its sign: data passes through unread. */
    @Test
    void shouldKeepTheTextOfNumbers() {
        play("host_numbers");
        assertThat(apps.get("cgcs.server_grp"))
                .containsExactly(Vectors.json(utf8("{\"data\":[0,-0,1.0,1e5,1E+5,0.1,1.10,123456789012345678,"
                        + "9223372036854775807,9223372036854775808,18446744073709551615,18446744073709551616,"
                        + "-9223372036854775808,-9223372036854775809,1e400,3.14159265358979323846,-0.0],"
                        + "\"version\":2,\"source_addr\":\"s\"}")));
        play("app_numbers");
        assertThat(Vectors.lines(host.toByteArray()))
                .isEqualTo(Vectors.lines(utf8("\n{\"data\":[0,-0,1.0,1e5,1.10,9223372036854775808,"
                        + "18446744073709551616,-9223372036854775809,1e400],"
                        + "\"version\":2,\"dest_addr\":\"d\",\"source_addr\":\"cgcs.server_grp\"}\n")));
    }

    /** Deliberate: 10000 bytes are a limit of the legacy agent's buffer, not of the protocol. */
    @Test
    void shouldRelayMoreThanTheLegacyAgentCan() {
        play("app_10001_bytes");
        assertThat(verdicts).containsExactly(Verdict.OK);
        assertThat(host.size()).isGreaterThan(10_001);
    }

    /** What the legacy app makes of each message, which its output tells. */
    @Test
    void shouldUnderstandWhatTheHostAnswers() {
        List<GroupMessage> messages = new ArrayList<>();
        for (Step step : EXCHANGES.getOrDefault("sga_hello", List.of())) {
            if (step.is("host->agent")) {
                assertThat(reader.read(Leg.CHANNEL, ByteBuffer.wrap(step.bytes())))
                        .isEqualTo(Verdict.OK);
                messages.add(GroupMessage.read(reader.data()));
            }
        }
        assertThat(messages)
                .containsExactly(
                        new StatusResponse(1, "{\"name\":\"instance-00000001\",\"status\":\"ACTIVE\"}"),
                        new StatusResponse(1, "{\"name\":\"instance-00000002\",\"status\":\"ACTIVE\"}"),
                        new StatusResponseDone(1),
                        new Broadcast("instance-00000002", "hello from 2"),
                        new Notification(
                                "{\"event_type\":\"compute.instance.pause.end\",\"payload\":{\"state\":\"paused\"}}"),
                        new Nack("", "Invalid message type"),
                        new Nack("", ""),
                        new Unusable("bogus", "unknown server group message type bogus", "2"),
                        new StatusResponse(99, "{}"),
                        new Broadcast(null, "no source_instance"));
    }
}
