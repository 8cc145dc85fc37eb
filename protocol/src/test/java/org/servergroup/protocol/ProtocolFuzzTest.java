package org.servergroup.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.servergroup.protocol.GroupMessage.Unusable;

/**
 * What no input may do. In an ordinary build the inputs in {@code ProtocolFuzzTestInputs} are tried; with {@code JAZZER_FUZZ=1}
 * in the environment and one test chosen, new ones are looked for.
 */
class ProtocolFuzzTest {
    private static final int SMALLEST_ARRAY = 8 * 1024;

    /** The first byte is the limit, the second one says how much is read at once. */
    @FuzzTest(maxDuration = "60s")
    void framer(byte[] input) {
        if (input.length < 2) {
            return;
        }
        int limit = 1 + (input[0] & 0xFF);
        int read = 1 + (input[1] & 0xFF);
        LineFramer framer = new LineFramer(limit);
        long seen = 0;
        for (int from = 2; from < input.length; from += read) {
            byte[] chunk = Arrays.copyOfRange(input, from, Math.min(input.length, from + read));
            Bytes.fill(framer, chunk);
            assertThat(framer.array().length).isLessThanOrEqualTo(Math.max(SMALLEST_ARRAY, limit + read));
            for (ByteBuffer line = framer.next(); line != null; line = framer.next()) {
                assertThat(line.remaining()).isBetween(1, limit);
                byte[] bytes = Bytes.of(line);
                assertThat(bytes).doesNotContain((byte) '\n');
                framer.unread();
                line = framer.next();
                assertThat(line).isNotNull();
                seen += bytes.length;
            }
        }
        seen += framer.takeTooLongBytes() + framer.reset();
        assertThat(seen).isLessThanOrEqualTo(input.length - 2);
        assertThat(Bytes.feed(framer, Bytes.utf8("x\n"))).containsExactly("x");
    }

    @FuzzTest(maxDuration = "60s")
    void envelope(byte[] input) {
        EnvelopeReader reader = new EnvelopeReader();
        for (Leg leg : Leg.values()) {
            Verdict verdict = reader.read(leg, ByteBuffer.wrap(input));
            boolean json =
                    verdict != Verdict.NOT_JSON && verdict != Verdict.INVALID_UTF8 && verdict != Verdict.TOO_DEEP;
            assertThat(reader.version().length()).isLessThanOrEqualTo(32);
            assertThat(reader.data().remaining()).isLessThanOrEqualTo(json ? input.length : 0);
            if (verdict == Verdict.OK) {
                relay(leg, reader);
            }
        }
    }

    private static void relay(Leg leg, EnvelopeReader reader) {
        byte[] data = Bytes.of(reader.data());
        assertThat(Envelopes.isJsonValue(data)).isTrue();
        assertThat(StrictJackson.accepts(data)).isTrue();
        EnvelopeReader next = new EnvelopeReader();
        if (leg == Leg.CHANNEL || leg == Leg.AGENT_TO_APP) {
            assertThat(next.read(Leg.AGENT_TO_APP, line(reader.toApp()))).isEqualTo(Verdict.OK);
            assertThat(next.source()).isEqualTo(reader.source());
            assertThat(next.read(Leg.RELAY_TO_HOST_APP, line(reader.toHostApp("i"))))
                    .isEqualTo(Verdict.OK);
        }
        if (leg != Leg.AGENT_TO_APP && leg != Leg.RELAY_TO_HOST_APP) {
            assertThat(next.read(Leg.CHANNEL, line(reader.toChannel("s")))).isEqualTo(Verdict.OK);
            assertThat(next.destination()).isEqualTo(reader.destination());
        }
    }

    private static ByteBuffer line(ByteBuffer[] parts) {
        byte[] line = Bytes.of(parts);
        assertThat(line).doesNotContain((byte) '\n', (byte) '\r');
        return ByteBuffer.wrap(line);
    }

    @FuzzTest(maxDuration = "60s")
    void groupMessage(byte[] input) {
        GroupMessage message = GroupMessage.read(ByteBuffer.wrap(input));
        if (message instanceof Unusable) {
            assertThat(message.type().length()).isLessThanOrEqualTo(64);
            return;
        }
        byte[] encoded = message.encode();
        assertThat(encoded).doesNotContain((byte) '\n', (byte) '\r');
        assertThat(Envelopes.isJsonValue(encoded)).isTrue();
        GroupMessage again = GroupMessage.read(ByteBuffer.wrap(encoded));
        assertThat(again.type()).isEqualTo(message.type());
        assertThat(again.version()).isEqualTo("2");
        assertThat(GroupMessage.read(ByteBuffer.wrap(again.encode()))).isEqualTo(again);
    }
}
