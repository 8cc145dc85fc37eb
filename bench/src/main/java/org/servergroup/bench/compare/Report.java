package org.servergroup.bench.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes what was measured, as a table for people and as JSON for {@link Check}. */
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Arguments arguments;
    private final Machine machine;
    private final double busy;
    private final double steal;

    Report(Arguments arguments, Machine machine, double busy, double steal) {
        this.arguments = arguments;
        this.machine = machine;
        this.busy = busy;
        this.steal = steal;
    }

    void write(List<Series> measured) throws IOException {
        Files.writeString(arguments.folder().resolve("results.md"), table(measured));
        Path json = arguments.folder().resolve("results.json");
        Files.writeString(json, JSON.writeValueAsString(tree(measured)) + "\n");
    }

    String table(List<Series> measured) {
        List<String> lines = new ArrayList<>();
        lines.add("| | | ours | ceiling | ratio | spread of the ratio | goal | |");
        lines.add("|---|---|---:|---:|---:|---|---|---|");
        for (Series series : measured) {
            String title = series.row().title();
            for (Metric metric : series.row().metrics()) {
                lines.add(line(title, series, metric));
                title = "";
            }
        }
        lines.add("");
        lines.add(conditions());
        return String.join("\n", lines) + "\n";
    }

    private static String line(String title, Series series, Metric metric) {
        Spread ours = Spread.of(series.ours(metric));
        String ceiling = "";
        String ratio = "";
        String spread = ours.toString();
        if (series.hasCeiling()) {
            ceiling = with(Spread.of(series.ceiling(metric)).median(), metric);
        }
        if (series.hasCeiling() && metric.relative()) {
            Spread ratios = Spread.of(series.ratios(metric));
            ratio = String.format(Locale.ROOT, "%.2f", ratios.median());
            spread = String.format(Locale.ROOT, "%.2f – %.2f", ratios.min(), ratios.max());
        }
        String verdict = "";
        if (metric.hasGoal() && (series.hasCeiling() || !metric.relative())) {
            verdict = metric.met(Spread.of(series.judged(metric)).median()) ? "met" : "**missed**";
        }
        return "| "
                + String.join(
                        " | ",
                        title,
                        metric.label(),
                        with(ours.median(), metric),
                        ceiling,
                        ratio,
                        spread,
                        metric.goalText(),
                        verdict)
                + " |";
    }

    private static String with(double value, Metric metric) {
        return (Metric.number(value) + " " + metric.unit()).strip();
    }

    private String conditions() {
        return String.format(
                Locale.ROOT,
                "Medians of %d runs, ours and the ceiling's by turns%s; spread: of the ratios, or of the values where no"
                        + " ratio is given. %s, %d cores, Linux %s, %s. Other work on the machine before a run: %.0f %%"
                        + " (median); steal: at most %.1f %%.",
                arguments.runs(),
                arguments.quick() ? " (quick)" : "",
                machine.processor(),
                machine.cores(),
                machine.kernel(),
                machine.java(),
                busy,
                steal);
    }

    private ObjectNode tree(List<Series> measured) {
        ObjectNode tree = JSON.createObjectNode();
        ObjectNode on = tree.putObject("machine");
        on.put("processor", machine.processor());
        on.put("cores", machine.cores());
        on.put("kernel", machine.kernel());
        on.put("java", machine.java());
        tree.put("runs", arguments.runs());
        tree.put("quick", arguments.quick());
        tree.put("busy_with_others_pct", busy);
        tree.put("steal_pct", steal);
        ObjectNode rows = tree.putObject("rows");
        for (Series series : measured) {
            ObjectNode row = rows.putObject(series.row().name());
            for (Metric metric : series.row().metrics()) {
                put(row.putObject(metric.key()), series, metric);
            }
        }
        return tree;
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
}
