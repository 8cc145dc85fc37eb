package org.servergroup.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.servergroup.protocol.GroupMessage.Broadcast;
import org.servergroup.protocol.GroupMessage.Nack;
import org.servergroup.protocol.GroupMessage.Notification;
import org.servergroup.protocol.GroupMessage.StatusResponse;
import org.servergroup.protocol.Vectors.Step;

/** Reads what the legacy host service sends. */
class HostServiceVectorsTest {
    private static final Map<String, List<Step>> EXCHANGES = Vectors.read("host-service.jsonl");

    private final EnvelopeReader reader = new EnvelopeReader();

    private GroupMessage message(String name) {
        LineFramer framer = new LineFramer(Limits.MAX_FRAME_BYTES);
        byte[] bytes = EXCHANGES.getOrDefault(name, List.of()).get(0).bytes();
        Bytes.fill(framer, bytes);
        ByteBuffer line = Objects.requireNonNull(framer.next());
        assertThat(reader.read(Leg.CHANNEL, line)).isEqualTo(Verdict.OK);
        assertThat(reader.destination()).isEqualTo(Limits.GROUP_ADDRESS);
        assertThat(reader.source()).isEqualTo(Limits.GROUP_ADDRESS);
        return GroupMessage.read(reader.data());
    }

    /** What came and what we would send in its place say the same. */
    private void shouldSendTheSame(GroupMessage message) {
        assertThat(Vectors.json(message.encode())).isEqualTo(Vectors.json(Bytes.of(reader.data())));
    }

    private static @Nullable Object json(String text) {
        return Vectors.json(Bytes.utf8(text));
    }

    @Test
    void shouldReadANotification() {
        GroupMessage message = message("legacy_notification");
        assertThat(message)
                .asInstanceOf(type(Notification.class))
                .extracting(notification -> json(notification.json()))
                .asInstanceOf(MAP)
                .containsKeys("event_type", "priority", "timestamp", "payload");
        assertThat(message.version()).isEqualTo("2");
        shouldSendTheSame(message);
    }

    @Test
    void shouldReadAStatusResponse() {
        GroupMessage message = message("legacy_status_response");
        assertThat(message)
                .asInstanceOf(type(StatusResponse.class))
                .extracting(response -> json(response.json()))
                .asInstanceOf(MAP)
                .containsKeys("instance_id", "display_name", "state", "metadata");
        assertThat(((StatusResponse) message).seq()).isEqualTo(7);
        shouldSendTheSame(message);
    }

    /** Its inner version is the string "version"; ours would send 2. */
    @Test
    void shouldReadABroadcast() {
        assertThat(message("legacy_broadcast"))
                .isEqualTo(new Broadcast("instance-0000000a", "Hello World", "\"version\""));
    }

    @Test
    void shouldReadANack() {
        GroupMessage message = message("legacy_nack");
        assertThat(message).isEqualTo(new Nack("broadcast", "invalid server group message version 1, expecting 2"));
        shouldSendTheSame(message);
    }

    @Test
    void shouldHaveReadThemAll() {
        assertThat(EXCHANGES)
                .hasSize(4)
                .allSatisfy((name, steps) -> assertThat(steps).hasSize(1));
    }
}
