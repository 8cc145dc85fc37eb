package org.servergroup.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.servergroup.protocol.Bytes.utf8;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopesTest {
    @Test
    void shouldWriteInTheOrderOfLegacyWriters() {
        assertThat(Envelopes.toAgent(utf8("{\"a\": 1.0}"), "d\"\\\u0001é😀"))
                .isEqualTo(utf8("{\"data\":{\"a\": 1.0},\"version\":2,\"dest_addr\":\"d\\\"\\\\\\u0001é😀\"}"));
        assertThat(Envelopes.toChannel(utf8("null"), "d", "s"))
                .isEqualTo(utf8("{\"data\":null,\"version\":2,\"dest_addr\":\"d\",\"source_addr\":\"s\"}"));
        assertThat(Envelopes.toApp(utf8("[]"), "s"))
                .isEqualTo(utf8("{\"data\":[],\"version\":2,\"source_addr\":\"s\"}"));
    }

    @Test
    void shouldWriteOneLine() {
        assertThat(Envelopes.toApp(utf8("\n{\r\n\"a\\n\":\n 1}\n"), "s"))
                .isEqualTo(utf8("{\"data\":{\"a\\n\": 1},\"version\":2,\"source_addr\":\"s\"}"));
    }

    @Test
    void shouldWriteWhatTheReaderTakes() {
        EnvelopeReader reader = new EnvelopeReader();
        byte[] envelope = Envelopes.toChannel(utf8("\"x\""), "\u0001\b\f\n\r\t\"\\/", "é€😀\u007f");
        assertThat(reader.read(Leg.CHANNEL, ByteBuffer.wrap(envelope))).isEqualTo(Verdict.OK);
        assertThat(reader.destination()).isEqualTo("\u0001\b\f\n\r\t\"\\/");
        assertThat(reader.source()).isEqualTo("é€😀\u007f");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "x", "1 2", "{}{}", "{\"a\":}", "[1,2", "1\u0000", "\"\n\""})
    void shouldRefuseDataThatIsNotOneValue(String data) {
        assertThat(Envelopes.isJsonValue(utf8(data))).isFalse();
        assertThatThrownBy(() -> Envelopes.toAgent(utf8(data), "d")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\u0000", "\ud800", "\udc00\ud800"})
    void shouldRefuseAddressesThatNobodyCanHave(String address) {
        assertThatThrownBy(() -> Envelopes.toAgent(utf8("1"), address)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Envelopes.toApp(utf8("1"), address)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Envelopes.toChannel(utf8("1"), "d", address))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldKnowAValueThatFitsIntoAnEnvelope() {
        int most = Limits.MAX_DEPTH - 1;
        assertThat(Envelopes.isJsonValue(utf8("[".repeat(most) + "]".repeat(most))))
                .isTrue();
        assertThat(Envelopes.isJsonValue(utf8("[".repeat(most + 1) + "]".repeat(most + 1))))
                .isFalse();
        assertThat(Envelopes.isJsonValue(utf8(" 1.5e-3 "))).isTrue();
        assertThat(Envelopes.isJsonValue(new byte[] {'"', (byte) 0xC0, (byte) 0x80, '"'}))
                .isFalse();
    }
}
