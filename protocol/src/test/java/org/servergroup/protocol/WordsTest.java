package org.servergroup.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.servergroup.protocol.Bytes.feed;
import static org.servergroup.protocol.Bytes.frame;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class WordsTest {
    private static final int[] NEIGHBOURS = {0, 9, 10, 11, 31, 32, 33, 34, 35, 91, 92, 93, 127, 128, 138, 162, 220, 255
    };

    /** Finds words. */
    @FunctionalInterface
    private interface Skip {
        int skip(byte[] in, int from, int to);
    }

    @Test
    void shouldStopAtWordsWithNewlines() {
        checkAllBytes(Words::skipToNewline, b -> b == '\n');
    }

    @Test
    void shouldStopAtWordsThatAreNotPlain() {
        checkAllBytes(Words::skipPlain, b -> b < ' ' || b == '"' || b == '\\' || b > 127);
    }

    /** Each byte at each place, beside each of those that could disturb the look at it. */
    private static void checkAllBytes(Skip skip, IntPredicate special) {
        byte[] in = new byte[27];
        for (int place = 0; place < in.length; place++) {
            for (int b = 0; b < 256; b++) {
                for (int neighbour : NEIGHBOURS) {
                    Arrays.fill(in, (byte) 'a');
                    in[place] = (byte) b;
                    in[(place + 1) % in.length] = (byte) neighbour;
                    check(skip, special, in, place % 4, in.length - place % 3);
                }
            }
        }
    }

    private static void check(Skip skip, IntPredicate special, byte[] in, int from, int to) {
        int first = from;
        while (first < to && !special.test(in[first] & 0xFF)) {
            first++;
        }
        int words = (first - from) / Long.BYTES;
        int most = (to - from) / Long.BYTES;
        assertThat(skip.skip(in, from, to)).isEqualTo(from + Math.min(words, most) * Long.BYTES);
    }

    @Test
    void shouldLookAtEachByteOfLongTexts() {
        EnvelopeReader reader = new EnvelopeReader();
        for (int before = 0; before < 300; before++) {
            String text = "a".repeat(before);
            String after = "b".repeat(300 - before);
            assertThat(verdict(reader, text + "\\n" + after)).isEqualTo(Verdict.OK);
            assertThat(verdict(reader, text + "é" + after)).isEqualTo(Verdict.OK);
            assertThat(verdict(reader, text + "\u0001" + after)).isEqualTo(Verdict.NOT_JSON);
            assertThat(verdict(reader, text + "\"" + after)).isEqualTo(Verdict.NOT_JSON);
            assertThat(verdict(reader, text + "\\x" + after)).isEqualTo(Verdict.NOT_JSON);
        }
    }

    private static Verdict verdict(EnvelopeReader reader, String text) {
        return reader.read(Leg.APP_TO_AGENT, frame("{\"data\":\"" + text + "\",\"version\":2,\"dest_addr\":\"d\"}"));
    }

    @Test
    void shouldFindEachNewlineInLongStreams() {
        List<String> lines = new ArrayList<>();
        for (int length = 1; length < 200; length++) {
            lines.add("x".repeat(length));
            lines.add("y".repeat(1 + length % 3));
        }
        byte[] stream = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        for (int size : new int[] {1, 7, 511, 512, 513, 4095, stream.length}) {
            LineFramer framer = new LineFramer(1000);
            List<String> found = new ArrayList<>();
            for (int at = 0; at < stream.length; at += size) {
                found.addAll(feed(framer, Arrays.copyOfRange(stream, at, Math.min(stream.length, at + size))));
            }
            assertThat(found).isEqualTo(lines);
        }
    }
}
