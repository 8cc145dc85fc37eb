package org.servergroup.bench.compare;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** One run of one agent: start it, measure, stop it. */
@FunctionalInterface
interface Trial {
    /**
     * Measures once.
     *
     * @return figures by {@link Metric#key}
     * @throws IOException if it could not be measured; the message says why
     */
    Map<String, Double> run(Yardstick yardstick, List<String> agent) throws IOException, InterruptedException;
}
