package org.servergroup.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.servergroup.protocol.Bytes.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.servergroup.protocol.GroupMessage.Broadcast;
import org.servergroup.protocol.GroupMessage.Nack;
import org.servergroup.protocol.GroupMessage.Notification;
import org.servergroup.protocol.GroupMessage.StatusQuery;
import org.servergroup.protocol.GroupMessage.StatusResponse;
import org.servergroup.protocol.GroupMessage.StatusResponseDone;
import org.servergroup.protocol.GroupMessage.Unusable;

class GroupMessageTest {
    private static GroupMessage read(String json) {
        return GroupMessage.read(frame(json));
    }

    private static String encoded(GroupMessage message) {
        return new String(message.encode(), StandardCharsets.UTF_8);
    }

    private static GroupMessage again(GroupMessage message) {
        return GroupMessage.read(ByteBuffer.wrap(message.encode()));
    }

    private static GroupMessage ofType(String type, String more) {
        return read("{\"version\":2,\"msg_type\":\"" + type + "\"" + more + "}");
    }

    @Test
    void shouldWriteEachKind() {
        assertThat(encoded(new Broadcast(null, "this is a test")))
                .isEqualTo("{\"version\":2,\"msg_type\":\"broadcast\",\"data\":\"this is a test\"}");
        assertThat(encoded(new Broadcast("i-1", "a\"\\/\n\u0001é😀")))
                .isEqualTo("{\"version\":2,\"msg_type\":\"broadcast\",\"source_instance\":\"i-1\","
                        + "\"data\":\"a\\\"\\\\/\\n\\u0001é😀\"}");
        assertThat(encoded(new Notification("{\"a\":\n 1.0}")))
                .isEqualTo("{\"version\":2,\"msg_type\":\"notification\",\"data\":{\"a\": 1.0}}");
        assertThat(encoded(new StatusQuery(Long.MIN_VALUE)))
                .isEqualTo("{\"version\":2,\"msg_type\":\"status_query\",\"seq\":-9223372036854775808}");
        assertThat(encoded(new StatusResponse(7, "{}")))
                .isEqualTo("{\"version\":2,\"msg_type\":\"status_response\",\"seq\":7,\"data\":{}}");
        assertThat(encoded(new StatusResponseDone(7)))
                .isEqualTo("{\"version\":2,\"msg_type\":\"status_response_done\",\"seq\":7}");
        assertThat(encoded(new Nack("bogus", "no")))
                .isEqualTo("{\"version\":2,\"msg_type\":\"nack\",\"orig_msg_type\":\"bogus\",\"log_msg\":\"no\"}");
    }

    @Test
    void shouldReadWhatItWrote() {
        assertThat(again(new Broadcast("i", "\u0000\ud800é😀"))).isEqualTo(new Broadcast("i", "\u0000\ud800é😀"));
        assertThat(again(new Broadcast(null, ""))).isEqualTo(new Broadcast(null, ""));
        assertThat(again(new Notification("{\"a\":[1.0,\"é\"]}"))).isEqualTo(new Notification("{\"a\":[1.0,\"é\"]}"));
        assertThat(again(new StatusQuery(1))).isEqualTo(new StatusQuery(1));
        assertThat(again(new StatusResponse(2, "{}"))).isEqualTo(new StatusResponse(2, "{}"));
        assertThat(again(new StatusResponseDone(Long.MAX_VALUE))).isEqualTo(new StatusResponseDone(Long.MAX_VALUE));
        assertThat(again(new Nack("", ""))).isEqualTo(new Nack("", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "plain", "42", "\"x\"", "[1]", "null", "{", "{\"a\":\"\ud800\"}", "{\"a\":\"\\\ud800\"}"})
    void shouldSendTextThatIsNoObjectAsAString(String text) {
        assertThat(encoded(new Notification(text))).contains("\"data\":\"");
        assertThat(again(new Notification(text))).isEqualTo(new Notification(text));
        assertThat(again(new StatusResponse(1, text))).isEqualTo(new StatusResponse(1, text));
    }

    @Test
    void shouldNeverSendWhatIsNestedTooDeeply() {
        int most = Limits.MAX_DEPTH - 3;
        for (int depth = most; depth <= most + 1; depth++) {
            GroupMessage message = new Notification("{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}");
            byte[] envelope = Envelopes.toApp(message.encode(), "s");
            assertThat(new EnvelopeReader().read(Leg.AGENT_TO_APP, ByteBuffer.wrap(envelope)))
                    .isEqualTo(Verdict.OK);
            assertThat(again(message)).isEqualTo(message);
            assertThat(encoded(message).contains("\"data\":{")).isEqualTo(depth == most);
        }
    }

    @Test
    void shouldUnwrapDataInAString() {
        assertThat(ofType("notification", ",\"data\":\"{\\\"a\\\":\\\"\\u00e9\\\"}\""))
                .isEqualTo(new Notification("{\"a\":\"é\"}"));
        assertThat(ofType("status_response", ",\"seq\":1,\"data\":\"{}\"")).isEqualTo(new StatusResponse(1, "{}"));
    }

    @Test
    void shouldDeliverDataThatIsNoObject() {
        assertThat(ofType("notification", ",\"data\":\"sss\"")).isEqualTo(new Notification("sss"));
        assertThat(ofType("notification", ",\"data\":[1.0]")).isEqualTo(new Notification("[1.0]"));
        assertThat(ofType("broadcast", ",\"data\":1.0")).isEqualTo(new Broadcast(null, "1.0"));
        assertThat(ofType("broadcast", ",\"data\":{\"a\":1}")).isEqualTo(new Broadcast(null, "{\"a\":1}"));
    }

    @Test
    void shouldAcceptAnyInnerVersion() {
        assertThat(read("{\"version\":\"version\",\"msg_type\":\"broadcast\",\"data\":\"x\"}"))
                .isEqualTo(new Broadcast(null, "x", "\"version\""));
        assertThat(read("{\"version\":1,\"msg_type\":\"status_query\",\"seq\":1}"))
                .isEqualTo(new StatusQuery(1, "1"));
        assertThat(read("{\"msg_type\":\"status_query\",\"seq\":1}")).isEqualTo(new StatusQuery(1, ""));
        assertThat(encoded(new StatusQuery(1, "1"))).isEqualTo(encoded(new StatusQuery(1)));
    }

    @Test
    void shouldIgnoreStrayKeysAndLetTheLastOfEqualOnesWin() {
        assertThat(ofType("status_response_done", ",\"seq\":1,\"seq\":2,\"data\":[],\"x\":{\"seq\":3}"))
                .isEqualTo(new StatusResponseDone(2));
    }

    @ParameterizedTest
    @CsvSource({"5,5", "-5,-5", "\"5\",5", "9223372036854775807,9223372036854775807"})
    void shouldReadSequenceNumbers(String json, long number) {
        assertThat(read("{\"version\":2,\"msg_type\":\"status_query\",\"seq\":" + json + "}"))
                .isEqualTo(new StatusQuery(number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1e3", "9223372036854775808", "null", "\"\"", "\"x\"", "[1]", "true"})
    void shouldRefuseOtherSequenceNumbers(String json) {
        assertThat(ofType("status_query", ",\"seq\":" + json))
                .isEqualTo(new Unusable("status_query", "failed to parse seq for type status_query", "2"));
    }

    @Test
    void shouldTakeWhatANackDoesNotSayAsEmpty() {
        assertThat(ofType("nack", "")).isEqualTo(new Nack("", ""));
        assertThat(ofType("nack", ",\"orig_msg_type\":\"unknown\",\"log_msg\":null"))
                .isEqualTo(new Nack("unknown", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "1", "{}"})
    void shouldTakeAnUnusableSourceInstanceAsMissing(String json) {
        assertThat(ofType("broadcast", ",\"data\":\"x\",\"source_instance\":" + json))
                .isEqualTo(new Broadcast(null, "x"));
    }

    @Test
    void shouldSayWhatIsWrongInTheWordsOfTheCLibrary() {
        assertThat(ofType("bogus", ""))
                .isEqualTo(new Unusable("bogus", "unknown server group message type bogus", "2"));
        assertThat(ofType("broadcast", ""))
                .isEqualTo(new Unusable("broadcast", "failed to parse data for type broadcast", "2"));
        assertThat(ofType("notification", ",\"data\":null"))
                .isEqualTo(new Unusable("notification", "failed to parse data for type notification", "2"));
        assertThat(ofType("status_response", ",\"seq\":1"))
                .isEqualTo(new Unusable("status_response", "failed to parse data for type status_response", "2"));
        assertThat(read("{\"version\":1}")).isEqualTo(new Unusable("", "failed to parse msg_type", "1"));
        assertThat(read("{\"msg_type\":null}")).isEqualTo(new Unusable("", "failed to parse msg_type", ""));
        for (String nothing : new String[] {"", "null", "[]", "\"x\"", "{"}) {
            assertThat(read(nothing)).isEqualTo(new Unusable("", "no valid data found in the message", ""));
        }
    }

    @Test
    void shouldCutALongType() {
        GroupMessage message = ofType("t".repeat(10_000), "");
        assertThat(message.type()).isEqualTo("t".repeat(64));
        assertThat(((Unusable) message).why()).hasSizeLessThan(200);
        assertThatThrownBy(message::encode).isInstanceOf(IllegalStateException.class);
    }
}
