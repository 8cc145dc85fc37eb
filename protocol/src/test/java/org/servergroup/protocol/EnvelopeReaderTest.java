package org.servergroup.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.servergroup.protocol.Bytes.frame;
import static org.servergroup.protocol.Bytes.latin1;
import static org.servergroup.protocol.Bytes.text;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeReaderTest {
    private final EnvelopeReader reader = new EnvelopeReader();

    private Verdict read(Leg leg, String frame) {
        return reader.read(leg, frame(frame));
    }

    private static String withDestination(String address) {
        return "{\"data\":1,\"version\":2,\"dest_addr\":" + address + "}";
    }

    private static String withVersion(String version) {
        return "{\"data\":1,\"version\":" + version + ",\"dest_addr\":\"d\"}";
    }

    @Test
    void shouldReadWhatAnAppSends() {
        assertThat(read(Leg.APP_TO_AGENT, "{\"data\":{\"a\":1.0},\"version\":2,\"dest_addr\":\"d\"}"))
                .isEqualTo(Verdict.OK);
        assertThat(reader.version()).isEqualTo("2");
        assertThat(reader.destination()).isEqualTo("d");
        assertThat(reader.source()).isEmpty();
        assertThat(reader.destinationInstance()).isEmpty();
        assertThat(reader.sourceInstance()).isEmpty();
        assertThat(text(reader.data())).isEqualTo("{\"a\":1.0}");
    }

    @Test
    void shouldReadInstances() {
        String envelope = "{\"data\":1,\"version\":2,\"dest_addr\":\"d\",\"source_addr\":\"s\","
                + "\"dest_instance\":\"di\",\"source_instance\":\"si\"}";
        assertThat(read(Leg.HOST_APP_TO_RELAY, envelope)).isEqualTo(Verdict.OK);
        assertThat(reader.destinationInstance()).isEqualTo("di");
        assertThat(read(Leg.RELAY_TO_HOST_APP, envelope)).isEqualTo(Verdict.OK);
        assertThat(reader.sourceInstance()).isEqualTo("si");
    }

    @Test
    void shouldReadASliceOfAnArrayAndLeaveTheFrameAlone() {
        ByteBuffer all = frame("...{\"data\":1,\"version\":2,\"dest_addr\":\"d\"}...");
        ByteBuffer slice = all.position(1).slice().position(2).limit(all.remaining() - 3);
        assertThat(reader.read(Leg.APP_TO_AGENT, slice)).isEqualTo(Verdict.OK);
        assertThat(slice.position()).isEqualTo(2);
        assertThat(text(reader.data())).isEqualTo("1");
        assertThat(text(reader.toChannel("s")))
                .isEqualTo("{\"data\":1,\"version\":2,\"dest_addr\":\"d\",\"source_addr\":\"s\"}");
    }

    @Test
    void shouldSpliceTheDataAsItCame() {
        String data = "{ \"z\" : [1.10,-0,1E400,12345678901234567890], \"\\u0061\\/\" : \"é\\ud800\" }";
        read(Leg.APP_TO_AGENT, " {\"dest_addr\":\"a\\/b\",\"x\":[],\"data\":" + data + " ,\"version\" : 2 } ");
        assertThat(text(reader.toChannel("s\"\u0001é")))
                .isEqualTo("{\"data\":" + data
                        + ",\"version\":2,\"dest_addr\":\"a\\/b\",\"source_addr\":\"s\\\"\\u0001é\"}");
    }

    @Test
    void shouldSpliceForAnAppAndAHostApp() {
        assertThat(read(Leg.CHANNEL, "{\"data\":[],\"version\":2,\"dest_addr\":17,\"source_addr\":\"s\"}"))
                .isEqualTo(Verdict.OK);
        assertThat(text(reader.toApp())).isEqualTo("{\"data\":[],\"version\":2,\"source_addr\":\"s\"}");
        assertThat(text(reader.toHostApp("i")))
                .isEqualTo("{\"data\":[],\"version\":2,\"source_addr\":\"s\",\"source_instance\":\"i\"}");
        assertThat(text(reader.toChannel("t")))
                .isEqualTo("{\"data\":[],\"version\":2,\"dest_addr\":\"17\",\"source_addr\":\"t\"}");
        assertThat(text(reader.toApp())).isEqualTo("{\"data\":[],\"version\":2,\"source_addr\":\"s\"}");
    }

    @Test
    void shouldTakeWhatStandsThereAlreadyInOnePart() {
        String first = "{\"data\":[],\"version\":2,\"dest_addr\":\"d\"";
        read(Leg.APP_TO_AGENT, first + "}");
        assertThat(reader.toChannel("s")).hasSize(2);
        assertThat(text(reader.toChannel("s"))).isEqualTo(first + ",\"source_addr\":\"s\"}");
        read(Leg.CHANNEL, first + ",\"source_addr\":\"s\"}");
        assertThat(reader.toChannel("s")).hasSize(1);
        assertThat(reader.toApp()).hasSize(2);
        assertThat(reader.toHostApp("i")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\":D,\"version\":2,\"dest_addr\":\"d\",\"source_addr\":\"s\"}",
                "{\"data\":D,\"version\":2,\"source_addr\":\"s\",\"dest_addr\":\"d\"}",
                "{\"data\":D,\"version\":2,\"dest_addr\":\"x\",\"source_addr\":\"x\",\"dest_addr\":\"d\",\"source_addr\":\"s\"}",
                "{\"data\":0,\"version\":2,\"dest_addr\":\"d\",\"source_addr\":\"s\",\"data\":D}",
                "{\"data\":D,\"version\":2,\"dest_addr\":\"d\",\"source_addr\":\"s\",\"version\":2}",
                "{\"source_addr\":\"s\",\"dest_addr\":\"d\",\"version\":2,\"data\":D}",
                "{\"version\":2,\"dest_addr\":\"d\",\"data\":D,\"source_addr\":\"s\"}",
                "{ \"data\":D, \"version\":2, \"dest_addr\":\"d\", \"source_addr\":\"s\" }",
                "{\"dat\\u0061\":D,\"version\":2,\"dest_addr\":\"d\",\"source_addr\":\"s\"}",
                "{\"x\":{\"data\":1,\"version\":2,\"dest_addr\":\"q\"},\"data\":D,\"version\":2,\"dest_addr\":\"d\",\"source_addr\":\"s\"} x"
            })
    void shouldSpliceTheSameFromAnyOrder(String envelope) {
        for (String data : List.of("[1]", "{\"data\":1,\"version\":2,\"dest_addr\":\"y\"}")) {
            // At the end of an array, and with something before and behind.
            for (String around : List.of("", "{\"data\":")) {
                byte[] bytes = (around + envelope.replace("D", data) + around).getBytes(UTF_8);
                ByteBuffer frame =
                        ByteBuffer.wrap(bytes).position(around.length()).limit(bytes.length - around.length());
                assertThat(reader.read(Leg.CHANNEL, frame)).isEqualTo(Verdict.OK);
                String start = "{\"data\":" + data + ",\"version\":2,";
                assertThat(text(reader.toChannel("t"))).isEqualTo(start + "\"dest_addr\":\"d\",\"source_addr\":\"t\"}");
                assertThat(text(reader.toChannel("s"))).isEqualTo(start + "\"dest_addr\":\"d\",\"source_addr\":\"s\"}");
                assertThat(text(reader.toApp())).isEqualTo(start + "\"source_addr\":\"s\"}");
                assertThat(text(reader.toHostApp("i")))
                        .isEqualTo(start + "\"source_addr\":\"s\",\"source_instance\":\"i\"}");
            }
        }
    }

    @Test
    void shouldReuseParts() {
        read(Leg.CHANNEL, "{\"data\":[],\"version\":2,\"dest_addr\":\"d\",\"source_addr\":\"s\"}");
        ByteBuffer[] parts = reader.toApp();
        read(Leg.CHANNEL, "{\"data\":1,\"version\":2,\"dest_addr\":\"d\",\"source_addr\":\"t\"}");
        assertThat(reader.toApp()).isSameAs(parts);
    }

    @Test
    void shouldTakeRawNewlinesOutOfTheData() {
        read(Leg.APP_TO_AGENT, "{\n\"data\" :\n{\r\n \"a\\n\":\n[1,\r2]\n}\n,\"version\":2,\n\"dest_addr\":\"d\"}");
        assertThat(text(reader.toChannel("s")))
                .isEqualTo("{\"data\":{ \"a\\n\":[1,2]},\"version\":2,\"dest_addr\":\"d\",\"source_addr\":\"s\"}");
        assertThat(text(reader.data())).isEqualTo("{\r\n \"a\\n\":\n[1,\r2]\n}");
    }

    @Test
    void shouldRefuseToSpliceWhatIsNotThere() {
        read(Leg.APP_TO_AGENT, withDestination("\"d\""));
        assertThatThrownBy(reader::toApp).isInstanceOf(IllegalStateException.class);
        read(Leg.APP_TO_AGENT, "{\"version\":2,\"dest_addr\":\"d\"}");
        assertThatThrownBy(() -> reader.toChannel("s")).isInstanceOf(IllegalStateException.class);
        read(Leg.APP_TO_AGENT, withDestination("null"));
        assertThatThrownBy(() -> reader.toChannel("s")).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.0", "2e0", "\"2\"", "null", "true", "1", "3", "22", "-2", "[2]", "{}"})
    void shouldRefuseOtherVersions(String version) {
        assertThat(read(Leg.APP_TO_AGENT, withVersion(version))).isEqualTo(Verdict.WRONG_VERSION);
        assertThat(reader.version()).isEqualTo(version);
        assertThat(text(reader.data())).isEqualTo("1");
        assertThat(reader.destination()).isEqualTo("d");
    }

    @Test
    void shouldCutALongVersion() {
        assertThat(read(Leg.APP_TO_AGENT, withVersion("1".repeat(1000)))).isEqualTo(Verdict.WRONG_VERSION);
        assertThat(reader.version()).isEqualTo("1".repeat(32));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "\"\"",
                "true",
                "[\"a\"]",
                "{}",
                "\"a\\u0000\"",
                "\"\\u0000\"",
                "\"\\ud800\"",
                "\"\\udc00a\""
            })
    void shouldTakeAnUnusableAddressAsMissing(String address) {
        assertThat(read(Leg.APP_TO_AGENT, withDestination(address))).isEqualTo(Verdict.NO_DESTINATION);
        assertThat(reader.destination()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '\0',
            value = {
                "17 17",
                "-1.50e3 -1.50e3",
                "\"d\\/e\" d/e",
                "\"\\u00e9\" é",
                "\"\\ud83d\\ude00\" 😀",
                "\"ü😀\" ü😀",
                "\"\\\"\\\\\" \"\\"
            })
    void shouldDecodeAddresses(String token, String address) {
        for (int i = 0; i < 2; i++) {
            assertThat(read(Leg.APP_TO_AGENT, withDestination(token))).isEqualTo(Verdict.OK);
            assertThat(reader.destination()).isEqualTo(address);
        }
    }

    @Test
    void shouldDecodeMoreAddressesThanItRemembers() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 1000; i++) {
                read(Leg.APP_TO_AGENT, withDestination("\"app." + i + "\""));
                assertThat(reader.destination()).isEqualTo("app." + i);
                assertThat(text(reader.toChannel("from." + i))).endsWith(",\"source_addr\":\"from." + i + "\"}");
            }
        }
    }

    @Test
    void shouldCutAnAddressThatNobodyCanHave() {
        String longest = "\\u0064".repeat(2048 / 6) + "dd";
        assertThat(read(Leg.APP_TO_AGENT, withDestination('"' + longest + '"'))).isEqualTo(Verdict.OK);
        assertThat(reader.destination()).isEqualTo("d".repeat(2048 / 6 + 2));
        String tooLong = "\\u0064".repeat(40_000);
        assertThat(read(Leg.APP_TO_AGENT, withDestination('"' + tooLong + '"'))).isEqualTo(Verdict.OK);
        assertThat(reader.destination()).isEqualTo(tooLong.substring(0, 2048));
        assertThat(text(reader.toChannel("s"))).contains(tooLong);
    }

    @Test
    void shouldTellEscapedKeysApart() {
        for (String key :
                new String[] {"dat\\u0062", "dat\\u0161", "\\u0064at", "\\u0064ataa", "\\u0000data", "dat\\/"}) {
            assertThat(read(Leg.APP_TO_AGENT, "{\"" + key + "\":1,\"version\":2,\"dest_addr\":\"d\"}"))
                    .isEqualTo(Verdict.NO_DATA);
        }
        assertThat(read(Leg.APP_TO_AGENT, "{\"\\u0064\\u0061\\u0074a\":1,\"version\":2,\"dest_addr\":\"d\"}"))
                .isEqualTo(Verdict.OK);
    }

    @Test
    void shouldLetTheLastOfEqualKeysWin() {
        assertThat(read(
                        Leg.APP_TO_AGENT,
                        "{\"data\":1,\"data\":2,\"version\":1,\"\\u0076ersion\":2,"
                                + "\"dest_addr\":\"a\",\"dest_add\\u0072\":\"b\"}"))
                .isEqualTo(Verdict.OK);
        assertThat(text(reader.data())).isEqualTo("2");
        assertThat(reader.destination()).isEqualTo("b");
        assertThat(read(Leg.APP_TO_AGENT, withDestination("\"a\",\"dest_addr\":null")))
                .isEqualTo(Verdict.NO_DESTINATION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "[]",
                "1",
                "\"a\"",
                "{",
                "{\"data\":",
                "{\"data\":1",
                "{\"data\":1,}",
                "{,}",
                "{\"a\" 1}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":01}",
                "{\"a\":1.}",
                "{\"a\":.5}",
                "{\"a\":+1}",
                "{\"a\":1e}",
                "{\"a\":-}",
                "{\"a\":nul}",
                "{\"a\":NaN}",
                "{\"a\":[1,]}",
                "{\"a\":[1 2]}",
                "{\"a\":[1}",
                "{\"a\":{]}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\u0000\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":/**/1}",
                "\u0000{}",
                "\ufeff{}",
                "{\"a\":1\u00a0}",
                "{\"a\":tru\u0000}"
            })
    void shouldRefuseWhatIsNotAnObject(String frame) {
        assertThat(read(Leg.APP_TO_AGENT, frame)).isEqualTo(Verdict.NOT_JSON);
        assertThat(reader.version()).isEmpty();
        assertThat(reader.destination()).isEmpty();
        assertThat(reader.data().hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n", "\r\n\u0000", "\u0000\u0000", "{", "garbage", "{\"version\":1}"})
    void shouldIgnoreWhatStandsBehindTheObject(String rest) {
        assertThat(read(Leg.APP_TO_AGENT, withDestination("\"d\"") + rest)).isEqualTo(Verdict.OK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0080",
                "\u00c0\u0080",
                "\u00c1\u00bf",
                "\u00e0\u0080\u0080",
                "\u00e0\u009f\u00bf",
                "\u00ed\u00a0\u0080",
                "\u00ed\u00bf\u00bf",
                "\u00f0\u008f\u00bf\u00bf",
                "\u00f4\u0090\u0080\u0080",
                "\u00f5\u0080\u0080\u0080",
                "\u00ff",
                "\u00c3x",
                "\u00e2\u0082x",
                "\u00f0\u009f\u0098\""
            })
    void shouldRefuseBytesThatAreNotUtf8(String latin1) {
        ByteBuffer frame = ByteBuffer.wrap(latin1("{\"data\":\"" + latin1 + "\",\"version\":2,\"dest_addr\":\"d\"}"));
        assertThat(reader.read(Leg.APP_TO_AGENT, frame)).isEqualTo(Verdict.INVALID_UTF8);
        assertThat(reader.data().hasRemaining()).isFalse();
    }

    @Test
    void shouldCountDepthWithTheEnvelope() {
        for (String pair : new String[] {"[]", "{}"}) {
            String open = pair.equals("[]") ? "[" : "{\"a\":";
            String close = pair.substring(1);
            int most = Limits.MAX_DEPTH - 1;
            String deepest = open.repeat(most - 1) + pair + close.repeat(most - 1);
            assertThat(read(Leg.APP_TO_AGENT, "{\"data\":" + deepest + ",\"version\":2,\"dest_addr\":\"d\"}"))
                    .isEqualTo(Verdict.OK);
            assertThat(text(reader.data())).isEqualTo(deepest);
            assertThat(read(Leg.APP_TO_AGENT, "{\"data\":" + open + deepest + close + "}"))
                    .isEqualTo(Verdict.TOO_DEEP);
        }
        assertThat(read(Leg.APP_TO_AGENT, "{\"data\":" + "[{\"\":".repeat(50_000)))
                .isEqualTo(Verdict.TOO_DEEP);
    }

    @Test
    void shouldJudgeInOrder() {
        assertThat(read(Leg.CHANNEL, "{}")).isEqualTo(Verdict.NO_VERSION);
        assertThat(read(Leg.CHANNEL, "{\"version\":1}")).isEqualTo(Verdict.WRONG_VERSION);
        assertThat(read(Leg.CHANNEL, "{\"version\":2}")).isEqualTo(Verdict.NO_DESTINATION);
        assertThat(read(Leg.CHANNEL, "{\"version\":2,\"dest_addr\":\"d\"}")).isEqualTo(Verdict.NO_SOURCE);
        assertThat(read(Leg.CHANNEL, "{\"version\":2,\"dest_addr\":\"d\",\"source_addr\":\"s\"}"))
                .isEqualTo(Verdict.NO_DATA);
        assertThat(read(Leg.APP_TO_AGENT, "{\"version\":2,\"dest_addr\":\"d\"}"))
                .isEqualTo(Verdict.NO_DATA);
        assertThat(read(Leg.AGENT_TO_APP, "{\"version\":2}")).isEqualTo(Verdict.NO_SOURCE);
        assertThat(read(Leg.AGENT_TO_APP, "{\"version\":2,\"source_addr\":\"s\"}"))
                .isEqualTo(Verdict.NO_DATA);
        assertThat(read(Leg.HOST_APP_TO_RELAY, "{\"version\":2}")).isEqualTo(Verdict.NO_DESTINATION);
        assertThat(read(Leg.HOST_APP_TO_RELAY, "{\"version\":2,\"dest_addr\":\"d\"}"))
                .isEqualTo(Verdict.NO_INSTANCE);
        assertThat(read(Leg.RELAY_TO_HOST_APP, "{\"version\":2}")).isEqualTo(Verdict.NO_INSTANCE);
        assertThat(read(Leg.RELAY_TO_HOST_APP, "{\"version\":2,\"source_instance\":\"i\"}"))
                .isEqualTo(Verdict.NO_SOURCE);
    }

    @Test
    void shouldJudgeEachLegByItself() {
        String envelope = "{\"data\":1,\"version\":2,\"dest_addr\":\"d\",\"source_addr\":\"s\"}";
        for (int round = 0; round < 3; round++) {
            assertThat(read(Leg.CHANNEL, envelope)).isEqualTo(Verdict.OK);
            assertThat(read(Leg.HOST_APP_TO_RELAY, envelope)).isEqualTo(Verdict.NO_INSTANCE);
            assertThat(read(Leg.AGENT_TO_APP, envelope)).isEqualTo(Verdict.OK);
        }
    }

    @Test
    void shouldJudgeEachMessageByItself() {
        for (int round = 0; round < 3; round++) {
            assertThat(read(Leg.APP_TO_AGENT, "{\"data\":1}")).isEqualTo(Verdict.NO_VERSION);
            assertThat(read(Leg.APP_TO_AGENT, "{\"version\":2,\"dest_addr\":\"d\",\"data\":1}"))
                    .isEqualTo(Verdict.OK);
            assertThat(read(Leg.APP_TO_AGENT, "{\"data\":1,\"version\":2}")).isEqualTo(Verdict.NO_DESTINATION);
            assertThat(read(Leg.APP_TO_AGENT, "{\"version\":2,\"dest_addr\":\"d\"}"))
                    .isEqualTo(Verdict.NO_DATA);
            assertThat(read(Leg.APP_TO_AGENT, withDestination("\"d" + round + "\"")))
                    .isEqualTo(Verdict.OK);
            assertThat(reader.destination()).isEqualTo("d" + round);
        }
    }

    @Test
    void shouldForgetTheMessageBefore() {
        read(Leg.CHANNEL, "{\"data\":1,\"version\":2,\"dest_addr\":\"d\",\"source_addr\":\"s\"}");
        assertThat(read(Leg.CHANNEL, "{\"data\":1,\"version\":2,\"source_addr\":\"s\"}"))
                .isEqualTo(Verdict.NO_DESTINATION);
        assertThat(read(Leg.CHANNEL, "{\"data\":1,\"version\":2,\"dest_addr\":\"d\""))
                .isEqualTo(Verdict.NOT_JSON);
        assertThat(reader.destination()).isEmpty();
    }
}
