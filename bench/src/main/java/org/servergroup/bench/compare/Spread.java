package org.servergroup.bench.compare;

import java.util.Arrays;

/** The middle and the ends of several measurements. */
record Spread(double min, double median, double max) {

    static Spread of(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no values");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }

    boolean contains(double value) {
        return value >= min && value <= max;
    }

    @Override
    public String toString() {
        return Metric.number(min) + " – " + Metric.number(max);
    }
}
