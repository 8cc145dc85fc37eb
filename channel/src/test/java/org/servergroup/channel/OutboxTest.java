package org.servergroup.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final int BYTES = 64;

    private final ScriptedWire wire = new ScriptedWire();
    private Outbox outbox = new Outbox(BYTES);

    @AfterEach
    void close() {
        outbox.close();
    }

    @Test
    void shouldPutNewlinesAroundEachFrame() {
        append("{1}");
        assertThat(outbox.append(new ByteBuffer[] {bytes("{"), bytes(""), bytes("2}")}, 3))
                .isTrue();

        assertThat(outbox.writeTo(wire)).isPositive();
        assertThat(wire.written()).isEqualTo("\n{1}\n\n{2}\n");
        assertThat(wire.writes()).isEqualTo(1);
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void shouldSendAgainFromItsStartWhatWasWrittenInPart() {
        for (int taken = 0; taken <= 10; taken++) {
            outbox.close();
            outbox = new Outbox(BYTES);
            wire.reset();
            append("{1}");
            append("{2}");
            wire.takes(taken);
            assertThat(outbox.writeTo(wire)).isEqualTo(taken == 10 ? 1 : Wire.AGAIN);
            wire.reset();
            outbox.rewind();
            wire.takes(100);
            outbox.writeTo(wire);

            String expected = taken < 5 ? "\n{1}\n\n{2}\n" : taken < 10 ? "\n{2}\n" : "";
            assertThat(wire.written()).as("after %d bytes", taken).isEqualTo(expected);
        }
    }

    @Test
    void shouldGiveBackWhatWasNotWrittenWhole() {
        append("{1}");
        append("{2}");
        wire.takes(7);
        outbox.writeTo(wire);

        assertThat(outbox.takeFirst()).asString(UTF_8).isEqualTo("{2}");
        assertThat(outbox.takeFirst()).isNull();
    }

    @Test
    void shouldSettleFrameThatLacksOnlyItsLastNewline() {
        append("{1}");
        append("{2}");
        wire.takes(9);
        outbox.writeTo(wire);
        outbox.settle();
        assertThat(outbox.takeFirst()).isNull();

        append("{3}");
        wire.takes(3);
        outbox.writeTo(wire);
        outbox.settle();
        assertThat(outbox.takeFirst()).asString(UTF_8).isEqualTo("{3}");
    }

    @Test
    void shouldRefuseWhatDoesNotFitUntilThereIsRoom() {
        int taken = 0;
        while (outbox.append(
                new ByteBuffer[] {bytes("{" + taken + "}")},
                2 + String.valueOf(taken).length())) {
            taken++;
        }
        assertThat(taken).isEqualTo(12);
        assertThat(outbox.hasRoom()).isFalse();
        wire.takes(40);
        outbox.writeTo(wire);
        assertThat(outbox.hasRoom()).isTrue();
        append("{more}");
    }

    @Test
    void shouldTakeLongFrameIfItIsAlone() {
        String longest = "x".repeat(10 * BYTES);
        append(longest);
        ByteBuffer more = bytes("{}");
        assertThat(outbox.append(new ByteBuffer[] {more}, 2)).isFalse();
        assertThat(more.remaining()).isEqualTo(2);
        outbox.writeTo(wire);
        assertThat(wire.written()).hasSize(longest.length() + 2);

        append("{}");
        assertThat(outbox.append(new ByteBuffer[] {bytes(longest)}, longest.length()))
                .isFalse();
    }

    @Test
    void shouldKeepOrderThroughPartialWritesOfEverySize() {
        for (int step = 1; step < 23; step++) {
            outbox.close();
            outbox = new Outbox(BYTES);
            wire.reset();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                String frame = "{" + "y".repeat(i % 17) + i + "}";
                expected.add(frame);
                while (!outbox.append(new ByteBuffer[] {bytes(frame)}, frame.length())) {
                    wire.takes(step);
                    outbox.writeTo(wire);
                }
            }
            wire.takes(Integer.MAX_VALUE);
            outbox.writeTo(wire);
            assertThat(wire.written().split("\n+")).containsExactly(withEmptyFirst(expected));
        }
    }

    private static String[] withEmptyFirst(List<String> frames) {
        List<String> all = new ArrayList<>(frames);
        all.add(0, "");
        return all.toArray(String[]::new);
    }

    private void append(String frame) {
        assertThat(outbox.append(new ByteBuffer[] {bytes(frame)}, frame.length()))
                .isTrue();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
