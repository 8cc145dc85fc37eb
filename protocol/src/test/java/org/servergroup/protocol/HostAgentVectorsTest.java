package org.servergroup.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.servergroup.protocol.Vectors.Step;

/** Plays the recordings of the legacy host agent through framer and codec. None is a defect. */
class HostAgentVectorsTest {
    private final EnvelopeReader reader = new EnvelopeReader();
    private final Map<String, LineFramer> framers = new LinkedHashMap<>();
    private final Map<String, ByteArrayOutputStream> guests = new LinkedHashMap<>();
    private final Map<String, List<@Nullable Object>> apps = new LinkedHashMap<>();

    @TestFactory
    List<DynamicTest> shouldDoWhatTheLegacyHostAgentDoes() {
        List<DynamicTest> tests = new ArrayList<>();
        Vectors.read("host-agent.jsonl")
                .forEach((name, steps) ->
                        tests.add(DynamicTest.dynamicTest(name, () -> new HostAgentVectorsTest().check(steps))));
        return tests;
    }

    private void check(List<Step> steps) {
        Map<String, List<@Nullable Object>> toApps = new LinkedHashMap<>();
        Set<String> bound = new TreeSet<>();
        for (Step step : steps) {
            bound.add(step.peer());
            if (step.is("app->agent")) {
                fromApp(step);
            } else if (step.is("guest->agent")) {
                fromGuest(step);
            } else if (step.is("agent->app") && !step.none()) {
                toApps.computeIfAbsent(step.peer(), peer -> new ArrayList<>()).add(Vectors.json(step.bytes()));
            }
        }
        apps.keySet().retainAll(bound);
        assertThat(apps).isEqualTo(toApps);
        steps.stream()
                .filter(step -> step.is("agent->guest"))
                .forEach(step -> assertThat(Vectors.lines(guest(step.instance()).toByteArray()))
                        .isEqualTo(Vectors.lines(step.bytes())));
    }

    private ByteArrayOutputStream guest(String instance) {
        return guests.computeIfAbsent(instance, name -> new ByteArrayOutputStream());
    }

    private void fromApp(Step step) {
        if (reader.read(Leg.HOST_APP_TO_RELAY, ByteBuffer.wrap(step.bytes())) == Verdict.OK) {
            ByteArrayOutputStream guest = guest(reader.destinationInstance());
            guest.writeBytes(Bytes.of(reader.toChannel(step.peer())));
            guest.write('\n');
        }
    }

    private void fromGuest(Step step) {
        LineFramer framer = framers.computeIfAbsent(step.instance(), name -> new LineFramer(Limits.MAX_FRAME_BYTES));
        Bytes.fill(framer, step.bytes());
        for (ByteBuffer line = framer.next(); line != null; line = framer.next()) {
            if (reader.read(Leg.CHANNEL, line) == Verdict.OK) {
                byte[] datagram = Bytes.of(reader.toHostApp(step.instance()));
                apps.computeIfAbsent(reader.destination(), peer -> new ArrayList<>())
                        .add(Vectors.json(datagram));
            }
        }
    }
}
