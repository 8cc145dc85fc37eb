package org.servergroup.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The runs of one row: ours, and the ceiling's, in pairs. */
final class Series {
    private final Row row;
    private final List<Map<String, Double>> ours = new ArrayList<>();
    private final List<Map<String, Double>> ceiling = new ArrayList<>();

    Series(Row row) {
        this.row = row;
    }

    Row row() {
        return row;
    }

    void addOurs(Map<String, Double> figures) {
        ours.add(figures);
    }

    void addCeiling(Map<String, Double> figures) {
        ceiling.add(figures);
    }

    boolean hasCeiling() {
        return !ceiling.isEmpty();
    }

    double[] ours(Metric metric) {
        return values(ours, metric);
    }

    double[] ceiling(Metric metric) {
        return values(ceiling, metric);
    }

    /** Of each pair: what changes from pair to pair, such as the machine's load, has changed both. */
    double[] ratios(Metric metric) {
        double[] mine = ours(metric);
        double[] best = ceiling(metric);
        double[] ratios = new double[Math.min(mine.length, best.length)];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = mine[i] / best[i];
        }
        return ratios;
    }

    /** What the goal is about, and what is recorded: ratios for a relative metric, else the values themselves. */
    double[] judged(Metric metric) {
        return metric.relative() ? ratios(metric) : ours(metric);
    }

    private static double[] values(List<Map<String, Double>> runs, Metric metric) {
        double[] values = new double[runs.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = runs.get(i).getOrDefault(metric.key(), Double.NaN);
        }
        return values;
    }
}
