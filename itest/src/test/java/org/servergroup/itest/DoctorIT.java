package org.servergroup.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.servergroup.itest.scenario.Installation;
import org.servergroup.itest.scenario.Program;
import org.servergroup.posix.DatagramSocket;
import org.servergroup.posix.Descriptor;
import org.servergroup.posix.Pty;
import org.servergroup.posix.ThreadUser;

/** What an agent that runs tells its operator while something is wrong, and that it stops when it is mended. */
@Timeout(300)
class DoctorIT {
    private static final Duration DEADLINE = Launched.DEADLINE;
    private static final int NOBODY = 65534;
    private static final Pattern SEQUENCE = Pattern.compile("\"seq\":(\\d+)");

    @TempDir
    private Path folder;

    private final String address = Launched.uniqueAddress();

    private Path work() {
        return folder.resolve("work");
    }

    private Path port() {
        return folder.resolve("port.sock");
    }

    private Shell shell() {
        return Shell.connect(Shell.socket(work(), address));
    }

    private Path configured(String text) throws IOException {
        Path conf = Files.createDirectory(folder.resolve("conf"));
        Files.writeString(conf.resolve("org.servergroup.agent.cfg"), text);
        return conf;
    }

    private List<String> command(String... options) {
        List<String> words = new ArrayList<>(List.of("--work", work().toString(), "--address", address));
        words.addAll(List.of(options));
        return new Installation(Launched.DISTRIBUTION).command("servergroup-agent", words.toArray(String[]::new));
    }

    private Program agent(String... options) throws Exception {
        Program agent = Program.start("servergroup-agent", command(options), Map.of(), line -> {});
        Launched.awaitBound(address, agent.process());
        return agent;
    }

    private Program listeningAgent(Path conf) throws Exception {
        return agent("--host-socket", port().toString(), "--listen", "--conf", conf.toString());
    }

    private SocketChannel host(Shell shell) throws IOException {
        SocketChannel host = Launched.connect(port());
        shell.awaitAnswer("sg:status", "link: up");
        return host;
    }

    private static void send(SocketChannel host, String destination, long number) throws IOException {
        Launched.write(
                host,
                "{\"version\":2,\"dest_addr\":\"" + destination + "\",\"source_addr\":\"cgcs.other\",\"data\":{\"n\":"
                        + number + "}}\n");
    }

    /** A terminal can be taken exclusively, as a port always is; but not from somebody who may do everything. */
    @Test
    void shouldNameTheProcessThatHasThePortUntilItIsFree() throws Exception {
        List<String> unprivileged = new ArrayList<>();
        if (ThreadUser.isRoot()) {
            assumeThat(Path.of("/usr/bin/setpriv")).isExecutable();
            unprivileged.addAll(List.of("/usr/bin/setpriv", "--bounding-set=-sys_admin"));
        }
        try (Pty pty = new Pty()) {
            Descriptor holder = Descriptor.open(pty.device().toString());
            Pty.exclusive(holder, true);
            unprivileged.addAll(command("--device", pty.device().toString()));
            try (Program agent = Program.start("servergroup-agent", unprivileged, Map.of(), line -> {});
                    Shell shell = shell()) {
                shell.awaitAnswer(
                        "sg:doctor",
                        "error: port: port " + pty.device() + ": in use by pid "
                                + ProcessHandle.current().pid(),
                        "  -> end that process");
                assertThat(shell.ask("sg:status").text()).contains("link: down", "in use by pid ");
                Pty.exclusive(holder, false);
                holder.close();
                shell.awaitNoMore("sg:doctor", "error: port");
                shell.awaitAnswer("sg:links", " up ");
                assertThat(agent.process().isAlive()).isTrue();
            } finally {
                holder.close();
            }
        }
    }

    @Test
    void shouldTellThatTheQueueIsFullUntilTheHostIsBack() throws Exception {
        Path conf = configured("max_queued_bytes=2000\n");
        try (Program agent = listeningAgent(conf);
                Shell shell = shell()) {
            for (int i = 0; i < 20; i++) {
                assertThat(shell.ask("sg:broadcast " + "x".repeat(300)).status())
                        .isZero();
            }
            assertThat(shell.doctor())
                    .contains(
                            " of 2000 bytes), the oldest for ",
                            "; the queue is full: the oldest make room for others\n",
                            "dropped: too much waited while the host was away (host_queue_full");
            assertThat(shell.ask("sg:counters --json").text()).contains("\"host_queue_full\":{\"messages\":1");
            try (SocketChannel host = host(shell)) {
                shell.awaitNoMore("sg:doctor", "waiting for the host");
                assertThat(host.isConnected()).isTrue();
                assertThat(shell.doctor()).contains("host_queue_full").doesNotContain("error: ");
            }
            assertThat(agent.process().isAlive()).isTrue();
        }
    }

    @Test
    void shouldTellWhichApplicationDoesNotReadWhileOthersGoOn() throws Exception {
        Path conf = configured("peer_wait_ms=200\n");
        Sequence received = new Sequence("from the host to the application that reads");
        String deaf = address + ".deaf";
        String reader = address + ".reader";
        try (Program agent = listeningAgent(conf);
                Shell shell = shell();
                App app = new App(reader, address, received);
                SocketChannel host = host(shell)) {
            try (DatagramSocket silent = DatagramSocket.bound(DatagramSocket.name(deaf))) {
                long number = fill(shell, host, deaf, reader);
                assertThat(silent.descriptor().number()).isPositive();
                shell.awaitAnswer("sg:doctor", deaf + " does not read: its messages are dropped");
                assertThat(shell.ask("sg:peers").text().lines())
                        .anyMatch(line -> line.startsWith(deaf) && line.endsWith("true"))
                        .anyMatch(line -> line.startsWith(reader) && line.endsWith("false"));
                long last = number + 100;
                while (number < last) {
                    send(host, reader, number++);
                }
                received.await(last - 1, DEADLINE);
                assertThat(received.missing()).as(received.problems()).isZero();
                assertThat(app.refused()).isZero();
            }
            send(host, deaf, 0);
            shell.awaitNoMore("sg:doctor", deaf + " does not read");
            assertThat(agent.process().isAlive()).isTrue();
        }
    }

    /** Sends more than the kernel and the agent keep for one, whatever the machine's settings are, and some to another. */
    private static long fill(Shell shell, SocketChannel host, String deaf, String reader) throws IOException {
        String dropped = "dropped: the application did not read in time (peer_full, last " + deaf + ")";
        long number = 0;
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!shell.doctor().contains(dropped) && System.nanoTime() < end) {
            for (int i = 0; i < 500; i++) {
                send(host, deaf, i);
            }
            send(host, reader, number++);
        }
        assertThat(shell.doctor()).contains(dropped);
        return number;
    }

    @Test
    void shouldShowTheGroupAsTheHostTellsIt() throws Exception {
        Path conf = configured("status_timeout_ms=20000\n");
        try (Program agent = listeningAgent(conf);
                Shell shell = shell();
                SocketChannel host = host(shell)) {
            BufferedReader lines = new BufferedReader(Channels.newReader(host, StandardCharsets.UTF_8));
            FutureTask<Shell.Answer> table = asked("sg:group");
            answerStatusQuery(lines, host);
            assertThat(table.get(DEADLINE.toSeconds(), TimeUnit.SECONDS).text().lines())
                    .hasSize(3)
                    .anyMatch(line -> line.startsWith("INSTANCE "))
                    .anyMatch(line -> line.contains("web-1") && line.contains("active"))
                    .anyMatch(line -> line.contains("web-2") && line.contains("stopped"));
            FutureTask<Shell.Answer> json = asked("sg:group --json");
            answerStatusQuery(lines, host);
            assertThat(json.get(DEADLINE.toSeconds(), TimeUnit.SECONDS))
                    .satisfies(answer -> assertThat(answer.status()).isZero())
                    .satisfies(
                            answer -> assertThat(answer.text()).startsWith("[{").contains("\"state\":\"stopped\""));
            assertThat(agent.process().isAlive()).isTrue();
        }
    }

    private FutureTask<Shell.Answer> asked(String command) {
        FutureTask<Shell.Answer> answer = new FutureTask<>(() -> {
            try (Shell shell = shell()) {
                return shell.ask(command);
            }
        });
        Thread thread = new Thread(answer, "operator");
        thread.setDaemon(true);
        thread.start();
        return answer;
    }

    private static void answerStatusQuery(BufferedReader lines, SocketChannel host) throws IOException {
        String line = lines.readLine();
        while (!line.contains("\"status_query\"")) {
            line = lines.readLine();
        }
        Matcher sequence = SEQUENCE.matcher(line);
        assertThat(sequence.find()).isTrue();
        Launched.write(host, message("status_response", sequence.group(1), status("web-1", "active")));
        Launched.write(host, message("status_response", sequence.group(1), status("web-2", "stopped")));
        Launched.write(host, message("status_response_done", sequence.group(1), ""));
    }

    private static String status(String name, String state) {
        return ",\"data\":{\"instance_id\":\"id-" + name + "\",\"display_name\":\"" + name + "\",\"state\":\"" + state
                + "\"}";
    }

    private static String message(String type, String sequence, String more) {
        return "{\"version\":2,\"dest_addr\":\"cgcs.server_grp\",\"source_addr\":\"cgcs.server_grp\",\"data\":"
                + "{\"version\":2,\"msg_type\":\"" + type + "\",\"seq\":" + sequence + more + "}}\n";
    }

    @Test
    void shouldSayWhyTheGroupIsNotKnown() throws Exception {
        Path conf = configured("status_timeout_ms=300\n");
        try (Program agent = listeningAgent(conf);
                Shell shell = shell()) {
            Shell.Answer answer = shell.ask("sg:group");
            assertThat(answer.status()).isEqualTo(1);
            assertThat(answer.text())
                    .contains("has not answered the status query completely within 300 ms", "the link is down");
            assertThat(agent.process().isAlive()).isTrue();
        }
    }

    @Test
    void shouldLetNobodyElseIn() throws Exception {
        try (Program agent = listeningAgent(configured(""));
                Shell shell = shell()) {
            Path socket = Shell.socket(work(), address);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-------");
            assumeThat(ThreadUser.isRoot()).as("only root can be somebody else").isTrue();
            for (Path each : List.of(folder, work())) {
                Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            assertThatThrownBy(() -> ThreadUser.run(NOBODY, () -> connect(socket)))
                    .hasMessageContaining("ermission");
            // Not even if the folder lets them through.
            Files.setPosixFilePermissions(socket.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
            assertThatThrownBy(() -> ThreadUser.run(NOBODY, () -> connect(socket)))
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("ermission");
            Files.setPosixFilePermissions(socket.getParent(), PosixFilePermissions.fromString("rwx------"));
            assertThat(shell.ask("sg:status").status()).isZero();
            assertThat(agent.process().isAlive()).isTrue();
        }
    }

    private static void connect(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            assertThat(channel.isConnected()).isTrue();
        }
    }

    @Test
    void shouldNotBeHeldUpByOperatorsWhoSayNothing() throws Exception {
        try (Program agent = listeningAgent(configured(""));
                Shell silent = shell();
                Shell another = shell();
                Shell talking = shell()) {
            assertThat(List.of(talking.ask("sg:status"), silent.ask("sg:status"), another.ask("sg:status")))
                    .allMatch(answer -> answer.status() == 0);
            assertThat(agent.process().isAlive()).isTrue();
        }
    }
}
