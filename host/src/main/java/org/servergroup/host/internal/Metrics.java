package org.servergroup.host.internal;

import java.util.Map;

/** Counters and gauges in the text format of Prometheus. */
final class Metrics {
    private static final String PREFIX = "servergroup_host_";

    private final StringBuilder text = new StringBuilder(8192);

    private Metrics() {}

    /**
     * All of them.
     *
     * @param monitors how many monitors there are, by state
     * @param findings how many findings there are, by severity
     */
    static String of(
            Snapshot.Counts counts, Snapshot.Status status, Map<String, Long> monitors, Map<String, Long> findings) {
        Metrics metrics = new Metrics();
        counts.counters().forEach((name, value) -> metrics.single(name + "_total", "counter", value));
        metrics.labelled("dropped_total", "counter", "reason", counts.dropped());
        metrics.single("instances", "gauge", status.instances());
        metrics.single("instances_connected", "gauge", status.connected());
        metrics.single("instances_stalled", "gauge", status.stalled());
        metrics.labelled("monitors", "gauge", "state", monitors);
        metrics.labelled("findings", "gauge", "severity", findings);
        metrics.single("groups", "gauge", status.groups());
        metrics.single("members", "gauge", status.members());
        metrics.single("queued_bytes", "gauge", status.queuedBytes());
        metrics.single("uptime_seconds", "gauge", status.uptimeSeconds());
        return metrics.text.toString();
    }

    private void single(String name, String type, long value) {
        head(name, type);
        text.append(PREFIX).append(name).append(' ').append(value).append('\n');
    }

    private void labelled(String name, String type, String label, Map<String, Long> values) {
        head(name, type);
        values.forEach((value, count) -> {
            text.append(PREFIX)
                    .append(name)
                    .append('{')
                    .append(label)
                    .append("=\"")
                    .append(value);
            text.append("\"} ").append(count).append('\n');
        });
    }

    private void head(String name, String type) {
        text.append("# TYPE ").append(PREFIX).append(name).append(' ').append(type);
        text.append('\n');
    }
}
