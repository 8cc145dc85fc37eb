package org.servergroup.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.servergroup.itest.Launched.DISTRIBUTION;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.servergroup.itest.Launched.Ended;
import org.servergroup.itest.scenario.Installation;
import org.servergroup.itest.scenario.Program;

/** Class archives: a start with one, with one that is no good, and without a place for one. */
@Timeout(300)
class ArchiveIT {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final String NONE = "\"archive\":null";

    @TempDir
    Path folder;

    private Map<String, String> cache() {
        return Map.of(
                "SERVERGROUP_ARCHIVE",
                "",
                "SERVERGROUP_CACHE",
                folder.resolve("cache").toString());
    }

    private Map<String, String> present() {
        Map<String, String> environment = new HashMap<>(cache());
        environment.put("SERVERGROUP_ARCHIVE", "present");
        return environment;
    }

    @Test
    void shouldStartFromTheArchiveThatItMadeAndDoWithoutOneThatIsNoGood() throws Exception {
        Ended made = run(cache(), "--archive");
        assertThat(made.exitCode()).as(made.output()).isZero();
        Path archive = Path.of(made.output());
        assertThat(archive).isNotEmptyFile().startsWith(folder);
        assertThat(archive.getParent()).isDirectoryNotContaining(file -> !file.equals(archive));
        assertThat(report(present())).contains("\"archive\":\"" + archive + "\"");
        for (String options : List.of("-XX:-UseSerialGC -XX:+UseParallelGC -Xmx128m", "-Xshare:auto")) {
            Map<String, String> others = present();
            others.put("SERVERGROUP_JAVA_OPTS", options);
            assertThat(report(others)).contains(NONE);
        }

        byte[] whole = Files.readAllBytes(archive);
        byte[] overwritten = whole.clone();
        Arrays.fill(overwritten, 0, 4096, (byte) 0x55);
        for (byte[] damaged : List.of(new byte[0], Arrays.copyOf(whole, whole.length / 2), overwritten)) {
            Files.delete(archive);
            Files.write(archive, damaged);
            assertThat(report(present())).contains(NONE);
        }
    }

    @Test
    void shouldStartFromAnArchiveWhenTheJarsHaveGotOtherDates() throws Exception {
        Installation copy = copyOfTheDistribution();
        assertThat(run(copy, cache(), "--archive").exitCode()).isZero();
        FileTime later = FileTime.from(Instant.now().plusSeconds(10));
        for (Path jar : filesBelow(copy.home().resolve("lib"))) {
            if (jar.toString().endsWith(".jar")) {
                Files.setLastModifiedTime(jar, later);
            }
        }
        // Newer versions of Java take the one there is; for others a new one has to take its place.
        if (report(copy, present()).contains(NONE)) {
            assertThat(run(copy, cache(), "--archive").exitCode()).isZero();
        }
        assertThat(report(copy, present())).doesNotContain(NONE);
    }

    @Test
    void shouldMakeOneForTheApplicationThatItStartsFrom() throws Exception {
        Ended made =
                Launched.end(Launched.start(new Installation(DISTRIBUTION), cache(), "server_group_app", "--archive"));
        assertThat(made.exitCode()).as(made.output()).isZero();
        assertThat(Path.of(made.output())).isNotEmptyFile();
        Ended help =
                Launched.end(Launched.start(new Installation(DISTRIBUTION), present(), "server_group_app", "--help"));
        assertThat(help.exitCode()).as(help.output()).isZero();
        assertThat(help.output()).startsWith("Usage: server_group_app");
    }

    @Test
    void shouldMakeOneForTheHostSideToo() throws Exception {
        Ended made =
                Launched.end(Launched.start(new Installation(DISTRIBUTION), cache(), "servergroup-host", "--archive"));
        assertThat(made.exitCode()).as(made.output()).isZero();
        assertThat(Path.of(made.output())).isNotEmptyFile();
        try (Program host = Launched.start(
                new Installation(DISTRIBUTION),
                present(),
                "servergroup-host",
                "--log-level",
                "info",
                "--sockets",
                folder.toString())) {
            host.await("the host side's first line", line -> !line.contains("archive"), Launched.DEADLINE);
        }
    }

    @Test
    void shouldDoWithoutAPlaceForOne() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        Map<String, String> nowhere = Map.of(
                "SERVERGROUP_ARCHIVE",
                "",
                "SERVERGROUP_CACHE",
                file.resolve("cache").toString());
        assertThat(report(nowhere)).contains(NONE);
        assertThat(run(nowhere, "--archive").exitCode()).isEqualTo(1);
        assertThat(report(Map.of("SERVERGROUP_ARCHIVE", "off"))).contains(NONE);
    }

    @Test
    void shouldMakeOneForTheNextStartWhenSeveralStartAtOnce() throws Exception {
        List<Program> agents = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                String address = Launched.uniqueAddress();
                Program agent = Launched.start(
                        new Installation(DISTRIBUTION),
                        cache(),
                        "servergroup-agent",
                        "--device",
                        folder.resolve("none").toString(),
                        "--address",
                        address);
                agents.add(agent);
                Launched.awaitBound(address, agent.process());
            }
            Path archive = awaitArchive();
            for (Program agent : agents) {
                assertThat(agent.process().isAlive()).isTrue();
                assertThat(agent.lines()).isEmpty();
            }
            assertThat(report(present())).contains("\"archive\":\"" + archive + "\"");
        } finally {
            agents.forEach(Program::close);
        }
    }

    /** Waits until there is one and nobody makes another. */
    private Path awaitArchive() throws Exception {
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(filesBelow(folder.resolve("cache")))
                        .singleElement()
                        .asString()
                        .matches(".*[.](aot|jsa)"));
        return filesBelow(folder.resolve("cache")).get(0);
    }

    private static List<Path> filesBelow(Path top) throws IOException {
        try (Stream<Path> files = Files.walk(top)) {
            return files.filter(file -> file.toString().contains(".making") || Files.isRegularFile(file))
                    .toList();
        } catch (java.io.UncheckedIOException e) {
            return List.of(); // changed while we looked
        }
    }

    private Installation copyOfTheDistribution() throws IOException {
        Path copy = folder.resolve("copy");
        Path runtime = DISTRIBUTION.resolve("lib/runtime");
        try (Stream<Path> files = Files.walk(DISTRIBUTION)) {
            for (Path file : files.toList()) {
                if (!file.startsWith(runtime)) {
                    Files.copy(file, copy.resolve(DISTRIBUTION.relativize(file).toString()));
                }
            }
        }
        return new Installation(copy);
    }

    private String report(Map<String, String> environment) throws Exception {
        return report(new Installation(DISTRIBUTION), environment);
    }

    /** What an agent tells of its start, and nothing else. */
    private static String report(Installation installation, Map<String, String> environment) throws Exception {
        Ended ended = run(
                installation,
                environment,
                "--startup-report",
                "--json",
                "--device",
                "/dev/ptmx", // a terminal, whose other end is nobody's concern
                "--address",
                Launched.uniqueAddress());
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output()).hasLineCount(1).startsWith("{\"steps\":[{");
        assertThat(ended.output()).contains("\"bound_ms\":").doesNotContain("\"bound_ms\":null");
        return ended.output();
    }

    private static Ended run(Map<String, String> environment, String... arguments) throws Exception {
        return run(new Installation(DISTRIBUTION), environment, arguments);
    }

    private static Ended run(Installation installation, Map<String, String> environment, String... arguments)
            throws Exception {
        Program program = Launched.start(installation, environment, "servergroup-agent", arguments);
        try (program) {
            int exitCode = program.awaitEnd(DEADLINE);
            return new Ended(exitCode, String.join("\n", program.lines()));
        }
    }
}
