package org.servergroup.agent.internal.operator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.servergroup.spi.Discard;

/** The snapshot in the text format of Prometheus. */
final class Metrics {
    private static final String PREFIX = "servergroup_agent_";

    private final StringBuilder text = new StringBuilder(8192);

    private Metrics() {}

    static String of(Snapshot snapshot, List<Finding> findings) {
        Metrics metrics = new Metrics();
        metrics.gauge(
                "link_up",
                "Whether the host's end is connected.",
                snapshot.link().up() ? 1 : 0);
        metrics.gauge(
                "listening",
                "Local addresses that are bound.",
                snapshot.listening().size());
        metrics.gauge(
                "peers", "Local applications that are known.", snapshot.apps().size());
        metrics.gauge(
                "queued_messages",
                "Messages that wait for the host.",
                snapshot.queue().messages());
        metrics.gauge(
                "queued_bytes",
                "Bytes that wait for the host.",
                snapshot.queue().bytes());
        metrics.gauge(
                "queued_bytes_max",
                "Bytes that may wait for the host.",
                snapshot.queue().maxBytes());
        metrics.findings(findings);
        metrics.counts(snapshot);
        metrics.drops(snapshot);
        return metrics.text.toString();
    }

    private void gauge(String name, String help, long value) {
        head(name, "gauge", help);
        text.append(PREFIX).append(name).append(' ').append(value).append('\n');
    }

    private void head(String name, String type, String help) {
        text.append("# HELP ")
                .append(PREFIX)
                .append(name)
                .append(' ')
                .append(help)
                .append('\n');
        text.append("# TYPE ")
                .append(PREFIX)
                .append(name)
                .append(' ')
                .append(type)
                .append('\n');
    }

    private void findings(List<Finding> findings) {
        head("findings", "gauge", "What the doctor finds wrong, a refused configuration or bundle included.");
        for (String severity : new String[] {"error", "warning"}) {
            long count = findings.stream()
                    .filter(each -> each.severity().equals(severity))
                    .count();
            sample("findings", "severity", severity, count);
        }
    }

    private void counts(Snapshot snapshot) {
        head("messages_total", "counter", "Messages, by the place they were counted at.");
        snapshot.counts().forEach((place, count) -> sample("messages_total", "place", place, count.messages()));
        head("bytes_total", "counter", "Bytes of messages, by the place they were counted at.");
        snapshot.counts().forEach((place, count) -> sample("bytes_total", "place", place, count.bytes()));
    }

    private void sample(String name, String label, String value, long count) {
        text.append(PREFIX).append(name).append('{').append(label).append("=\"").append(value);
        text.append("\"} ").append(count).append('\n');
    }

    /** All there can be, also what is zero: a series that appears with its first loss shows no increase. */
    private void drops(Snapshot snapshot) {
        Map<String, Long> dropped = new HashMap<>();
        snapshot.drops().forEach(drop -> dropped.put(drop.direction() + drop.reason(), drop.messages()));
        head("dropped_total", "counter", "Messages that were dropped, by direction and reason.");
        for (String direction : new String[] {"to_host", "to_apps"}) {
            for (Discard reason : Discard.values()) {
                text.append(PREFIX).append("dropped_total{direction=\"").append(direction);
                text.append("\",reason=\"").append(reason.label()).append("\"} ");
                text.append(dropped.getOrDefault(direction + reason.label(), 0L))
                        .append('\n');
            }
        }
    }
}
