package org.servergroup.host.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What guests see of a server group, from the first to the last. */
@Timeout(60)
class ScenarioTest {
    @Test
    void shouldAnswerStatusWithTheAskerAlone() throws Exception {
        try (HostFixture host = HostFixture.auto()) {
            FakeGuest one = host.guest("instance-00000001");
            one.query(7);
            JsonNode row = one.next("status_response");
            assertThat(row.path("seq").asLong()).isEqualTo(7);
            assertThat(row.path("data").path("instance_name").asText()).isEqualTo("instance-00000001");
            assertThat(row.path("data").path("instance_id").asText()).hasSize(36);
            assertThat(row.path("data").path("state").asText()).isEqualTo("active");
            JsonNode done = one.next();
            assertThat(done.path("data").toString())
                    .isEqualTo("{\"version\":2,\"msg_type\":\"status_response_done\",\"seq\":7}");
        }
    }

    @Test
    void shouldPlayTheWholeScenario() throws Exception {
        // So long that a guest which is cut off, and connected anew at once, does not count as gone on a busy machine.
        try (HostFixture host = HostFixture.auto(limits -> {
            limits.goneDelayMs = 1000;
            return limits;
        })) {
            FakeGuest one = host.guest("instance-00000001");
            assertThat(status(one)).containsExactly("instance-00000001 active");

            FakeGuest two = host.guest("instance-00000002");
            assertEvent(one, "compute.instance.create.end", "instance-00000002", "active");
            assertEvent(one, "compute.instance.power_on.end", "instance-00000002", "active");

            two.broadcast("this is a test");
            JsonNode broadcast = one.next("broadcast");
            assertThat(broadcast.path("source_instance").asText()).isEqualTo("instance-00000002");
            assertThat(broadcast.path("data").asText()).isEqualTo("this is a test");
            assertThat(status(two)).containsExactly("instance-00000001 active", "instance-00000002 active");

            FakeGuest three = host.guest("instance-00000003");
            assertEvent(one, "compute.instance.create.end", "instance-00000003", "active");
            assertEvent(two, "compute.instance.create.end", "instance-00000003", "active");
            two.broadcast("final test");
            assertThat(one.next("broadcast").path("data").asText()).isEqualTo("final test");
            assertThat(three.next("broadcast").path("data").asText()).isEqualTo("final test");
            assertThat(status(two)).hasSize(3);

            one.cut();
            one.connected();
            two.broadcast("after the cut");
            assertThat(one.next("broadcast").path("data").asText()).isEqualTo("after the cut");

            three.kill();
            assertEvent(one, "compute.instance.update", "instance-00000003", "error");
            assertEvent(two, "compute.instance.update", "instance-00000003", "error");
            assertThat(status(one)).contains("instance-00000003 error");

            two.close();
            assertEvent(one, "compute.instance.shutdown.end", "instance-00000002", "stopped");
            assertEvent(one, "compute.instance.delete.end", "instance-00000002", "deleted");
            assertThat(status(one)).containsExactly("instance-00000001 active", "instance-00000003 error");
        }
    }

    @Test
    void shouldNotNotifyOfGuestsThatWereThereBefore() throws Exception {
        try (HostFixture host = new HostFixture(limits -> limits)) {
            FakeGuest one = host.waitingGuest("instance-00000001");
            FakeGuest two = host.waitingGuest("instance-00000002");
            host.start(new AutoDirectory());
            one.connected();
            two.connected();
            two.broadcast("first");
            assertThat(one.next().path("data").path("msg_type").asText()).isEqualTo("broadcast");
        }
    }

    @Test
    void shouldAnswerToTheAddressThatAsks() throws Exception {
        try (HostFixture host = HostFixture.auto()) {
            FakeGuest one = host.guest("instance-00000001");
            one.send("{\"version\":2,\"msg_type\":\"status_query\",\"seq\":1}", "cgcs.server_grp", "my.app");
            JsonNode answer = one.next();
            assertThat(answer.path("dest_addr").asText()).isEqualTo("my.app");
            assertThat(answer.path("source_addr").asText()).isEqualTo("cgcs.server_grp");
        }
    }

    @Test
    void shouldSayWhatIsWrong() throws Exception {
        try (HostFixture host = HostFixture.auto()) {
            FakeGuest one = host.guest("instance-00000001");
            one.send("{\"version\":1,\"msg_type\":\"broadcast\",\"data\":\"x\"}");
            assertNack(one, "broadcast", "invalid server group message version 1, expecting 2");
            one.sendRaw(
                    "{\"version\":3,\"data\":{},\"dest_addr\":\"cgcs.server_grp\",\"source_addr\":\"cgcs.server_grp\"}\n");
            assertNack(one, "unknown", "invalid guest agent message version 3, expecting 2");
            one.sendRaw("{\"version\":2,\"dest_addr\":\"cgcs.server_grp\",\"source_addr\":\"cgcs.server_grp\"}\n");
            assertNack(one, "unknown", "no valid data found in the message");
            one.broadcast("b".repeat(3051));
            assertNack(one, "broadcast", "a broadcast has at most 3050 bytes, not 3051");
            one.broadcast("\\u0001".repeat(3050));
            assertThat(one.next("nack").path("log_msg").asText()).contains("4096 bytes when it is encoded");
            one.send("{\"version\":2,\"msg_type\":\"notification\",\"data\":{}}");
            assertThat(one.next("nack").path("orig_msg_type").asText()).isEqualTo("notification");
        }
    }

    @Test
    void shouldReconnectToTheSamePathMadeAnew() throws Exception {
        try (HostFixture host = HostFixture.auto()) {
            FakeGuest one = host.guest("instance-00000001");
            one.close();
            FakeGuest again = host.guest("instance-00000001");
            again.query(1);
            assertThat(again.next("status_response").path("seq").asLong()).isEqualTo(1);
        }
    }

    @Test
    void shouldFindASocketThatIsRenamedIntoPlace() throws Exception {
        try (HostFixture host = HostFixture.auto()) {
            FakeGuest one = new FakeGuest(host.folder, "instance-00000001", ".tmp");
            Files.move(one.path, host.folder.resolve("cgcs.messaging.instance-00000001.sock"));
            one.connected();
            assertThat(status(one)).containsExactly("instance-00000001 active");
            one.kill();
        }
    }

    static List<String> status(FakeGuest guest) throws Exception {
        guest.query(99);
        List<String> rows = new ArrayList<>();
        while (true) {
            JsonNode data = guest.next().path("data");
            String type = data.path("msg_type").asText();
            if (type.equals("status_response_done")) {
                return rows;
            }
            if (type.equals("status_response")) {
                rows.add(data.path("data").path("instance_name").asText() + " "
                        + data.path("data").path("state").asText());
            }
        }
    }

    static void assertEvent(FakeGuest to, String type, String about, String state) throws Exception {
        JsonNode data = to.next("notification").path("data");
        assertThat(data.path("event_type").asText()).isEqualTo(type);
        assertThat(data.path("priority").asText()).isEqualTo("INFO");
        assertThat(data.path("timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(data.path("payload").path("instance_name").asText()).isEqualTo(about);
        assertThat(data.path("payload").path("state").asText()).isEqualTo(state);
    }

    private static void assertNack(FakeGuest to, String type, String message) throws Exception {
        JsonNode nack = to.next("nack");
        assertThat(nack.path("orig_msg_type").asText()).isEqualTo(type);
        assertThat(nack.path("log_msg").asText()).isEqualTo(message);
    }
}
