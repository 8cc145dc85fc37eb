package org.servergroup.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.servergroup.protocol.GroupMessage.Broadcast;
import org.servergroup.protocol.GroupMessage.Nack;
import org.servergroup.protocol.GroupMessage.Notification;
import org.servergroup.protocol.GroupMessage.StatusQuery;
import org.servergroup.protocol.GroupMessage.StatusResponse;

/** What holds for any input. */
class ProtocolPropertiesTest {
    private static final int TRIES = 500;

    private final EnvelopeReader reader = new EnvelopeReader();
    private final JsonScanner scanner = new JsonScanner();

    private interface Property {
        void check(RandomJson random);
    }

    /** Tries a property with random input, which the seed that a failure tells brings about again. */
    private static void holds(int tries, Property property) {
        Random seeds = new Random();
        for (int i = 0; i < tries; i++) {
            long seed = seeds.nextLong();
            try {
                property.check(new RandomJson(seed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("with new RandomJson(" + seed + "L): " + e.getMessage(), e);
            }
        }
    }

    @Test
    void shouldAcceptJson() {
        holds(TRIES, random -> {
            String json = random.value();
            byte[] bytes = Bytes.utf8(json);
            scanner.start(bytes, 0, bytes.length);
            assertThat(scanner.onlyValue(0)).isTrue();
            assertThat(StrictJackson.accepts(bytes)).isTrue();
        });
    }

    @Test
    void shouldAcceptExactlyWhatJacksonAccepts() {
        holds(1500, random -> {
            byte[] bytes = random.mutated(random.value());
            scanner.start(bytes, 0, bytes.length);
            assertThat(scanner.onlyValue(0)).isEqualTo(StrictJackson.accepts(bytes));
            assertThat(scanner.verdict() == Verdict.OK).isEqualTo(StrictJackson.accepts(bytes));
            if (scanner.verdict() == Verdict.INVALID_UTF8) {
                assertThat(StrictJackson.isUtf8(bytes)).isFalse();
            }
        });
    }

    @Test
    void shouldTellCharactersFromOtherBytes() {
        holds(20_000, random -> {
            byte[] inside = random.bytes(4);
            byte[] bytes = new byte[inside.length + 2];
            Arrays.fill(bytes, (byte) '"');
            System.arraycopy(inside, 0, bytes, 1, inside.length);
            scanner.start(bytes, 0, bytes.length);
            assertThat(scanner.onlyValue(0)).isEqualTo(StrictJackson.accepts(bytes));
        });
    }

    @Test
    void shouldKeepTheBytesOfTheData() {
        holds(TRIES, random -> {
            String data = random.value();
            String source = random.text(1);
            String expected = data.replace("\n", "").replace("\r", "");
            String envelope =
                    "{\"version\":2 , \"data\" : " + data + "\n,\"dest_addr\":\"d\\u0020\",\"source_addr\":\"s\"}";
            assertThat(reader.read(Leg.CHANNEL, Bytes.frame(envelope))).isEqualTo(Verdict.OK);
            assertThat(Bytes.text(reader.data())).isEqualTo(data);
            EnvelopeReader next = new EnvelopeReader();
            byte[] toChannel = Bytes.of(reader.toChannel(source));
            assertThat(StrictJackson.accepts(toChannel)).isTrue();
            Verdict usable = JsonText.isAddress(source) ? Verdict.OK : Verdict.NO_SOURCE;
            assertThat(next.read(Leg.CHANNEL, ByteBuffer.wrap(toChannel))).isEqualTo(usable);
            assertThat(Bytes.text(next.data())).isEqualTo(expected);
            assertThat(next.destination()).isEqualTo("d ");
            assertThat(next.source()).isEqualTo(usable == Verdict.OK ? source : "");
            assertThat(next.read(Leg.AGENT_TO_APP, ByteBuffer.wrap(Bytes.of(reader.toApp()))))
                    .isEqualTo(Verdict.OK);
            assertThat(Bytes.text(next.data())).isEqualTo(expected);
            assertThat(next.source()).isEqualTo("s");
            assertThat(next.read(Leg.RELAY_TO_HOST_APP, ByteBuffer.wrap(Bytes.of(reader.toHostApp("i")))))
                    .isEqualTo(Verdict.OK);
            assertThat(Bytes.text(next.data())).isEqualTo(expected);
            assertThat(next.sourceInstance()).isEqualTo("i");
        });
    }

    @Test
    void shouldRelayOnlyWholeLinesThatTheNextOneTakes() {
        holds(1500, random -> {
            byte[] bytes = random.mutated(random.envelope());
            ByteBuffer frame = ByteBuffer.wrap(bytes);
            if (reader.read(Leg.CHANNEL, frame) != Verdict.OK) {
                return;
            }
            byte[] line = Bytes.of(reader.toChannel("s"));
            assertThat(StrictJackson.accepts(line)).isTrue();
            assertThat(line).doesNotContain((byte) '\n', (byte) '\r');
            EnvelopeReader next = new EnvelopeReader();
            assertThat(next.read(Leg.CHANNEL, ByteBuffer.wrap(line))).isEqualTo(Verdict.OK);
            assertThat(next.destination()).isEqualTo(reader.destination());
            assertThat(StrictJackson.accepts(Bytes.of(reader.toApp()))).isTrue();
        });
    }

    @Test
    void shouldReadTheSameWhateverItReadBefore() {
        holds(3000, random -> {
            EnvelopeReader experienced = new EnvelopeReader();
            String[] some = {random.legacyEnvelope(), random.legacyEnvelope(), random.envelope()};
            for (int i = 0; i < 40; i++) {
                int which = random.upTo(2);
                if (random.upTo(3) == 0) {
                    some[which] = random.varied(some[which]);
                }
                byte[] bytes = random.upTo(3) == 0 ? random.mutated(some[which]) : Bytes.utf8(some[which]);
                EnvelopeReader fresh = new EnvelopeReader();
                Leg leg = random.upTo(3) == 0 ? Leg.HOST_APP_TO_RELAY : Leg.CHANNEL;
                Verdict verdict = fresh.read(leg, ByteBuffer.wrap(bytes));
                assertThat(experienced.read(leg, random.within(bytes))).isEqualTo(verdict);
                assertThat(all(experienced)).isEqualTo(all(fresh));
                if (verdict == Verdict.OK && leg == Leg.CHANNEL) {
                    assertThat(Bytes.of(experienced.toApp())).isEqualTo(Bytes.of(fresh.toApp()));
                    assertThat(Bytes.of(experienced.toChannel("s"))).isEqualTo(Bytes.of(fresh.toChannel("s")));
                    assertThat(Bytes.of(experienced.toHostApp("i"))).isEqualTo(Bytes.of(fresh.toHostApp("i")));
                }
            }
        });
    }

    private static List<String> all(EnvelopeReader reader) {
        return List.of(
                reader.version(),
                reader.destination(),
                reader.source(),
                reader.destinationInstance(),
                reader.sourceInstance(),
                Bytes.text(reader.data()));
    }

    @Test
    void shouldReadWhatIsWritten() {
        holds(1500, random -> {
            String data = random.value();
            String destination = random.text();
            String source = random.text();
            if (JsonText.isAddress(destination) && JsonText.isAddress(source)) {
                byte[] envelope = Envelopes.toChannel(Bytes.utf8(data), destination, source);
                assertThat(reader.read(Leg.CHANNEL, ByteBuffer.wrap(envelope))).isEqualTo(Verdict.OK);
                assertThat(reader.destination()).isEqualTo(destination);
                assertThat(reader.source()).isEqualTo(source);
            }
        });
    }

    @Test
    void shouldReadGroupMessagesThatItWrote() {
        holds(TRIES, random -> {
            String one = random.text();
            String two = random.text();
            long number = random.integer();
            for (GroupMessage message : List.of(
                    new Broadcast(one.isEmpty() ? null : one, two),
                    new Notification(one),
                    new StatusQuery(number),
                    new StatusResponse(number, two),
                    new Nack(one, two))) {
                byte[] encoded = message.encode();
                assertThat(StrictJackson.accepts(encoded)).isTrue();
                assertThat(encoded).doesNotContain((byte) '\n', (byte) '\r');
                assertThat(GroupMessage.read(ByteBuffer.wrap(encoded))).isEqualTo(message);
            }
        });
    }

    @Test
    void shouldReadStatusObjectsThatItWrote() {
        holds(TRIES, random -> {
            String object = random.object().replace("\n", "").replace("\r", "");
            Notification message = new Notification(object);
            assertThat(Bytes.text(ByteBuffer.wrap(message.encode()))).endsWith(",\"data\":" + object + "}");
            assertThat(GroupMessage.read(ByteBuffer.wrap(message.encode()))).isEqualTo(message);
        });
    }

    @Test
    void shouldFindTheSameLinesHoweverTheStreamComes() {
        holds(TRIES, random -> {
            byte[] bytes = new byte[random.upTo(300)];
            for (int i = 0; i < bytes.length; i++) {
                // tab, newline, vertical tab, form feed, carriage return, shift out
                bytes[i] = (byte) (9 + random.upTo(5));
            }
            LineFramer framer = new LineFramer(12);
            List<String> lines = new ArrayList<>();
            int from = 0;
            for (int reads = random.upTo(20); reads > 0; reads--) {
                int to = Math.min(bytes.length, from + random.upTo(40));
                lines.addAll(Bytes.feed(framer, Arrays.copyOfRange(bytes, from, to)));
                from = to;
            }
            lines.addAll(Bytes.feed(framer, Arrays.copyOfRange(bytes, from, bytes.length)));
            assertThat(lines).isEqualTo(expectedLines(bytes));
        });
    }

    private static List<String> expectedLines(byte[] bytes) {
        List<String> all =
                new ArrayList<>(List.of(Bytes.text(ByteBuffer.wrap(bytes)).split("\n", -1)));
        all.remove(all.size() - 1);
        all.removeIf(line -> line.length() > 12 || line.chars().allMatch(c -> c == '\r' || c == '\t'));
        return all;
    }
}
