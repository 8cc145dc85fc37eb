package org.servergroup.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The virtual machine that the agent's command starts, found by starting it.
 *
 * @param name its version and who made it
 * @param major the first number of the version
 * @param archive where its class archive comes from; empty if it has none
 */
record JavaRuntime(String name, int major, String archive) {
    private static final List<String> ARCHIVE_OPTIONS = List.of("-XX:AOTCache=", "-XX:SharedArchiveFile=");

    static JavaRuntime of(Yardstick yardstick, List<String> agent) throws IOException, InterruptedException {
        Process host = yardstick.start(List.of("-i", "3600", "idle"), agent);
        try {
            ProcessHandle process = IdleTrial.awaitAgent(host);
            Path program = Path.of("/proc/" + process.pid() + "/exe").toRealPath();
            String archive = archiveOf(process.pid());
            process.destroy();
            process.onExit()
                    .orTimeout(10, TimeUnit.SECONDS)
                    .handle((ended, late) -> ended)
                    .join();
            return read(program, archive);
        } finally {
            Yardstick.end(host);
        }
    }

    private static JavaRuntime read(Path program, String archive) throws IOException {
        Path home = program.resolve("../..").normalize();
        Path release = home.resolve("release");
        if (!Files.isReadable(release)) {
            return new JavaRuntime(
                    "no Java: " + program.getFileName(), Runtime.version().feature(), archive);
        }
        String version = "";
        String vendor = "";
        for (String line : Files.readAllLines(release)) {
            String value = line.substring(line.indexOf('=') + 1).replace("\"", "");
            if (line.startsWith("JAVA_VERSION=")) {
                version = value;
            } else if (line.startsWith("IMPLEMENTOR=")) {
                vendor = " (" + value + ")";
            }
        }
        return new JavaRuntime(
                "Java " + version + vendor, Runtime.Version.parse(version).feature(), archive);
    }

    /** As the command line says. */
    private static String archiveOf(long pid) throws IOException {
        for (String argument :
                Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0", -1)) {
            for (String option : ARCHIVE_OPTIONS) {
                if (argument.startsWith(option)) {
                    return argument.contains("/lib/archive/") ? "packed" : "made before";
                }
            }
        }
        return "";
    }
}
