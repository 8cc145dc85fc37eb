package org.servergroup.bench.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The runs that the yardstick does by itself. */
final class Trials {
    /** One by one they depend on where the scheduler happens to put whom. */
    private static final int RUNS_EACH = 3;

    private Trials() {}

    /** As fast as possible one way, some runs after a warm-up in the same process. */
    static Trial throughput(String mode, int payloadBytes, int messages, int warmUp) {
        return (yardstick, agent) -> {
            List<JsonNode> results = yardstick.run(
                    options("-n", messages, "-s", payloadBytes, "-W", warmUp, "-R", RUNS_EACH, mode), agent);
            return Map.of(
                    "per_s", median(results, "received_per_s"),
                    "cpu_s_per_100k", median(results, "sched_s_per_100k_sent"),
                    "lost", sum(results, "lost"),
                    "corrupt", sum(results, "corrupt_lines"));
        };
    }

    /** There and back, one message at a time; with another application flooding or alone. */
    static Trial roundTrip(String mode, int messages, int warmUp) {
        return (yardstick, agent) -> {
            JsonNode result = yardstick
                    .run(options("-n", messages, "-s", 100, "-W", warmUp, mode), agent)
                    .get(0);
            return pick(result, Map.of("p50_us", "p50_us", "p99_us", "p99_us", "p999_us", "p999_us", "lost", "lost"));
        };
    }

    static Trial startUp() {
        return (yardstick, agent) -> pick(
                yardstick.run(options("-n", 1, "startup"), agent).get(0),
                Map.of("bound_ms", "bound_ms", "first_relay_ms", "first_relay_ms", "cpu_s", "cpu_s"));
    }

    /** Resident memory before and after many messages. */
    static Trial memory(int parts, int messagesEach) {
        return (yardstick, agent) -> {
            List<JsonNode> results = yardstick.run(options("-n", messagesEach, "-s", 100, "-R", parts, "a2h"), agent);
            Map<String, Double> figures = new HashMap<>();
            figures.put("rss_idle_mb", number(results.get(0), "rss_before_kb") / 1024);
            figures.put("rss_after_mb", number(results.get(results.size() - 1), "rss_after_kb") / 1024);
            double early = number(results.get(Math.min(results.size() - 1, parts / 4)), "rss_after_kb");
            figures.put("growth_mb", number(results.get(results.size() - 1), "rss_after_kb") / 1024 - early / 1024);
            return figures;
        };
    }

    private static List<String> options(Object... options) {
        return List.of(options).stream().map(String::valueOf).toList();
    }

    private static Map<String, Double> pick(JsonNode result, Map<String, String> names) throws IOException {
        Map<String, Double> figures = new HashMap<>();
        for (Map.Entry<String, String> name : names.entrySet()) {
            figures.put(name.getValue(), number(result, name.getKey()));
        }
        return figures;
    }

    private static double median(List<JsonNode> results, String key) throws IOException {
        double[] values = new double[results.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = number(results.get(i), key);
        }
        return Spread.of(values).median();
    }

    private static double sum(List<JsonNode> results, String key) throws IOException {
        double sum = 0;
        for (JsonNode result : results) {
            sum += number(result, key);
        }
        return sum;
    }

    private static double number(JsonNode result, String key) throws IOException {
        JsonNode value = result.path(key);
        if (!value.isNumber() || value.asDouble() < 0) {
            throw new IOException("gcbench did not measure " + key + ": " + result);
        }
        return value.asDouble();
    }
}
