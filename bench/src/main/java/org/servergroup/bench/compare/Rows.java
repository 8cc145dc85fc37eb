package org.servergroup.bench.compare;

import java.time.Duration;
import java.util.List;

/** All lines of the comparison, with the goals. */
final class Rows {
    private static final double NO_GOAL = Double.NaN;

    private Rows() {}

    /**
     * The lines in their order.
     *
     * @param quick for a first look: fewer messages, less warm-up
     * @param javaVersion of the agent's virtual machine; older ones start more slowly
     */
    static List<Row> all(boolean quick, int javaVersion) {
        int small = quick ? 50_000 : 200_000;
        int large = quick ? 20_000 : 100_000;
        int warmUp = quick ? 30_000 : 100_000;
        double bound = javaVersion >= 25 ? 300 : 700;
        double relayed = javaVersion >= 25 ? 350 : 700;
        return List.of(
                throughput("a2h-100", "app → host, 100 B", "a2h", 100, small, warmUp, 1.0, 1.0),
                throughput("a2h-3000", "app → host, 3,000 B", "a2h", 3000, large, warmUp / 2, 0.9, NO_GOAL),
                throughput("h2a-100", "host → app, 100 B", "h2a", 100, small, warmUp, 1.0, NO_GOAL),
                throughput("h2a-3000", "host → app, 3,000 B", "h2a", 3000, large, warmUp / 2, 0.9, NO_GOAL),
                new Row(
                        "rtt",
                        "round trip, one in flight",
                        true,
                        Trials.roundTrip("rtt", quick ? 5_000 : 20_000, quick ? 5_000 : 20_000),
                        List.of(
                                Metric.ratio("p50_us", "p50", "µs", false, 1.5),
                                Metric.ratio("p99_us", "p99", "µs", false, 8),
                                Metric.atMost("lost", "lost", "", 0))),
                // The ceiling cannot do this one: it echoes the flood as well, and both sides then block.
                new Row(
                        "rttload",
                        "round trip while another app floods",
                        false,
                        Trials.roundTrip("rttload", quick ? 1_000 : 5_000, quick ? 5_000 : 20_000),
                        List.of(
                                Metric.atMost("p50_us", "p50", "µs", NO_GOAL),
                                Metric.atMost("p99_us", "p99", "µs", 5_000),
                                Metric.atMost("lost", "lost", "", 0))),
                new Row(
                        "startup",
                        "start",
                        true,
                        Trials.startUp(),
                        List.of(
                                Metric.atMost("bound_ms", "to socket bound", "ms", bound),
                                Metric.atMost("first_relay_ms", "to first message relayed", "ms", relayed),
                                Metric.atMost("cpu_s", "CPU used", "s", NO_GOAL))),
                new Row(
                        "memory",
                        "resident memory",
                        true,
                        Trials.memory(8, quick ? 50_000 : 250_000),
                        List.of(
                                Metric.atMost("rss_idle_mb", "idle", "MB", 64),
                                Metric.atMost(
                                        "rss_after_mb",
                                        quick ? "after 400,000 messages" : "after 2 million messages",
                                        "MB",
                                        64),
                                Metric.atMost("growth_mb", "of which the last three quarters", "MB", 1))),
                new Row(
                        "idle",
                        "idle",
                        false,
                        new IdleTrial(Duration.ofSeconds(quick ? 2 : 4), Duration.ofSeconds(quick ? 4 : 10)),
                        List.of(
                                Metric.atMost("cpu_ms_per_s_present", "CPU, host present", "ms/s", 1),
                                Metric.atMost("wake_ups_per_s_present", "wake-ups, host present", "/s", NO_GOAL),
                                Metric.atMost("cpu_ms_per_s_away", "CPU, host away", "ms/s", 1),
                                Metric.atMost("wake_ups_per_s_away", "wake-ups, host away", "/s", NO_GOAL))));
    }

    private static Row throughput(
            String name, String title, String mode, int bytes, int messages, int warmUp, double goal, double cpuGoal) {
        return new Row(
                name,
                title,
                true,
                Trials.throughput(mode, bytes, messages, warmUp),
                List.of(
                        Metric.ratio("per_s", "messages", "/s", true, goal),
                        Metric.atMost("lost", "lost", "", 0),
                        Metric.atMost("corrupt", "torn", "", 0),
                        Metric.atMost("cpu_s_per_100k", "CPU per 100,000", "s", cpuGoal)));
    }
}
