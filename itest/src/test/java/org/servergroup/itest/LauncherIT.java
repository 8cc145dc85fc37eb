package org.servergroup.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;
import static org.servergroup.itest.Launched.DEADLINE;
import static org.servergroup.itest.Launched.DISTRIBUTION;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.servergroup.itest.Launched.Ended;
import org.servergroup.itest.scenario.Installation;
import org.servergroup.itest.scenario.Program;

/** The programs of the distribution, as processes: options, exit codes, what they say, what they leave behind. */
class LauncherIT {
    private static final int SIGTERM_EXIT_WITHOUT_HANDLER = 143;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"servergroup-agent", "servergroup-host", "server_group_app"})
    void shouldExplainItself(String program) throws Exception {
        Ended ended = Launched.run(program, "--help");
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.output()).contains("Usage: " + program).contains("--help");
    }

    @Test
    void shouldListTheOptionsOfTheAgent() throws Exception {
        assertThat(Launched.run("servergroup-agent", "--help").output())
                .contains("--device", "--host-socket", "--listen", "--address", "--conf", "--work", "--log-level");
    }

    @ParameterizedTest
    @ValueSource(strings = {"servergroup-agent", "servergroup-host"})
    void shouldTellItsVersion(String program) throws Exception {
        Ended ended = Launched.run(program, "--version");
        assertThat(ended).isEqualTo(new Ended(0, program + " " + System.getProperty("servergroup.version")));
    }

    @Test
    void shouldRefuseMistakesOnTheCommandLineWithOneLine() throws Exception {
        assertUsageError("there is no option --nonsense", "--nonsense");
        assertUsageError("--listen needs --host-socket", "--listen");
        assertUsageError("exclude each other", "--device", "/dev/x", "--host-socket", "/tmp/y");
        assertUsageError("no log level loud", "--log-level", "loud");
        assertUsageError(
                "cannot read the configuration folder",
                "--conf",
                folder.resolve("none").toString());
    }

    @Test
    void shouldRefuseValuesThatAComponentDoesNotTakeWithOneLine() throws Exception {
        String missing = folder.resolve("none").toString();
        assertUsageError("107 bytes", "--device", missing, "--address", "x".repeat(108));
        assertUsageError("namespace", "--device", missing, "--namespace", "x".repeat(80));
        assertUsageError("path", "--host-socket", "");
    }

    @Test
    void shouldRefuseABrokenConfigurationFileByName() throws Exception {
        Files.writeString(folder.resolve("org.servergroup.agent.cfg"), "name = \\u00zz\n");
        assertUsageError("org.servergroup.agent.cfg", "--conf", folder.toString());
    }

    @Test
    void shouldRefuseAnUnusableWorkFolder() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        Ended ended =
                Launched.run("servergroup-agent", "--work", file.resolve("work").toString());
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output()).startsWith("servergroup-agent: cannot use ").hasLineCount(1);
    }

    @Test
    void shouldNameABundleThatDoesNotResolve() throws Exception {
        Installation copy = copyOfTheDistribution();
        Files.copy(
                DISTRIBUTION.resolve("bundles/host/org.servergroup.host.jar"),
                copy.home().resolve("bundles/agent/stray.jar"));
        Files.delete(copy.home().resolve("lib/jackson-databind.jar"));
        Ended ended = Launched.end(Launched.start(copy, Map.of(), "servergroup-agent"));
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output())
                .hasLineCount(1)
                .startsWith("servergroup-agent: bundle org.servergroup.host does not resolve")
                .contains("com.fasterxml.jackson.databind");
    }

    @Test
    void shouldStayUpWithoutADeviceAndStopInOrderAndLeaveNothing() throws Exception {
        Path runtime = Files.createDirectory(folder.resolve("runtime"));
        String address = Launched.uniqueAddress();
        try (Program agent = startBelow(runtime, address)) {
            Launched.awaitBound(address, agent.process());
            assertThat(runtime).isNotEmptyDirectory();
            assertStopsInOrder(agent);
        }
        assertThat(runtime).isEmptyDirectory();
    }

    @Test
    void shouldRemoveWhatOneThatWasKilledHasLeftAndNothingElse() throws Exception {
        Path runtime = Files.createDirectory(folder.resolve("runtime"));
        Path precious = Files.createDirectory(folder.resolve("precious"));
        Files.createFile(precious.resolve("lock"));
        Files.setPosixFilePermissions(precious, PosixFilePermissions.fromString("rwx------"));
        List<String> addresses =
                Stream.generate(Launched::uniqueAddress).limit(3).toList();
        try (Program living = startBelow(runtime, addresses.get(0));
                Program killed = startBelow(runtime, addresses.get(1))) {
            Launched.awaitBound(addresses.get(0), living.process());
            Launched.awaitBound(addresses.get(1), killed.process());
            Path left = workFolder(runtime, killed);
            Files.createSymbolicLink(left.resolve("link"), precious);
            Path planted = Files.createSymbolicLink(runtime.resolve("servergroup-agent-1-a"), precious);
            killed.kill();
            try (Program next = startBelow(runtime, addresses.get(2))) {
                Launched.awaitBound(addresses.get(2), next.process());
                await().atMost(DEADLINE).untilAsserted(() -> assertThat(left).doesNotExist());
                assertThat(workFolder(runtime, living).resolve("framework")).isNotEmptyDirectory();
                assertThat(workFolder(runtime, next).resolve("framework")).isNotEmptyDirectory();
                assertStopsInOrder(next);
            }
            assertThat(planted).isSymbolicLink();
            assertThat(precious.resolve("lock")).exists();
            assertStopsInOrder(living);
        }
    }

    private Program startBelow(Path runtime, String address) throws IOException {
        Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", runtime.toString());
        String missing = folder.resolve("no-such-device").toString();
        return Launched.start(
                new Installation(DISTRIBUTION),
                environment,
                "servergroup-agent",
                "--device",
                missing,
                "--address",
                address);
    }

    /** The name begins with the number of the process. */
    private static Path workFolder(Path runtime, Program of) throws IOException {
        try (Stream<Path> folders = Files.list(runtime)) {
            return folders.filter(each -> each.getFileName()
                            .toString()
                            .startsWith("servergroup-agent-" + of.process().pid() + "-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void shouldBeFoundByItsOperatorWithoutAnyOption() throws Exception {
        assumeThat(Path.of("/run/servergroup")).doesNotExist(); // a service's would be found
        Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", folder.toString());
        Installation installation = new Installation(DISTRIBUTION);
        try (Program host = Launched.start(
                installation, environment, "servergroup-host", "--sockets", folder.toString(), "--log-level", "info")) {
            host.await("the host side's beginning", line -> line.contains("looking for guests"), DEADLINE);
            Ended asked = Launched.end(Launched.start(installation, environment, "servergroup-host", "doctor"));
            assertThat(asked.output()).startsWith("not healthy\n").contains("no guest has a socket here");
            assertStopsInOrder(host);
        }
        assertThat(folder).isEmptyDirectory();
        Ended asked = Launched.end(Launched.start(installation, environment, "servergroup-host", "doctor"));
        assertThat(asked.exitCode()).isEqualTo(1);
        assertThat(asked.output()).contains("no host side answers", "  -> start it");
    }

    @Test
    void shouldStopInOrderWithItsHostChannelOpen() throws Exception {
        Path socket = folder.resolve("cgcs.messaging.one.sock");
        String address = Launched.uniqueAddress();
        String[] arguments = {"--host-socket", socket.toString(), "--listen", "--address", address};
        try (Program agent = Launched.start("servergroup-agent", arguments);
                Program host =
                        Launched.start("servergroup-host", "--log-level", "info", "--sockets", folder.toString())) {
            Launched.awaitBound(address, agent.process());
            host.await(
                    "the host is connected",
                    line -> line.matches(".*(one: connected|1 of 1 guests are connected).*"),
                    DEADLINE);
            assertStopsInOrder(agent);
            assertThat(agent.lines()).isEmpty();
        }
    }

    @Test
    void shouldStopTheHostSideInOrder() throws Exception {
        try (Program host = Launched.start("servergroup-host", "--log-level", "info", "--sockets", folder.toString())) {
            host.await("the host side's first line", line -> true, DEADLINE);
            assertStopsInOrder(host);
        }
    }

    @Test
    void shouldEndWithOneLineIfTheAddressIsTaken() throws Exception {
        String address = Launched.uniqueAddress();
        String[] arguments = {"--device", folder.resolve("none").toString(), "--address", address};
        try (Program first = Launched.start("servergroup-agent", arguments)) {
            Launched.awaitBound(address, first.process());
            Ended second = Launched.run("servergroup-agent", arguments);
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.output())
                    .startsWith("servergroup-agent: ")
                    .contains(address)
                    .hasLineCount(1);
            assertThat(first.process().isAlive()).isTrue();
        }
    }

    @Test
    void shouldWriteWithSeverityPrefixesToAJournal() throws Exception {
        Path journal = Files.createFile(folder.resolve("journal"));
        Map<String, Object> id = Files.readAttributes(journal, "unix:dev,ino");
        String address = Launched.uniqueAddress();
        ProcessBuilder builder = new ProcessBuilder(new Installation(DISTRIBUTION)
                .command(
                        "servergroup-agent",
                        "--log-level",
                        "info",
                        "--address",
                        address,
                        "--device",
                        folder.resolve("none").toString()));
        builder.environment().put("JOURNAL_STREAM", id.get("dev") + ":" + id.get("ino"));
        Process process = builder.redirectError(journal.toFile()).start();
        try {
            Launched.awaitBound(address, process);
            await().atMost(DEADLINE)
                    .untilAsserted(() -> assertThat(Files.readAllLines(journal)).isNotEmpty());
            assertThat(Files.readAllLines(journal)).allMatch(line -> line.matches("<[3-7]>.+"));
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    @Test
    void shouldRunThroughASymbolicLink() throws Exception {
        Path link =
                Files.createSymbolicLink(folder.resolve("agent-link"), DISTRIBUTION.resolve("bin/servergroup-agent"));
        Program program = Program.start("link", List.of(link.toString(), "--version"), Map.of(), line -> {});
        assertThat(Launched.end(program).exitCode()).isZero();
        Files.delete(link);
    }

    @Test
    void shouldSayThatJavaIsMissingOrTooOld() throws Exception {
        assertRefusesJava(folder.resolve("nowhere"), "no bin/java");
        Path old = folder.resolve("old");
        Files.createDirectories(old.resolve("bin"));
        Files.copy(Path.of("/bin/true"), old.resolve("bin/java"));
        Files.writeString(old.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"11.0.2\"\n");
        assertRefusesJava(old, "Java 17 or newer is needed");
    }

    private static void assertRefusesJava(Path javaHome, String message) throws Exception {
        for (String program : List.of("servergroup-agent", "servergroup-host", "server_group_app")) {
            Map<String, String> environment = Map.of("JAVA_HOME", javaHome.toString());
            Ended ended = Launched.end(Launched.start(new Installation(DISTRIBUTION), environment, program));
            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.output())
                    .startsWith(program + ": ")
                    .contains(message)
                    .hasLineCount(1);
        }
    }

    private static void assertUsageError(String message, String... arguments) throws Exception {
        Ended ended = Launched.run("servergroup-agent", arguments);
        assertThat(ended.exitCode()).as("exit code of %s", ended.output()).isEqualTo(2);
        assertThat(ended.output())
                .startsWith("servergroup-agent: ")
                .contains(message)
                .hasLineCount(1);
    }

    private static void assertStopsInOrder(Program program) throws Exception {
        program.process().destroy();
        assertThat(program.awaitEnd(DEADLINE))
                .isNotEqualTo(SIGTERM_EXIT_WITHOUT_HANDLER)
                .isZero();
    }

    private Installation copyOfTheDistribution() throws IOException {
        Path copy = folder.resolve("copy");
        Path runtime = DISTRIBUTION.resolve("lib/runtime");
        Path archive = DISTRIBUTION.resolve("lib/archive");
        try (Stream<Path> files = Files.walk(DISTRIBUTION)) {
            for (Path file : files.toList()) {
                if (file.startsWith(runtime) || file.startsWith(archive)) {
                    continue; // large, and not used: the tests choose the Java
                }
                Files.copy(file, copy.resolve(DISTRIBUTION.relativize(file).toString()));
            }
        }
        return new Installation(copy);
    }
}
