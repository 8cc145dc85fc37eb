package org.servergroup.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.servergroup.Member;
import org.servergroup.Notification;

class StatusReaderTest {
    private static Member member(String json) {
        return Objects.requireNonNull(StatusReader.member(json));
    }

    private static Notification notification(String json) {
        return Objects.requireNonNull(StatusReader.notification(json));
    }

    @Test
    void shouldTypeTheUsualFieldsAndKeepTheWholeText() {
        String json = "{\"instance_name\":\"instance-0000000a\",\"instance_id\":\"4c07\",\"display_name\":\"db_0\","
                + "\"hostname\":\"db-0\",\"state\":\"active\",\"state_description\":\"\",\"host\":\"compute-1\","
                + "\"node\":null,\"vcpus\":2,\"memory_mb\":\"4096\",\"disk_gb\":20.0,\"instance_type\":\"ha.medium\","
                + "\"created_at\":\"2018-05-19 14:32:51+00:00\",\"metadata\":{\"state\":\"not this one\"},\"x\":1.0}";
        Member member = member(json);
        assertThat(member.instanceName()).isEqualTo("instance-0000000a");
        assertThat(member.instanceId()).isEqualTo("4c07");
        assertThat(member.displayName()).isEqualTo("db_0");
        assertThat(member.hostname()).isEqualTo("db-0");
        assertThat(member.state()).isEqualTo("active");
        assertThat(member.stateDescription()).isEmpty();
        assertThat(member.host()).isEqualTo("compute-1");
        assertThat(member.node()).isEmpty();
        assertThat(member.vcpus()).isEqualTo(2);
        assertThat(member.memoryMb()).isEqualTo(4096);
        assertThat(member.diskGb()).isEqualTo(20);
        assertThat(member.instanceType()).isEqualTo("ha.medium");
        assertThat(member.createdAt()).isEqualTo("2018-05-19 14:32:51+00:00");
        assertThat(member.launchedAt()).isEmpty();
        assertThat(member.json()).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "\"\"",
                "\"many\"",
                "1.5",
                "1e3",
                "true",
                "{}",
                "[1]",
                "123456789012345678901234567890",
                "\"-\"",
                "\".0\""
            })
    void shouldTakeANumberThatIsNoneAsNotTold(String value) {
        Member member = member("{\"vcpus\":" + value + ",\"state\":\"active\"}");
        assertThat(member.vcpus()).isNull();
        assertThat(member.state()).isEqualTo("active");
    }

    @Test
    void shouldTakeNumbersAndTruthValuesAsTextAndOthersAsNotTold() {
        Member member = member("{\"host\":7,\"node\":true,\"state\":{\"a\":[1]},\"hostname\":[\"h\"]}");
        assertThat(member.host()).isEqualTo("7");
        assertThat(member.node()).isEqualTo("true");
        assertThat(member.state()).isEmpty();
        assertThat(member.hostname()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "[]", "1", "{", "{\"a\":}", "{} {}", "{\"a\":1}x", "null", "\"{}\""})
    void shouldTellThatItIsNotAStatus(String json) {
        assertThat(StatusReader.member(json)).isNull();
        assertThat(StatusReader.notification(json)).isNull();
    }

    @Test
    void shouldNotRecurseOnDeepNesting() {
        String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        assertThat(StatusReader.member(deep)).isNull();
        String payload = "{\"event_type\":\"e\",\"payload\":\"{\\\"payload\\\":\\\"{}\\\"}\"}";
        assertThat(StatusReader.notification(payload)).isNotNull();
    }

    @Test
    void shouldReadLongNumbersAndNames() {
        String json = "{\"n\":" + "9".repeat(100_000) + ",\"" + "k".repeat(100_000) + "\":1,\"state\":\"active\"}";
        Member member = member(json);
        assertThat(member.state()).isEqualTo("active");
    }

    @Test
    void shouldReadAWrappedNotification() {
        String payload = "{\"state\" : \"paused\", \"é\":\"\uD83D\uDE00\"}";
        String json = "{\"payload\": " + payload
                + " ,\"event_type\":\"compute.instance.pause.end\",\"priority\":\"INFO\",\"timestamp\":\"2018\"}";
        Notification notification = notification(json);
        assertThat(notification.eventType()).isEqualTo("compute.instance.pause.end");
        assertThat(notification.priority()).isEqualTo("INFO");
        assertThat(notification.timestamp()).isEqualTo("2018");
        assertThat(notification.json()).isEqualTo(json);
        Member member = Objects.requireNonNull(notification.member());
        assertThat(member.state()).isEqualTo("paused");
        assertThat(member.json()).isEqualTo(payload);
    }

    @Test
    void shouldReadABareNotification() {
        Notification notification = notification("{\"state\":\"paused\",\"vcpus\":1}");
        assertThat(notification.eventType()).isEmpty();
        assertThat(notification.member()).isNotNull().satisfies(member -> {
            assertThat(member.state()).isEqualTo("paused");
            assertThat(member.json()).isEqualTo("{\"state\":\"paused\",\"vcpus\":1}");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "\"x\"", "[]", "7"})
    void shouldHaveNoMemberWhenThePayloadIsNone(String payload) {
        Notification notification = notification("{\"event_type\":\"e\",\"payload\":" + payload + "}");
        assertThat(notification.member()).isNull();
    }

    @Test
    void shouldReadAPayloadThatIsAString() {
        Notification notification =
                notification("{\"event_type\":\"e\",\"payload\":\"{\\\"state\\\":\\\"active\\\"}\"}");
        assertThat(notification.member()).isNotNull().extracting(Member::state).isEqualTo("active");
    }
}
