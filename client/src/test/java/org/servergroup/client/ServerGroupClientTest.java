package org.servergroup.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.osgi.util.promise.Promise;
import org.servergroup.Broadcast;
import org.servergroup.LinkListener;
import org.servergroup.Member;
import org.servergroup.Message;
import org.servergroup.NotAcceptedException;
import org.servergroup.StatusTimeoutException;
import org.servergroup.spi.AddressInUseException;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalAddress;
import org.servergroup.transport.contract.LocalRecorder;
import org.servergroup.transport.contract.PlayedPeer;

/** The client over real sockets, against an agent that is played by hand. */
class ServerGroupClientTest {
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final String prefix = "sgt." + ProcessHandle.current().pid() + "." + COUNTER.incrementAndGet() + ".";
    private final String address = prefix + "app";
    private final String agentAddress = prefix + "agent";

    private ServerGroupClient.Builder builder() {
        return ServerGroupClient.builder()
                .address(address)
                .agentAddress(agentAddress)
                .statusTimeout(Duration.ofSeconds(30));
    }

    private static String envelope(String data) {
        return "{\"data\":" + data + ",\"version\":2,\"source_addr\":\"cgcs.server_grp\"}";
    }

    @Test
    void shouldTalkToTheAgent() throws Exception {
        List<Object> heard = new CopyOnWriteArrayList<>();
        try (PlayedPeer agent = new PlayedPeer(agentAddress);
                ServerGroupClient client = builder().onBroadcast(heard::add).open()) {
            client.serverGroup().broadcast("hello");
            LocalRecorder.Received hello = agent.next();
            assertThat(hello.from().address()).isEqualTo(LocalAddress.of(address));
            assertThat(hello.text())
                    .isEqualTo("{\"data\":{\"version\":2,\"msg_type\":\"broadcast\",\"data\":\"hello\"},"
                            + "\"version\":2,\"dest_addr\":\"cgcs.server_grp\"}");
            Promise<List<Member>> status = client.serverGroup().status();
            String seq = agent.next().text().replaceAll(".*\"seq\":(\\d+).*", "$1");
            agent.send(
                    address,
                    envelope("{\"version\":2,\"msg_type\":\"status_response\",\"seq\":" + seq
                            + ",\"data\":{\"instance_name\":\"instance-00000001\",\"state\":\"active\"}}"));
            agent.send(address, envelope("{\"version\":2,\"msg_type\":\"status_response_done\",\"seq\":" + seq + "}"));
            assertThat(status.getValue()).singleElement().satisfies(member -> {
                assertThat(member.instanceName()).isEqualTo("instance-00000001");
                assertThat(member.state()).isEqualTo("active");
            });
            agent.send(
                    address,
                    envelope("{\"version\":\"version\",\"msg_type\":\"broadcast\",\"source_instance\":\"i\","
                            + "\"data\":\"hi\"}"));
            await().untilAsserted(() -> assertThat(heard).containsExactly(new Broadcast("i", "hi")));
        }
    }

    @Test
    void shouldSurviveTheAgentsRestart() throws Exception {
        List<String> link = new CopyOnWriteArrayList<>();
        try (ServerGroupClient client = builder()
                .onLink(new LinkListener() {
                    @Override
                    public void linkUp() {
                        link.add("up");
                    }

                    @Override
                    public void linkDown(String reason) {
                        link.add("down");
                    }
                })
                .open()) {
            assertThatThrownBy(() -> client.serverGroup().broadcast("too early"))
                    .isInstanceOf(NotAcceptedException.class)
                    .hasMessageContaining(agentAddress);
            for (int i = 0; i < 3; i++) {
                try (PlayedPeer agent = new PlayedPeer(agentAddress)) {
                    client.serverGroup().broadcast("there");
                    assertThat(agent.next().text()).contains("there");
                }
                assertThatThrownBy(() -> client.serverGroup().broadcast("gone"))
                        .isInstanceOf(NotAcceptedException.class);
            }
            await().untilAsserted(
                            () -> assertThat(link).containsExactly("down", "up", "down", "up", "down", "up", "down"));
        }
    }

    @Test
    void shouldHearNobodyButTheAgent() throws Exception {
        List<Message> heard = new CopyOnWriteArrayList<>();
        try (PlayedPeer agent = new PlayedPeer(agentAddress);
                PlayedPeer stranger = new PlayedPeer(prefix + "stranger");
                ServerGroupClient client = builder().onMessage(heard::add).open()) {
            stranger.send(address, envelope("\"forged\""));
            agent.send(address, "not an envelope");
            agent.send(address, envelope("\"x" + "x".repeat(60_000) + "\""));
            agent.send(address, envelope("{\"n\" : 1.0}"));
            await().untilAsserted(() -> assertThat(heard).hasSize(2));
            assertThat(heard.get(1)).isEqualTo(new Message(address, "cgcs.server_grp", "{\"n\" : 1.0}"));
            assertThat(client.discards())
                    .containsEntry(Discard.REFUSED_SENDER, 1L)
                    .containsEntry(Discard.NOT_JSON, 1L);
        }
    }

    @Test
    void shouldNameWhatWasMissingWhenTheHostDoesNotAnswer() throws Exception {
        try (PlayedPeer agent = new PlayedPeer(agentAddress);
                ServerGroupClient client =
                        builder().statusTimeout(Duration.ofMillis(100)).open()) {
            Throwable failure = client.serverGroup().status().getFailure();
            assertThat(failure).isInstanceOf(StatusTimeoutException.class).hasMessageContaining("100 ms");
            assertThat(agent.next().text()).contains("status_query");
        }
    }

    @Test
    void shouldRefuseAnAddressThatIsTakenAndLeaveNothingBehind() throws Exception {
        try (ServerGroupClient first = builder().open()) {
            assertThatThrownBy(() -> builder().open())
                    .isInstanceOf(AddressInUseException.class)
                    .hasMessageContaining(address);
            assertThat(first.discards()).isEmpty();
        }
        builder().open().close();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("servergroup-client-timer")));
    }

    @Test
    void shouldLoseNothingToAnAgentThatIsSlow() throws Exception {
        try (PlayedPeer agent = new PlayedPeer(agentAddress);
                ServerGroupClient client = builder().open()) {
            for (int i = 0; i < 2000; i++) {
                client.serverGroup().broadcast("number " + i);
            }
            for (int i = 0; i < 2000; i++) {
                assertThat(agent.next().text()).contains("\"number " + i + "\"");
            }
        }
    }
}
