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
import java.util.concurrent.TimeUnit;

/** What an agent does when there is nothing to do: while the host is there, and then while it is away. */
record IdleTrial(Duration settle, Duration measure) implements Trial {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    /** What all threads of a process have used and how often they were woken. */
    private record Use(double cpuMillis, long wakeUps, long nanoTime) {}

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
        TimeUnit.NANOSECONDS.sleep(settle.toNanos());
        Use before = use(process);
        TimeUnit.NANOSECONDS.sleep(measure.toNanos());
        Use after = use(process);
        double seconds = (after.nanoTime - before.nanoTime) * 1e-9;
        figures.put("cpu_ms_per_s_" + host, (after.cpuMillis - before.cpuMillis) / seconds);
        figures.put("wake_ups_per_s_" + host, (after.wakeUps - before.wakeUps) / seconds);
    }

    static ProcessHandle awaitAgent(Process host) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        Path sockets = Path.of("/proc/" + host.pid() + "/net/unix");
        while (System.nanoTime() < deadline && host.isAlive()) {
            if (Files.readString(sockets).contains("@cgcs.messaging\n")) {
                return host.children().findFirst().orElseThrow(() -> new IOException("the agent has ended"));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new IOException("the agent did not bind its address");
    }

    private static Use use(ProcessHandle process) throws IOException {
        double nanos = 0;
        long switches = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/" + process.pid() + "/task"))) {
            for (Path thread : threads) {
                nanos += Double.parseDouble(first(Files.readString(thread.resolve("schedstat"))));
                switches += voluntarySwitches(thread);
            }
        } catch (NoSuchFileException e) {
            throw new IOException("the agent has ended, or a thread of it while it was idle", e);
        }
        return new Use(nanos * 1e-6, switches, System.nanoTime());
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
