package org.servergroup.bench.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What was measured, by the version of Java: {@code results.json}, which {@link Report} and {@link Check} read. */
final class Results {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final ObjectNode tree;

    private Results(ObjectNode tree) {
        this.tree = tree;
    }

    /** Nothing yet. */
    static Results none() {
        return new Results(JSON.createObjectNode());
    }

    /** What was written there; nothing if there is no such file. */
    static Results read(Path file) throws IOException {
        return Files.exists(file) ? new Results((ObjectNode) JSON.readTree(file.toFile())) : none();
    }

    JsonNode tree() {
        return tree;
    }

    /** Adds what was measured in one go; rows that were measured before are replaced. */
    void add(
            Machine machine,
            JavaRuntime runtime,
            Arguments arguments,
            double busy,
            double steal,
            List<Series> measured) {
        ObjectNode on = tree.putObject("machine");
        on.put("processor", machine.processor());
        on.put("cores", machine.cores());
        on.put("kernel", machine.kernel());
        ObjectNode java = tree.withObjectProperty("java").withObjectProperty(String.valueOf(runtime.major()));
        java.put("name", runtime.name());
        java.put("archive", runtime.archive().isEmpty() ? "none" : runtime.archive());
        java.put("runs", arguments.runs());
        java.put("quick", arguments.quick());
        java.put(
                "busy_with_others_pct",
                Math.max(busy, java.path("busy_with_others_pct").asDouble()));
        java.put("steal_pct", Math.max(steal, java.path("steal_pct").asDouble()));
        ObjectNode rows = java.withObjectProperty("rows");
        for (Series series : measured) {
            ObjectNode row = rows.putObject(series.row().name());
            for (Metric metric : series.row().metrics()) {
                put(row.putObject(metric.key()), series, metric);
            }
        }
    }

    private static void put(ObjectNode node, Series series, Metric metric) {
        Spread judged = Spread.of(series.judged(metric));
        node.put("label", series.row().title() + ": " + metric.label());
        node.put("unit", metric.relative() ? "× the ceiling" : metric.unit());
        node.put("relative", metric.relative());
        node.put("higher_is_better", metric.higherIsBetter());
        node.put("median", judged.median());
        node.put("min", judged.min());
        node.put("max", judged.max());
        if (metric.hasGoal()) {
            node.put("goal", metric.goal());
            node.put("met", metric.met(judged.median()));
        }
        node.set("ours", JSON.valueToTree(series.ours(metric)));
        if (series.hasCeiling()) {
            node.set("ceiling", JSON.valueToTree(series.ceiling(metric)));
        }
    }

    void write(Path file) throws IOException {
        Files.writeString(file, JSON.writeValueAsString(tree) + "\n");
    }
}
