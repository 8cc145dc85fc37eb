package org.servergroup.bench.compare;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What an agent does when there is nothing to do: while the host is there, and then while it is away. */
record IdleTrial(Duration settle, Duration measure) implements Trial {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    /** What a thread has used so far and how often it has waited for something. */
    private record Use(double cpuMillis, long wakeUps) {
        static final Use NONE = new Use(0, 0);
    }

    @Override
    public Map<String, Double> run(Yardstick yardstick, List<String> agent) throws IOException, InterruptedException {
        Process host = yardstick.start(List.of("-i", "3600", "idle"), agent);
        try {
            ProcessHandle process = awaitAgent(host);
            Map<String, Double> figures = new HashMap<>();
            try {
                sample(process, "present", figures);
                // With the yardstick goes the terminal's other end.
                host.destroyForcibly().waitFor();
                sample(process, "away", figures);
            } finally {
                process.destroyForcibly();
            }
            return figures;
        } finally {
            Yardstick.end(host);
        }
    }

    private void sample(ProcessHandle process, String host, Map<String, Double> figures)
            throws IOException, InterruptedException {
        // What is measured is what goes on while nothing happens, so that there is nothing to await either.
        TimeUnit.NANOSECONDS.sleep(settle.toNanos());
        long from = System.nanoTime();
        Map<Path, Use> before = uses(process);
        TimeUnit.NANOSECONDS.sleep(measure.toNanos());
        double cpuMillis = 0;
        long wakeUps = 0;
        // By thread, because one that ends takes along what it has used before.
        for (Map.Entry<Path, Use> thread : uses(process).entrySet()) {
            Use earlier = before.getOrDefault(thread.getKey(), Use.NONE);
            cpuMillis += thread.getValue().cpuMillis - earlier.cpuMillis;
            wakeUps += thread.getValue().wakeUps - earlier.wakeUps;
        }
        double seconds = (System.nanoTime() - from) * 1e-9;
        figures.put("cpu_ms_per_s_" + host, cpuMillis / seconds);
        figures.put("wake_ups_per_s_" + host, wakeUps / seconds);
    }

    /** By looking: what is in another namespace of the network tells nobody here. */
    static ProcessHandle awaitAgent(Process host) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        Path sockets = Path.of("/proc/" + host.pid() + "/net/unix");
        while (System.nanoTime() - deadline < 0 && host.isAlive()) {
            // With a child it is the yardstick, in its own namespace, and no longer the program that makes that.
            Optional<ProcessHandle> agent = host.children().findFirst();
            if (agent.isPresent() && Files.readString(sockets).contains("@cgcs.messaging\n")) {
                return agent.get();
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new IOException("the agent did not bind its address");
    }

    private static Map<Path, Use> uses(ProcessHandle process) throws IOException {
        Map<Path, Use> uses = new HashMap<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/" + process.pid() + "/task"))) {
            for (Path thread : threads) {
                double nanos = Double.parseDouble(first(Files.readString(thread.resolve("schedstat"))));
                uses.put(thread, new Use(nanos * 1e-6, voluntarySwitches(thread)));
            }
        } catch (NoSuchFileException e) {
            throw new IOException("the agent has ended, or a thread of it at the moment of looking", e);
        }
        return uses;
    }

    private static long voluntarySwitches(Path thread) throws IOException {
        for (String line : Files.readAllLines(thread.resolve("status"))) {
            if (line.startsWith("voluntary_ctxt_switches:")) {
                return Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        throw new IOException("no voluntary_ctxt_switches in " + thread);
    }

    private static String first(String text) {
        return text.substring(0, text.indexOf(' '));
    }
}
