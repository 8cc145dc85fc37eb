package org.servergroup.bench.compare;

import java.util.Locale;

/**
 * One figure of a row.
 *
 * @param key its name in the output
 * @param label its name for people
 * @param unit behind the value
 * @param relative whether the goal is about the ratio to the ceiling, or about the value itself
 * @param higherIsBetter which way is better
 * @param goal the limit that is good enough; NaN if there is none
 */
record Metric(String key, String label, String unit, boolean relative, boolean higherIsBetter, double goal) {

    /** Judged by its ratio to the ceiling. */
    static Metric ratio(String key, String label, String unit, boolean higherIsBetter, double goal) {
        return new Metric(key, label, unit, true, higherIsBetter, goal);
    }

    /** Judged by itself; less is better. */
    static Metric atMost(String key, String label, String unit, double goal) {
        return new Metric(key, label, unit, false, false, goal);
    }

    boolean hasGoal() {
        return !Double.isNaN(goal);
    }

    boolean met(double value) {
        return higherIsBetter ? value >= goal : value <= goal;
    }

    /** With as many digits as say something. */
    static String number(double value) {
        double size = Math.abs(value);
        if (size >= 100 || (value == Math.rint(value) && size < 10)) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
    }
}
