package org.servergroup.bench.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured, as a table for people in Markdown: a line for each figure, three columns for each version of Java. */
final class Report {
    private final JsonNode machine;
    private final List<JsonNode> javas = new ArrayList<>();

    Report(Results results) {
        this.machine = results.tree().path("machine");
        results.tree().path("java").forEach(javas::add);
        javas.sort((a, b) -> a.path("name").asText().compareTo(b.path("name").asText()));
    }

    String table() {
        StringBuilder head = new StringBuilder("| | | goal |");
        StringBuilder rule = new StringBuilder("|---|---|---|");
        for (JsonNode java : javas) {
            String name = java.path("name").asText().replaceAll(" \\(.*", "");
            head.append(' ').append(name).append(" | ceiling | ratio |");
            rule.append("---:|---:|---|");
        }
        List<String> lines = new ArrayList<>(List.of(head.toString(), rule.toString()));
        boolean quick = !javas.isEmpty() && javas.get(0).path("quick").asBoolean();
        for (Row row : Rows.all(quick, 0)) {
            String title = row.title();
            for (Metric metric : row.metrics()) {
                if (javas.stream().anyMatch(java -> !figure(java, row, metric).isMissingNode())) {
                    lines.add(line(title, row, metric));
                    title = "";
                }
            }
        }
        lines.add("");
        lines.add(conditions());
        return String.join("\n", lines) + "\n";
    }

    private static JsonNode figure(JsonNode java, Row row, Metric metric) {
        return java.path("rows").path(row.name()).path(metric.key());
    }

    private String line(String title, Row row, Metric metric) {
        List<String> goals = new ArrayList<>();
        StringBuilder cells = new StringBuilder();
        for (JsonNode java : javas) {
            JsonNode figure = figure(java, row, metric);
            if (figure.isMissingNode()) {
                cells.append(" | | |");
                continue;
            }
            if (figure.has("goal")) {
                String goal = goal(metric, figure.path("goal").asDouble());
                if (!goals.contains(goal)) {
                    goals.add(goal);
                }
            }
            cells.append(' ').append(ours(metric, figure)).append(" | ");
            cells.append(ceiling(metric, figure))
                    .append(" | ")
                    .append(ratio(figure))
                    .append(" |");
        }
        return "| " + title + " | " + metric.label() + " | " + String.join("; ", goals) + " |" + cells;
    }

    private static String goal(Metric metric, double goal) {
        return (metric.higherIsBetter() ? "≥ " : "≤ ")
                + (metric.relative() ? String.format(Locale.ROOT, "%.1f ×", goal) : with(goal, metric));
    }

    private static String ours(Metric metric, JsonNode figure) {
        Spread spread = Spread.of(values(figure.path("ours")));
        String value = with(spread.median(), metric);
        boolean shown = !figure.path("relative").asBoolean() && spread.min() < spread.max();
        return emphasised(
                shown ? value + " (" + spread + ")" : value, !figure.has("ceiling") || !metric.relative(), figure);
    }

    private static String ceiling(Metric metric, JsonNode figure) {
        return figure.has("ceiling")
                ? with(Spread.of(values(figure.path("ceiling"))).median(), metric)
                : "";
    }

    private static String ratio(JsonNode figure) {
        if (!figure.path("relative").asBoolean() || !figure.has("ceiling")) {
            return "";
        }
        String ratio = String.format(
                Locale.ROOT,
                "%.2f (%.2f – %.2f)",
                figure.path("median").asDouble(),
                figure.path("min").asDouble(),
                figure.path("max").asDouble());
        return emphasised(ratio, true, figure);
    }

    /** A goal that was missed is to be seen. */
    private static String emphasised(String text, boolean judged, JsonNode figure) {
        return judged && figure.has("met") && !figure.path("met").asBoolean() ? "**" + text + "**" : text;
    }

    private static double[] values(JsonNode array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asDouble();
        }
        return values;
    }

    private static String with(double value, Metric metric) {
        return (Metric.number(value) + " " + metric.unit()).strip();
    }

    private String conditions() {
        StringBuilder text = new StringBuilder();
        for (JsonNode java : javas) {
            text.append(String.format(
                    Locale.ROOT,
                    "%s: %d runs%s, class archive %s, other work on the machine before a run %.0f %% (median), steal at most %.1f %%. ",
                    java.path("name").asText(),
                    java.path("runs").asInt(),
                    java.path("quick").asBoolean() ? " (quick)" : "",
                    java.path("archive").asText("made before"),
                    java.path("busy_with_others_pct").asDouble(),
                    java.path("steal_pct").asDouble()));
        }
        return String.format(
                Locale.ROOT,
                "Medians, and in brackets the least and the most; ours and the ceiling by turns, the ratio is that of the"
                        + " pairs. **Bold**: the goal is missed. %s%s, %d cores, Linux %s.",
                text,
                machine.path("processor").asText(),
                machine.path("cores").asInt(),
                machine.path("kernel").asText());
    }
}
