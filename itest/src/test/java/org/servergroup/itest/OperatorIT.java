package org.servergroup.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.servergroup.itest.Launched.DEADLINE;
import static org.servergroup.itest.Launched.DISTRIBUTION;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.servergroup.itest.Launched.Ended;
import org.servergroup.itest.scenario.Installation;
import org.servergroup.itest.scenario.Program;

/** {@code servergroup-agent shell} and {@code doctor}: each answer and each diagnosis really produced. */
@Timeout(300)
class OperatorIT {
    @TempDir
    private Path folder;

    private final String address = Launched.uniqueAddress();
    private Path work = Path.of("/");
    private Path port = Path.of("/");

    @BeforeEach
    void nameFiles() {
        work = folder.resolve("work");
        port = folder.resolve("port.sock");
    }

    private Program agent(String... options) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of("--work", work.toString(), "--address", address, "--log-level", "info"));
        arguments.addAll(List.of(options));
        Program agent = Launched.start("servergroup-agent", arguments.toArray(String[]::new));
        agent.await("the agent listens", line -> line.contains("listening on " + address), DEADLINE);
        await().atMost(DEADLINE).until(() -> Files.exists(socket()));
        return agent;
    }

    private Program listeningAgent() throws Exception {
        return agent("--host-socket", port.toString(), "--listen");
    }

    /** At any time: which of the agent's first lines comes first is a matter of chance. */
    private static void awaitWritten(Program agent, String text) {
        await().atMost(DEADLINE).untilAsserted(() -> assertThat(agent.lines()).anyMatch(line -> line.contains(text)));
    }

    private Path socket() {
        return Shell.socket(work, address);
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private Ended ask(String verb, String... words) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(verb, "--work", work.toString(), "--address", address));
        arguments.addAll(List.of(words));
        return Launched.run("servergroup-agent", arguments.toArray(String[]::new));
    }

    private void assertDiagnosis(Ended ended, String... words) {
        assertThat(ended.output()).startsWith("not healthy").contains(words).contains("  -> ");
        assertThat(ended.exitCode()).isEqualTo(1);
    }

    @Test
    void shouldAnswerTheOperatorAndNobodyElse() throws Exception {
        try (Program agent = listeningAgent()) {
            assertThat(permissions(work.resolve("shell"))).isEqualTo("rwx------");
            // The file is there a moment before it is its owner's alone.
            await().atMost(DEADLINE)
                    .untilAsserted(() -> assertThat(permissions(socket())).isEqualTo("rw-------"));
            assertThat(ask("shell", "sg:status"))
                    .satisfies(status -> assertThat(status.exitCode()).isZero())
                    .satisfies(status -> assertThat(status.output()).contains("listening: " + address, "link: down"));
            assertThat(ask("shell", "sg:status", "--json").output()).startsWith("{\"link\":\"down\"");
            assertThat(ask("shell", "sg:links").output()).contains("unix-stream", port.toString(), "waiting");
            assertThat(ask("shell", "sg:counters", "--json").output()).contains("\"from_apps\":{\"messages\":0");
            assertThat(ask("shell", "sg:peers").output()).isEqualTo("none");
            assertThat(ask("shell", "sg:status", "--xml")).isEqualTo(new Ended(2, "sg:status has no option --xml"));
            assertThat(ask("shell", "sg:nonsense")).isEqualTo(new Ended(2, "there is no command sg:nonsense"));
            assertThat(ask("shell", "sg:loglevel", "debug")).isEqualTo(new Ended(0, "level: debug"));
            assertThat(agent.process().isAlive()).isTrue();
        }
        assertThat(socket()).doesNotExist();
    }

    @Test
    void shouldStartTheShellLanguageWhenItIsWanted() throws Exception {
        try (Program agent = listeningAgent()) {
            Ended ended = ask("shell", "x = (sg:loglevel); \"now $x\"");
            assertThat(ended.output()).contains("now level: info");
            assertThat(ended.exitCode()).isZero();
            assertThat(ask("shell", "status | status").output()).contains("listening: " + address);
            assertThat(ask("shell", "no-such-thing $x").exitCode()).isEqualTo(2);
            assertThat(agent.process().isAlive()).isTrue();
        }
    }

    @Test
    void shouldTakeCommandsFromTheStandardInput() throws Exception {
        try (Program agent = listeningAgent()) {
            Installation installation = new Installation(DISTRIBUTION);
            Path commands = Files.writeString(folder.resolve("commands"), "sg:loglevel\n\nsg:peers\nexit\nsg:status\n");
            Process shell = new ProcessBuilder(installation.command(
                            "servergroup-agent", "shell", "--work", work.toString(), "--address", address))
                    .redirectInput(commands.toFile())
                    .redirectErrorStream(true)
                    .start();
            assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("level: info\nnone\n");
            assertThat(shell.waitFor()).isZero();
            assertThat(agent.process().isAlive()).isTrue();
        }
    }

    @Test
    void shouldTellThatNoAgentRunsAndThatThePortIsAbsent() throws Exception {
        String absent = folder.resolve("no-port").toString();
        Ended ended = ask("doctor", "--device", absent);
        assertDiagnosis(ended, "no agent runs: nobody holds the local address @" + address);
        assertThat(ended.output()).contains("port " + absent + ": there is no such device");
        Ended json = ask("doctor", "--device", absent, "--json");
        assertThat(json.output()).startsWith("{\"healthy\":false,").contains("\"subject\":\"port\"");
        assertThat(json.exitCode()).isEqualTo(1);
        assertThat(ask("shell", "sg:status").output()).contains("no agent answers at " + socket());
    }

    @Test
    void shouldTellWhoHoldsThePortAndTheAddress() throws Exception {
        Path busy = Files.createFile(folder.resolve("busy-port"));
        Path elsewhere = folder.resolve("elsewhere");
        try (FileChannel holder = FileChannel.open(busy, StandardOpenOption.READ, StandardOpenOption.WRITE);
                Program other = Launched.start(
                        "servergroup-agent",
                        "--work",
                        elsewhere.toString(),
                        "--address",
                        address,
                        "--device",
                        folder.resolve("none").toString())) {
            Launched.awaitBound(address, other.process());
            assertThat(holder.isOpen()).isTrue();
            Ended ended = ask("doctor", "--device", busy.toString());
            assertDiagnosis(
                    ended,
                    "the local address @" + address + " is held by pid "
                            + other.process().pid() + " (java)",
                    "in use by pid " + ProcessHandle.current().pid());
        }
    }

    @Test
    void shouldTellThatTheConfigurationIsRefused() throws Exception {
        Path conf = Files.createDirectory(folder.resolve("conf"));
        Path file = conf.resolve("org.servergroup.agent.cfg");
        Files.writeString(file, "max_queued_bytes=lots\n");
        try (Program agent = agent("--host-socket", port.toString(), "--listen", "--conf", conf.toString())) {
            String refused =
                    file + ": max_queued_bytes=lots is refused, it stays at 4194304: it must be a whole number";
            assertDiagnosis(ask("doctor"), "configuration: " + refused);
            assertThat(agent.lines().stream().filter(line -> line.contains("max_queued_bytes")))
                    .singleElement()
                    .asString()
                    .contains(refused);
            assertThat(agent.process().isAlive()).isTrue();
        }
        Files.writeString(file, "a = \\u00zz\n");
        assertDiagnosis(ask("doctor", "--conf", conf.toString()), "configuration: refused: cannot read " + file);
    }

    @Test
    void shouldTellThatThePortIsAbsentWhileTheAgentRuns() throws Exception {
        String absent = folder.resolve("no-port").toString();
        try (Program agent = agent("--device", absent)) {
            assertDiagnosis(ask("doctor"), "error: port: port " + absent + ": there is no such device");
            assertThat(agent.process().isAlive()).isTrue();
        }
    }

    @Test
    void shouldTellWhatIsWrongUntilNothingIs() throws Exception {
        try (Program agent = listeningAgent()) {
            assertDiagnosis(
                    ask("doctor"),
                    "host: " + port + " (listening) is open, but the host's end is not connected",
                    "app: no application is bound to cgcs.server_grp");
            assertThat(ask("shell", "sg:broadcast", "hello").exitCode()).isZero();
            assertDiagnosis(ask("doctor"), "queue: 1 message waiting for the host (");
            try (SocketChannel host = Launched.connect(port)) {
                agent.await("the host is connected", line -> line.contains("host link up"), DEADLINE);
                Launched.write(host, "nonsense\n");
                agent.await("the nonsense is dropped", line -> line.contains("dropped 1 message"), DEADLINE);
                assertDiagnosis(ask("doctor"), "dropped: not one JSON object (not_json)", "app: no application");
            }
        }
    }

    @Test
    void shouldFindAHealthyAgentHealthy() throws Exception {
        String namespace = address + ".";
        List<String> options = List.of("--work", work.toString(), "--namespace", namespace);
        List<String> run = new ArrayList<>(options);
        run.addAll(List.of("--host-socket", port.toString(), "--listen", "--log-level", "info"));
        try (Program agent = Launched.start("servergroup-agent", run.toArray(String[]::new))) {
            agent.await("the agent listens", line -> line.contains("listening on"), DEADLINE);
            Launched.awaitBound(namespace + "cgcs.messaging", agent.process());
            try (SocketChannel host = connect(agent);
                    Program app = Launched.start("server_group_app", "--namespace", namespace)) {
                Launched.awaitBound(namespace + "cgcs.server_grp", app.process());
                assertThat(host.isConnected()).isTrue();
                List<String> question = new ArrayList<>(List.of("doctor"));
                question.addAll(options);
                Ended ended = Launched.run("servergroup-agent", question.toArray(String[]::new));
                assertThat(ended).isEqualTo(new Ended(0, "healthy"));
            }
        }
    }

    private SocketChannel connect(Program agent) throws Exception {
        SocketChannel host = Launched.connect(port);
        agent.await("the host is connected", line -> line.contains("host link up"), DEADLINE);
        return host;
    }

    @Test
    void shouldDoWithoutAShellRatherThanShareOne() throws Exception {
        Files.createDirectories(
                work.resolve("shell"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(socket()));
            try (Program agent = listeningAgent()) {
                awaitWritten(agent, "no operator's shell: another agent");
            }
        }
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(work.resolve("shell"), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(ask("shell", "sg:status").output()).contains("mode 0700");
    }

    @Test
    void shouldExplainItselfAndRefuseMistakes() throws Exception {
        assertThat(Launched.run("servergroup-agent", "shell", "--help").output())
                .contains("sg:loglevel", "doctor");
        assertThat(Launched.run("servergroup-agent", "doctor", "nonsense").exitCode())
                .isEqualTo(2);
        assertThat(Launched.run("servergroup-agent", "doctor", "--work").exitCode())
                .isEqualTo(2);
    }

    @Test
    void shouldServeMetricsWhereTheConfigurationAsks() throws Exception {
        Path conf = Files.createDirectory(folder.resolve("conf"));
        Path metrics = folder.resolve("metrics.sock");
        Files.writeString(
                conf.resolve("org.servergroup.agent.metrics.cfg"), "prometheus_socket=" + metrics + "\njmx=true\n");
        try (Program agent = agent("--host-socket", port.toString(), "--listen", "--conf", conf.toString())) {
            awaitWritten(agent, "metrics in JMX");
            try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(metrics))) {
                Launched.write(client, "GET /metrics HTTP/1.0\r\n\r\n");
                String text = new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.UTF_8);
                assertThat(text).contains("servergroup_agent_link_up 0\n");
            }
        }
        assertThat(metrics).doesNotExist();
    }
}
