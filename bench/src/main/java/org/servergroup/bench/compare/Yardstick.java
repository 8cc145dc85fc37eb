package org.servergroup.bench.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs {@code gcbench}, each time in a network namespace of its own, so that abstract addresses are its own. */
final class Yardstick {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Being nice has no effect between the groups that Linux makes of sessions: those have a niceness of their own. */
    private static final String FIRST =
            "test ! -w /proc/self/autogroup || echo -20 >/proc/self/autogroup; exec nice -n -20 \"$@\"";

    private final Path folder;
    private final @Nullable Path javaHome;
    private final int timeLimitSeconds;
    private final boolean root;
    private final boolean priority;
    private double worstSteal;

    /**
     * Where it is and how it runs.
     *
     * @param folder holds {@code gcbench} and takes its files
     * @param javaHome given to agents as JAVA_HOME
     * @param priority whether to go before everything else on the machine
     * @param timeLimitSeconds for one run, because an agent that blocks would block everything
     */
    Yardstick(Path folder, @Nullable Path javaHome, boolean priority, int timeLimitSeconds) {
        this.folder = folder;
        this.javaHome = javaHome;
        this.timeLimitSeconds = timeLimitSeconds;
        this.priority = priority;
        this.root = "root".equals(System.getProperty("user.name"));
    }

    /** The time that the hypervisor took away in the run that had most of it, in percent. */
    double worstSteal() {
        return worstSteal;
    }

    /** Runs it to its end and returns the objects it printed. */
    List<JsonNode> run(List<String> options, List<String> agent) throws IOException, InterruptedException {
        Path out = folder.resolve("gcbench.out");
        Path errors = folder.resolve("gcbench.err");
        Process process = start(options, agent, out, errors);
        try {
            if (!process.waitFor(timeLimitSeconds, TimeUnit.SECONDS)) {
                throw new IOException("gcbench " + String.join(" ", options) + " was not done after " + timeLimitSeconds
                        + " s; so far: " + Files.readString(out));
            }
        } finally {
            end(process);
        }
        if (process.exitValue() != 0) {
            throw new IOException("gcbench " + String.join(" ", options) + " failed: "
                    + Files.readString(errors).strip() + " "
                    + Files.readString(folder.resolve("agent.log")).strip());
        }
        List<JsonNode> results = new ArrayList<>();
        for (String line : Files.readAllLines(out)) {
            JsonNode result = JSON.readTree(line);
            worstSteal = Math.max(worstSteal, result.path("steal_pct").asDouble());
            results.add(result);
        }
        if (results.isEmpty()) {
            throw new IOException("gcbench " + String.join(" ", options) + " printed nothing");
        }
        return results;
    }

    /** Runs something that the measurement needs, with the same environment, and waits for it. */
    void prepare(List<String> command) throws IOException, InterruptedException {
        Path log = folder.resolve("prepare.log");
        Process process = inEnvironment(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(timeLimitSeconds, TimeUnit.SECONDS) || process.exitValue() != 0) {
            end(process);
            throw new IOException(String.join(" ", command) + " failed: "
                    + Files.readString(log).strip());
        }
    }

    /** Starts it and leaves it running. */
    Process start(List<String> options, List<String> agent) throws IOException {
        return start(options, agent, folder.resolve("gcbench.out"), folder.resolve("gcbench.err"));
    }

    private Process start(List<String> options, List<String> agent, Path out, Path errors) throws IOException {
        Path log = folder.resolve("agent.log");
        Files.writeString(log, "");
        List<String> command = new ArrayList<>();
        if (priority) {
            Collections.addAll(command, "setsid", "sh", "-c", FIRST, "sh");
        }
        Collections.addAll(
                command,
                "unshare",
                root ? "-n" : "-rn",
                folder.resolve("gcbench").toString());
        Collections.addAll(command, "-d", folder.resolve("port").toString(), "-l", log.toString());
        command.addAll(options);
        command.add("--");
        command.addAll(agent);
        return inEnvironment(command)
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
    }

    private ProcessBuilder inEnvironment(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        if (javaHome != null) {
            builder.environment().put("JAVA_HOME", javaHome.toString());
        }
        // An agent that makes its class archive in the background would be measured doing so.
        builder.environment().put("SERVERGROUP_ARCHIVE", "present");
        builder.environment().put("SERVERGROUP_CACHE", folder.resolve("cache").toString());
        return builder;
    }

    /** Ends it and the agent it started. */
    static void end(Process process) {
        List<ProcessHandle> started = process.descendants().toList();
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
    }
}
