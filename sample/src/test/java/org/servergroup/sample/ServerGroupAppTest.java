package org.servergroup.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servergroup.spi.LocalAddress;
import org.servergroup.transport.contract.LocalRecorder;

/** The program as a process, over real sockets, against an agent that is played by hand. */
class ServerGroupAppTest {
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final String prefix = "sgt." + ProcessHandle.current().pid() + ".s" + COUNTER.incrementAndGet() + ".";
    private final String agentAddress = prefix + "agent";
    private final String address = prefix + "app";

    @TempDir
    private Path folder;

    @BeforeAll
    static void bePatientWithProcesses() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    private StartedApp start(String... arguments) throws Exception {
        String[] all = new String[arguments.length + 4];
        all[0] = "--agent";
        all[1] = agentAddress;
        all[2] = "--address";
        all[3] = address;
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        return new StartedApp(folder, all);
    }

    private void sendTheRestOfTheRecording(PlayedAgent agent) {
        agent.send(
                address,
                "{\"version\":2,\"msg_type\":\"broadcast\",\"source_instance\":\"instance-00000002\","
                        + "\"data\":\"hello from 2\"}");
        agent.send(
                address,
                "{\"version\":2,\"msg_type\":\"notification\",\"data\":\"{\\\"event_type\\\":"
                        + "\\\"compute.instance.pause.end\\\",\\\"payload\\\":{\\\"state\\\":\\\"paused\\\"}}\"}");
        agent.send(address, "{\"version\":2,\"msg_type\":\"nack\",\"log_msg\":\"Invalid message type\"}");
        agent.send(address, "{\"version\":2,\"msg_type\":\"nack\"}");
        agent.send(address, "{\"version\":2,\"msg_type\":\"bogus\"}");
        agent.send(address, "{\"version\":2,\"msg_type\":\"status_response\",\"seq\":0,\"data\":\"{}\"}");
        agent.send(address, "{\"version\":2,\"msg_type\":\"broadcast\",\"data\":\"no source_instance\"}");
    }

    /** The recording sga_hello, but for the three lines on messages that are of no use: those are only counted here. */
    @Test
    void shouldPrintWhatTheCSamplePrints() throws Exception {
        try (PlayedAgent agent = new PlayedAgent(agentAddress);
                StartedApp app = start("hello")) {
            LocalRecorder.Received hello = agent.next();
            assertThat(hello.from().address()).isEqualTo(LocalAddress.of(address));
            assertThat(hello.text())
                    .isEqualTo("{\"data\":{\"version\":2,\"msg_type\":\"broadcast\",\"data\":\"hello\"},"
                            + "\"version\":2,\"dest_addr\":\"cgcs.server_grp\"}");
            agent.answer(
                    address,
                    agent.nextQuery(),
                    "\"{\\\"name\\\":\\\"instance-00000001\\\",\\\"status\\\":\\\"ACTIVE\\\"}\"",
                    "{\"name\":\"instance-00000002\",\"status\":\"ACTIVE\"}");
            await().until(() -> app.out().endsWith("\n\n"));
            sendTheRestOfTheRecording(agent);
            String expected = "got server group status response msg: [{\"name\":\"instance-00000001\",\"status\":"
                    + "\"ACTIVE\"},{\"name\":\"instance-00000002\",\"status\":\"ACTIVE\"}]\n\n"
                    + "got server group broadcast msg: len: 12, sinstance: instance-00000002, msg: hello from 2\n\n"
                    + "got server group notification msg: {\"event_type\":\"compute.instance.pause.end\",\"payload\":"
                    + "{\"state\":\"paused\"}}\n\n"
                    + "problem processing incoming msg: Nack received, error message from host: Invalid message type\n"
                    + "problem processing incoming msg: Nack received, error message from host: (null)\n";
            await().untilAsserted(() -> assertThat(app.out()).isEqualTo(expected));
            assertThat(app.terminate()).isZero();
            assertThat(app.out()).isEqualTo(expected);
        }
    }

    @Test
    void shouldWriteOneJsonObjectPerLineInUtf8WhateverTheLocale() throws Exception {
        try (PlayedAgent agent = new PlayedAgent(agentAddress);
                StartedApp app = start("--json")) {
            agent.answer(address, agent.nextQuery(), "{\"instance_name\":\"i1\"}");
            await().until(() -> app.out().contains("status"));
            agent.send(
                    address,
                    "{\"version\":2,\"msg_type\":\"broadcast\",\"source_instance\":\"i2\",\"data\":\"gr\u00fc\u00df \\\"dich\\\"\"}");
            await().untilAsserted(() -> assertThat(app.out().lines())
                    .containsExactlyInAnyOrder(
                            "{\"type\":\"link\",\"up\":true}",
                            "{\"type\":\"status\",\"members\":[{\"instance_name\":\"i1\"}]}",
                            "{\"type\":\"broadcast\",\"len\":13,\"source_instance\":\"i2\","
                                    + "\"message\":\"gr\u00fc\u00df \\\"dich\\\"\"}"));
            assertThat(app.terminate()).isZero();
        }
    }

    @Test
    void shouldWaitForAnAgentAndSayWhatToDo() throws Exception {
        try (StartedApp app = start("late")) {
            await().until(() -> !app.err().isEmpty());
            try (PlayedAgent agent = new PlayedAgent(agentAddress)) {
                assertThat(agent.next().text()).contains("\"data\":\"late\"");
                agent.answer(address, agent.nextQuery());
                await().untilAsserted(
                                () -> assertThat(app.out()).isEqualTo("got server group status response msg: []\n\n"));
            }
            assertThat(app.err())
                    .startsWith("server_group_app: ")
                    .contains(agentAddress, "start servergroup-agent", "--agent")
                    .hasLineCount(1);
            assertThat(app.terminate()).isZero();
        }
    }

    @Test
    void shouldEndAfterTheFirstStatusWhenAsked() throws Exception {
        try (PlayedAgent agent = new PlayedAgent(agentAddress);
                StartedApp app = start("--once")) {
            agent.answer(address, agent.nextQuery(), "{\"state\":\"active\"}");
            assertThat(app.exitCode()).isZero();
            assertThat(app.out()).isEqualTo("got server group status response msg: [{\"state\":\"active\"}]\n\n");
        }
        try (PlayedAgent silent = new PlayedAgent(agentAddress);
                StartedApp app = start("--once")) {
            silent.nextQuery();
            assertThat(app.exitCode()).isEqualTo(1);
            assertThat(app.err()).contains("5000 ms").hasLineCount(1);
        }
    }

    @Test
    void shouldSayThatItsAddressIsTaken() throws Exception {
        try (PlayedAgent other = new PlayedAgent(address);
                StartedApp app = start("--once")) {
            assertThat(app.exitCode()).isEqualTo(1);
            assertThat(app.err())
                    .startsWith("server_group_app: ")
                    .contains(address, "in use", "--address", "cgcs.server_grp")
                    .hasLineCount(1);
            assertThat(other).isNotNull();
        }
    }

    @Test
    void shouldRefuseMistakesWithOneLine() throws Exception {
        assertRefused("Unknown option", "--nonsense");
        assertRefused("Unmatched argument", "one", "two");
        try (PlayedAgent agent = new PlayedAgent(agentAddress)) {
            assertRefused("3050", "x".repeat(3051));
            assertRefused("newline", "a\nb");
            assertThat(agent).isNotNull();
        }
    }

    private void assertRefused(String message, String... arguments) throws Exception {
        try (StartedApp app = start(arguments)) {
            assertThat(app.exitCode()).isEqualTo(2);
            assertThat(app.err())
                    .startsWith("server_group_app: ")
                    .contains(message)
                    .hasLineCount(1);
        }
    }

    @Test
    void shouldTakeAMessageThatLooksLikeAFileOfArguments() throws Exception {
        try (PlayedAgent agent = new PlayedAgent(agentAddress);
                StartedApp app = start("@all")) {
            assertThat(agent.next().text()).contains("\"data\":\"@all\"");
            assertThat(app.terminate()).isZero();
        }
    }

    @Test
    void shouldExplainItself() throws Exception {
        try (StartedApp help = new StartedApp(folder, "--help");
                StartedApp version = new StartedApp(folder, "--version")) {
            assertThat(help.exitCode()).isZero();
            assertThat(help.out())
                    .contains("Usage: server_group_app", "MESSAGE", "--json", "--once", "--agent", "--address");
            assertThat(version.exitCode()).isZero();
            assertThat(version.out()).startsWith("server_group_app ").hasLineCount(1);
        }
    }
}
