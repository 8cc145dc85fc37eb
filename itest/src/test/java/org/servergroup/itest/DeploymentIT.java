package org.servergroup.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.servergroup.itest.scenario.Installation;
import org.servergroup.itest.scenario.NotSeenException;
import org.servergroup.itest.scenario.Program;

/** Bundles and configuration of running programs: what an operator does to the folders takes effect, or is refused. */
@Timeout(300)
class DeploymentIT {
    private static final Path HANDLER =
            Launched.DISTRIBUTION.resolve("samples").resolve("org.servergroup.sample.handler.jar");

    private static final int CHUNK_BYTES = 512;
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final String NO_AGENT = "the agent's bundle is not there, or is being exchanged just now\n";

    @TempDir
    Path folder;

    private final String address = Launched.uniqueAddress();
    private Installation installation;
    private Path bundles;
    private Path conf;
    private int requests;

    /** A distribution of its own, but for what is only read. */
    @BeforeEach
    void install() throws IOException {
        Path home = Files.createDirectory(folder.resolve("home"));
        for (String copied : List.of("bin", "bundles", "conf")) {
            copy(Launched.DISTRIBUTION.resolve(copied), home.resolve(copied));
        }
        Files.createSymbolicLink(home.resolve("lib"), Launched.DISTRIBUTION.resolve("lib"));
        installation = new Installation(home);
        bundles = home.resolve("bundles/agent");
        conf = home.resolve("conf");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private Path socket() {
        return folder.resolve("host.sock");
    }

    private Program startAgent() throws Exception {
        Program agent = Launched.start(
                installation,
                Map.of(),
                "servergroup-agent",
                "--log-level",
                "info",
                "--host-socket",
                socket().toString(),
                "--listen",
                "--work",
                work().toString(),
                "--address",
                address);
        Launched.awaitBound(address, agent.process());
        return agent;
    }

    private Path work() {
        return folder.resolve("work");
    }

    private Shell shell() {
        return Shell.connect(Shell.socket(work(), address));
    }

    @Test
    void shouldInstallUpdateAndRemoveBundlesAndRefuseWhatIsNoGood() throws Exception {
        Path jar = bundles.resolve("handler.jar");
        try (Program agent = startAgent();
                SocketChannel host = connect()) {
            BufferedReader lines = new BufferedReader(Channels.newReader(host, StandardCharsets.UTF_8));
            copySlowly(HANDLER, jar);
            await(agent, "installed org.servergroup.sample.handler");
            assertAnswers(host, lines);

            Path newer = TestBundle.changed(HANDLER, folder.resolve("newer"), Map.of("Bundle-Version", "9.0.0"));
            Files.move(newer, jar, StandardCopyOption.ATOMIC_MOVE);
            await(agent, "updated org.servergroup.sample.handler", " to 9.0.0");
            assertAnswers(host, lines);

            byte[] whole = Files.readAllBytes(HANDLER);
            Files.write(jar, Arrays.copyOf(whole, whole.length / 2));
            await(agent, "handler.jar is refused", "not a complete jar");
            assertAnswers(host, lines);

            Files.write(jar, whole);
            await(agent, "updated org.servergroup.sample.handler 9.0.0");
            TestBundle.changed(HANDLER, jar, Map.of("Import-Package", "does.not.exist;version=\"[2,3)\""));
            await(agent, "handler.jar is refused", "no package does.not.exist", "from 2.0.0 below 3.0.0");
            assertAnswers(host, lines);

            TestBundle.changed(HANDLER, jar, Map.of("Bundle-SymbolicName", "somebody.else"));
            await(agent, "handler.jar is refused", "somebody.else");
            assertAnswers(host, lines);

            Files.delete(jar);
            await(agent, "uninstalled org.servergroup.sample.handler");
            send(host, "cgcs.scale", 1_000_000);
            await(agent, "cgcs.scale");
            assertThat(agent.process().isAlive()).isTrue();
        }
    }

    @Test
    void shouldRefuseBundlesThatCannotBeUsedAndTakeThemWhenTheyCan() throws Exception {
        try (Program agent = startAgent()) {
            Files.copy(HANDLER, bundles.resolve("one.jar"));
            await(agent, "installed org.servergroup.sample.handler");
            Files.copy(HANDLER, bundles.resolve("two.jar"));
            await(agent, "two.jar is refused", "installed from", "one.jar");
            Files.delete(bundles.resolve("one.jar"));
            await(agent, "uninstalled org.servergroup.sample.handler");
            await(agent, "installed org.servergroup.sample.handler", "two.jar");

            Files.writeString(bundles.resolve("text.jar"), "this is not a jar");
            await(agent, "text.jar is refused", "not a complete jar");
            TestBundle.empty(bundles.resolve("needy.jar"), "needy", Map.of("Import-Package", "provided.late"));
            await(agent, "needy.jar is refused", "no package provided.late");
            TestBundle.empty(bundles.resolve("late.jar"), "late", Map.of("Export-Package", "provided.late"));
            await(agent, "installed late");
            await(agent, "installed needy");
        }
    }

    @Test
    void shouldFollowConfigurationAndKeepTheLastGood() throws Exception {
        Path file = conf.resolve("org.servergroup.transport.unix.cfg");
        Path agentFile = conf.resolve("org.servergroup.agent.cfg");
        try (Program agent = startAgent()) {
            // The option says where the agent listens; the file may say what it likes.
            Files.writeString(file, "address=" + address + ".ignored\npeers_max=10\n");
            await(agent, "transport.unix.cfg is in force", "peers_max=10");
            assertThat(Launched.isBound(address)).isTrue();

            Files.writeString(agentFile, "max_queued_bytes=7000\npeer_wait_ms=700\n");
            await(agent, "agent.cfg is in force", "max_queued_bytes=7000", "peer_wait_ms=700");
            Files.writeString(agentFile, "max_queued_bytes=seven\npeer_wait_ms=800\n");
            await(agent, "agent.cfg: max_queued_bytes=seven is refused, it stays at 7000", "whole number");
            await(agent, "agent.cfg is in force: peer_wait_ms=800");
            Files.writeString(agentFile, "max_queued_bytes=1\npeer_wait_ms=800\nmax_queued_byte=1\n");
            await(agent, "agent.cfg: max_queued_bytes=1 is refused, it stays at 7000", "from 1024 to");
            await(agent, "agent.cfg: there is no property max_queued_byte");

            Files.writeString(agentFile, "max_queued_bytes=8000\n\\u00zz\n");
            FileTime modified = Files.getLastModifiedTime(agentFile);
            await(agent, "cannot read", "agent.cfg", "last good configuration stays");
            assertThat(agentFile).hasContent("max_queued_bytes=8000\n\\u00zz\n");
            assertThat(Files.getLastModifiedTime(agentFile)).isEqualTo(modified);

            Files.delete(agentFile);
            await(agent, "org.servergroup.agent", "max_queued_bytes as preset");
        }
    }

    @Test
    void shouldChangeTheAddressAndKeepTheLastThatCanBe() throws Exception {
        Path file = conf.resolve("org.servergroup.transport.unix.cfg");
        Files.writeString(file, "address=" + address + "\n");
        Program started = Launched.start(
                installation, Map.of(), "servergroup-agent", "--log-level", "info", "--device", "/dev/null/none");
        try (Program agent = started) {
            Launched.awaitBound(address, agent.process());
            Files.writeString(file, "address=" + address + ".new\n");
            Launched.awaitBound(address + ".new", agent.process());
            assertThat(Launched.isBound(address)).isFalse();

            // Only the component knows that this cannot be.
            Files.writeString(file, "address=" + address + ".new\nnamespace=" + "n".repeat(100) + "\n");
            await(
                    agent,
                    "transport.unix.cfg is refused, the last good configuration stays",
                    "namespace must be at most 64 bytes");
            Launched.awaitBound(address + ".new", agent.process());
        }
    }

    @Test
    void shouldTellTheOperatorWhatIsRefusedUntilItIsMended() throws Exception {
        Path agentFile = conf.resolve("org.servergroup.agent.cfg");
        Path unixFile = conf.resolve("org.servergroup.transport.unix.cfg");
        try (Program agent = startAgent();
                Shell shell = shell()) {
            Files.writeString(agentFile, "max_queued_bytes=seven\nmax_queued_byte=1\n");
            shell.awaitAnswer(
                    "sg:doctor",
                    "warning: configuration: " + agentFile + ": max_queued_bytes=seven is refused, it stays at 4194304",
                    "warning: configuration: " + agentFile
                            + ": there is no property max_queued_byte; is it max_queued_bytes?\n",
                    "  -> correct it");
            Files.writeString(unixFile, "address=\\u00zz\n");
            shell.awaitAnswer("sg:doctor", "warning: configuration: cannot read " + unixFile);
            Files.writeString(bundles.resolve("text.jar"), "this is not a jar");
            TestBundle.empty(bundles.resolve("needy.jar"), "needy", Map.of("Import-Package", "nobody.has"));
            shell.awaitAnswer(
                    "sg:doctor",
                    "warning: bundle: " + bundles.resolve("text.jar") + " is refused: it is not a complete jar",
                    "warning: bundle: " + bundles.resolve("needy.jar")
                            + " is refused: it does not resolve: there is no package nobody.has\n");
            assertThat(shell.ask("sg:status --json").text()).contains("\"findings\":");

            // The agent itself may be exchanged meanwhile: what was refused is not its own to forget.
            Path newer = TestBundle.changed(agentJar(), folder.resolve("newer"), Map.of("Bundle-Version", "9.9.9"));
            Files.move(newer, agentJar(), StandardCopyOption.ATOMIC_MOVE);
            await(agent, "updated org.servergroup.agent", " to 9.9.9");
            shell.awaitAnswer("sg:doctor", "max_queued_bytes=seven", "text.jar is refused", "needy.jar is refused");
            assertDoctorOfTheDistribution(1, "text.jar is refused");

            Files.writeString(agentFile, "max_queued_bytes=7000\n");
            Files.delete(unixFile);
            Files.delete(bundles.resolve("text.jar"));
            Files.delete(bundles.resolve("needy.jar"));
            shell.awaitNoMore("sg:doctor", "configuration: ", "bundle: ");
        }
    }

    private Path agentJar() {
        return bundles.resolve("org.servergroup.agent.jar");
    }

    private void assertDoctorOfTheDistribution(int exitCode, String text) throws Exception {
        Program doctor = Launched.start(
                installation,
                Map.of(),
                "servergroup-agent",
                "doctor",
                "--work",
                work().toString(),
                "--address",
                address);
        Launched.Ended ended = Launched.end(doctor);
        assertThat(ended.output()).contains(text);
        assertThat(ended.exitCode()).isEqualTo(exitCode);
    }

    @Test
    void shouldTellTheOperatorOfAComponentThatDoesNotStart() throws Exception {
        try (Program agent = startAgent();
                Shell shell = shell()) {
            Files.writeString(conf.resolve("org.servergroup.agent.metrics.cfg"), "prometheus_port=99999\n");
            shell.awaitAnswer("sg:doctor", "prometheus_port");
            Files.delete(conf.resolve("org.servergroup.agent.metrics.cfg"));
            shell.awaitNoMore("sg:doctor", "prometheus_port");
            assertThat(agent.process().isAlive()).isTrue();
        }
    }

    @Test
    void shouldKeepTheOperatorsConnectionWhileTheAgentItselfIsExchanged() throws Exception {
        try (Program agent = startAgent();
                Shell shell = shell()) {
            for (String version : List.of("9.0.1", "9.0.2")) {
                Path newer = TestBundle.changed(agentJar(), folder.resolve("newer"), Map.of("Bundle-Version", version));
                Files.move(newer, agentJar(), StandardCopyOption.ATOMIC_MOVE);
                await(agent, "updated org.servergroup.agent", " to " + version);
                shell.awaitAnswer("sg:status", "listening: " + address);
            }
            Files.delete(agentJar());
            await(agent, "uninstalled org.servergroup.agent");
            assertThat(shell.ask("sg:status")).isEqualTo(new Shell.Answer(1, NO_AGENT));
        }
    }

    @Test
    void shouldFollowTheHostSideLikewise() throws Exception {
        Path admin = folder.resolve("admin.sock");
        try (Program host = Launched.start(
                installation,
                Map.of(),
                "servergroup-host",
                "--log-level",
                "info",
                "--sockets",
                folder.toString(),
                "--admin-socket",
                admin.toString())) {
            host.await("the host side's first line", line -> true, Launched.DEADLINE);
            Path jars = installation.home().resolve("bundles/host");
            TestBundle.empty(jars.resolve("more.jar"), "more", Map.of());
            await(host, "installed more");
            Files.writeString(conf.resolve("org.servergroup.host.cfg"), "gone_delay_ms=-1\n");
            await(host, "gone_delay_ms=-1 is refused, it stays at 1000");
            TestBundle.empty(jars.resolve("needy.jar"), "needy", Map.of("Import-Package", "nobody.has"));
            await(host, "needy.jar is refused");
            assertThat(hostDoctor(admin))
                    .satisfies(ended -> assertThat(ended.exitCode()).isEqualTo(1))
                    .satisfies(ended -> assertThat(ended.output())
                            .startsWith("not healthy\n")
                            .contains("gone_delay_ms=-1 is refused", "needy.jar is refused", "  -> correct it"));
            Files.delete(jars.resolve("more.jar"));
            Files.delete(jars.resolve("needy.jar"));
            Files.delete(conf.resolve("org.servergroup.host.cfg"));
            await(host, "uninstalled more");
            awaited()
                    .untilAsserted(() -> assertThat(hostDoctor(admin).output())
                            .doesNotContain("is refused")
                            .contains("no guest has a socket"));
        }
    }

    private Launched.Ended hostDoctor(Path admin) throws Exception {
        return Launched.end(
                Launched.start(installation, Map.of(), "servergroup-host", "doctor", "--socket", admin.toString()));
    }

    private static ConditionFactory awaited() {
        return Awaitility.await().atMost(Launched.DEADLINE);
    }

    private static void await(Program program, String... parts) throws Exception {
        String what = String.join(" … ", parts);
        try {
            program.await(what, line -> Stream.of(parts).allMatch(line::contains), Launched.DEADLINE);
        } catch (NotSeenException e) {
            throw new AssertionError(what + " was not written:\n" + String.join("\n", program.lines()), e);
        }
    }

    /** In pieces, with pauses between them: the whole takes longer than a file must be left alone. */
    private static void copySlowly(Path from, Path to) throws Exception {
        byte[] bytes = Files.readAllBytes(from);
        try (OutputStream out = Files.newOutputStream(to)) {
            for (int at = 0; at < bytes.length; at += CHUNK_BYTES) {
                out.write(bytes, at, Math.min(CHUNK_BYTES, bytes.length - at));
                awaited().pollDelay(PAUSE).until(() -> true);
            }
        }
    }

    private SocketChannel connect() {
        return Launched.connect(socket());
    }

    private static void send(SocketChannel host, String destination, int number) throws IOException {
        String line = "{\"version\":2,\"dest_addr\":\"" + destination
                + "\",\"source_addr\":\"cgcs.other\",\"data\":{\"n\":" + number + "}}\n";
        Launched.write(host, line);
    }

    /** The handler in the agent answers. */
    private void assertAnswers(SocketChannel host, BufferedReader lines) throws IOException {
        int number = requests++;
        send(host, "cgcs.scale", number);
        String line = lines.readLine();
        while (!line.contains("cgcs.scale")) {
            line = lines.readLine();
        }
        assertThat(line).contains("{\"n\":" + number + "}");
    }
}
