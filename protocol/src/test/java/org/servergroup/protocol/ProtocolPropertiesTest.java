package org.servergroup.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.servergroup.protocol.GroupMessage.Broadcast;
import org.servergroup.protocol.GroupMessage.Nack;
import org.servergroup.protocol.GroupMessage.Notification;
import org.servergroup.protocol.GroupMessage.StatusQuery;
import org.servergroup.protocol.GroupMessage.StatusResponse;

class ProtocolPropertiesTest {
    private final EnvelopeReader reader = new EnvelopeReader();
    private final JsonScanner scanner = new JsonScanner();

    @Provide
    Arbitrary<String> json() {
        return JsonArbitraries.value();
    }

    @Provide
    Arbitrary<byte[]> mutatedJson() {
        return JsonArbitraries.mutated(JsonArbitraries.value());
    }

    @Provide
    Arbitrary<String> envelope() {
        return JsonArbitraries.envelope(JsonArbitraries.value());
    }

    @Provide
    Arbitrary<byte[]> mutatedEnvelope() {
        return JsonArbitraries.mutated(envelope());
    }

    @Provide
    Arbitrary<String> object() {
        return JsonArbitraries.object().map(text -> text.replace("\n", "").replace("\r", ""));
    }

    @Property
    void shouldAcceptJson(@ForAll("json") String json) {
        byte[] bytes = Bytes.utf8(json);
        scanner.start(bytes, 0, bytes.length);
        assertThat(scanner.onlyValue(0)).isTrue();
        assertThat(StrictJackson.accepts(bytes)).isTrue();
    }

    @Property(tries = 1500)
    void shouldAcceptExactlyWhatJacksonAccepts(@ForAll("mutatedJson") byte[] bytes) {
        scanner.start(bytes, 0, bytes.length);
        assertThat(scanner.onlyValue(0)).isEqualTo(StrictJackson.accepts(bytes));
        assertThat(scanner.verdict() == Verdict.OK).isEqualTo(StrictJackson.accepts(bytes));
        if (scanner.verdict() == Verdict.INVALID_UTF8) {
            assertThat(StrictJackson.isUtf8(bytes)).isFalse();
        }
    }

    @Property
    void shouldTellCharactersFromOtherBytes(@ForAll @Size(max = 4) byte[] inside) {
        byte[] bytes = new byte[inside.length + 2];
        Arrays.fill(bytes, (byte) '"');
        System.arraycopy(inside, 0, bytes, 1, inside.length);
        scanner.start(bytes, 0, bytes.length);
        assertThat(scanner.onlyValue(0)).isEqualTo(StrictJackson.accepts(bytes));
    }

    @Property
    void shouldKeepTheBytesOfTheData(@ForAll("json") String data, @ForAll @NotEmpty String source) {
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
    }

    @Property(tries = 1500)
    void shouldRelayOnlyWholeLinesThatTheNextOneTakes(@ForAll("mutatedEnvelope") byte[] bytes) {
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
    }

    @Property
    void shouldReadWhatIsWritten(@ForAll("json") String data, @ForAll String destination, @ForAll String source) {
        if (JsonText.isAddress(destination) && JsonText.isAddress(source)) {
            byte[] envelope = Envelopes.toChannel(Bytes.utf8(data), destination, source);
            assertThat(reader.read(Leg.CHANNEL, ByteBuffer.wrap(envelope))).isEqualTo(Verdict.OK);
            assertThat(reader.destination()).isEqualTo(destination);
            assertThat(reader.source()).isEqualTo(source);
        }
    }

    @Property
    void shouldReadGroupMessagesThatItWrote(@ForAll String one, @ForAll String two, @ForAll long number) {
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
    }

    @Property
    void shouldReadStatusObjectsThatItWrote(@ForAll("object") String object) {
        Notification message = new Notification(object);
        assertThat(Bytes.text(ByteBuffer.wrap(message.encode()))).endsWith(",\"data\":" + object + "}");
        assertThat(GroupMessage.read(ByteBuffer.wrap(message.encode()))).isEqualTo(message);
    }

    @Property
    void shouldFindTheSameLinesHoweverTheStreamComes(
            @ForAll @Size(max = 300) List<@IntRange(min = 9, max = 14) Integer> stream,
            @ForAll @Size(max = 20) List<@IntRange(max = 40) Integer> reads) {
        byte[] bytes = new byte[stream.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = stream.get(i).byteValue(); // tab, newline, vertical tab, form feed, carriage return, shift out
        }
        LineFramer framer = new LineFramer(12);
        List<String> lines = new ArrayList<>();
        int from = 0;
        for (int read : reads) {
            int to = Math.min(bytes.length, from + read);
            lines.addAll(Bytes.feed(framer, Arrays.copyOfRange(bytes, from, to)));
            from = to;
        }
        lines.addAll(Bytes.feed(framer, Arrays.copyOfRange(bytes, from, bytes.length)));
        assertThat(lines).isEqualTo(expectedLines(bytes));
    }

    private static List<String> expectedLines(byte[] bytes) {
        List<String> all =
                new ArrayList<>(List.of(Bytes.text(ByteBuffer.wrap(bytes)).split("\n", -1)));
        all.remove(all.size() - 1);
        all.removeIf(line -> line.length() > 12 || line.chars().allMatch(c -> c == '\r' || c == '\t'));
        return all;
    }
}
