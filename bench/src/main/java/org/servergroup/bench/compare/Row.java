package org.servergroup.bench.compare;

import java.util.List;

/**
 * One line of the comparison.
 *
 * @param name for the command line
 * @param title for people
 * @param ceiling whether the ceiling can be measured, too
 * @param trial how one run is done
 * @param metrics what comes of it
 */
record Row(String name, String title, boolean ceiling, Trial trial, List<Metric> metrics) {
    Row {
        metrics = List.copyOf(metrics);
    }
}
