package org.servergroup.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where the time of a start went, as a table or as JSON. */
final class StartupReport {
    private static final long BOUND_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long LINKED_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** What the kernel counts in for programs, on every machine that we run on. */
    private static final double TICK_MILLIS = 10;

    private static final int STARTED = 19;

    private final Timeline timeline;
    private final double beforeMillis;

    /** The columns of a row: what was reached, how long that took, and how long all of it took until then. */
    private record Row(String name, double millis, double total) {}

    StartupReport(Timeline timeline, double beforeMillis) {
        this.timeline = timeline;
        this.beforeMillis = beforeMillis;
    }

    /** How old this process is, to 10 ms. The script in {@code bin/} counts: the virtual machine took its place. */
    static double ageMillis() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            String uptime = Files.readString(Path.of("/proc/uptime"));
            return Double.parseDouble(uptime.substring(0, uptime.indexOf(' '))) * 1e3
                    - Double.parseDouble(fields[STARTED]) * TICK_MILLIS;
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }

    /** Waits for the address and for the host, but not for long, and tells. */
    String text(boolean json) throws InterruptedException {
        double bound = sinceStart(timeline.boundNanos(System.nanoTime() + BOUND_LIMIT_NANOS));
        double linked = sinceStart(timeline.linkedNanos(System.nanoTime() + LINKED_LIMIT_NANOS));
        StringBuilder text = new StringBuilder();
        if (json) {
            json(text, bound, linked);
        } else {
            table(text, bound, linked);
        }
        return text.toString();
    }

    private double sinceStart(long nanos) {
        return nanos < 0 ? -1 : beforeMillis + nanos / 1e6;
    }

    private static String format(double millis) {
        return String.format(Locale.ROOT, "%.1f", millis);
    }

    private void table(StringBuilder text, double bound, double linked) {
        double total = beforeMillis;
        row(text, new Row("script and virtual machine", beforeMillis, total));
        for (Timeline.Step step : timeline.steps()) {
            total += step.nanos() / 1e6;
            row(text, new Row(step.name(), step.nanos() / 1e6, total));
        }
        text.append("local address bound after ").append(bound < 0 ? "more than 10 s" : format(bound) + " ms");
        text.append("; host link up after ").append(linked < 0 ? "more than 2 s" : format(linked) + " ms");
        String archive = archive();
        text.append("\nJava ").append(Runtime.version());
        text.append("; class archive: ").append(archive == null ? "none" : archive);
        text.append("; ").append(residentKilobytes() / 1024).append(" MB resident\n");
    }

    private static void row(StringBuilder text, Row row) {
        text.append(String.format(Locale.ROOT, "%-52s %7.1f ms %8.1f ms%n", row.name(), row.millis(), row.total()));
    }

    private void json(StringBuilder json, double bound, double linked) {
        json.append("{\"steps\":[{\"step\":\"script and virtual machine\",\"ms\":");
        json.append(format(beforeMillis)).append('}');
        for (Timeline.Step step : timeline.steps()) {
            json.append(",{\"step\":").append(Findings.quoted(step.name()));
            json.append(",\"ms\":").append(format(step.nanos() / 1e6)).append('}');
        }
        json.append("],\"bound_ms\":").append(bound < 0 ? "null" : format(bound));
        json.append(",\"linked_ms\":").append(linked < 0 ? "null" : format(linked));
        json.append(",\"java\":").append(Findings.quoted(Runtime.version().toString()));
        String archive = archive();
        json.append(",\"archive\":").append(archive == null ? "null" : Findings.quoted(archive));
        json.append(",\"resident_kb\":").append(residentKilobytes()).append("}\n");
    }

    /** The one that is mapped, which is not always the one that was wanted. */
    private static @Nullable String archive() {
        for (String line : lines(Path.of("/proc/self/maps"))) {
            int path = line.indexOf('/');
            boolean ours = line.endsWith(".aot") || (line.endsWith(".jsa") && !line.contains("/classes"));
            if (path >= 0 && ours) {
                return line.substring(path);
            }
        }
        return null;
    }

    private static long residentKilobytes() {
        for (String line : lines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return 0;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
