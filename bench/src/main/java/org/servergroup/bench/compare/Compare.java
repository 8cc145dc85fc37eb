package org.servergroup.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Measures every row, ours and the ceiling by turns. Exits with 1 if something could not be measured. */
public final class Compare {
    private static final int TIME_LIMIT_SECONDS = 120;

    private final Arguments arguments;
    private final Yardstick yardstick;
    private final List<String> ceiling;
    private final List<Double> busy = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    private Compare(Arguments arguments, @Nullable Path javaHome) {
        this.arguments = arguments;
        this.yardstick = new Yardstick(arguments.folder(), javaHome, arguments.priority(), TIME_LIMIT_SECONDS);
        this.ceiling = List.of(arguments.folder().resolve("nullagent").toString(), "%D");
    }

    /** See {@link Arguments#USAGE}. */
    public static void main(String[] words) throws IOException, InterruptedException {
        if (List.of(words).contains("--help")) {
            System.out.print(Arguments.USAGE);
            return;
        }
        Arguments arguments;
        try {
            arguments = Arguments.parse(words);
        } catch (IllegalArgumentException e) {
            System.err.println("bench/compare: " + e.getMessage());
            System.err.print(Arguments.USAGE);
            System.exit(2);
            return;
        }
        System.exit(run(arguments) ? 0 : 1);
    }

    private static boolean run(Arguments arguments) throws IOException, InterruptedException {
        Path file = arguments.folder().resolve("results.json");
        Results results = arguments.add() ? Results.read(file) : Results.none();
        boolean complete = true;
        if (arguments.javaHomes().isEmpty()) {
            complete = new Compare(arguments, null).run(results);
        }
        for (Path javaHome : arguments.javaHomes()) {
            complete &= new Compare(arguments, javaHome).run(results);
        }
        results.write(file);
        String table = new Report(results).table();
        Files.writeString(arguments.folder().resolve("results.md"), table);
        System.out.println();
        System.out.print(table);
        return complete;
    }

    private boolean run(Results results) throws IOException, InterruptedException {
        JavaRuntime runtime = JavaRuntime.of(yardstick, arguments.agent());
        if (runtime.archive().isEmpty()) {
            makeArchive(arguments.agent().get(0));
            runtime = JavaRuntime.of(yardstick, arguments.agent());
        }
        List<Series> measured = new ArrayList<>();
        for (Row row : Rows.all(arguments.quick(), runtime.major())) {
            if (arguments.rows().isEmpty() || arguments.rows().contains(row.name())) {
                measure(row, measured);
            }
        }
        if (measured.isEmpty() && failures.isEmpty()) {
            failures.add("there is no such row: " + arguments.rows());
        }
        if (!measured.isEmpty()) {
            double others = Spread.of(
                            busy.stream().mapToDouble(Double::doubleValue).toArray())
                    .median();
            Machine machine = Machine.here();
            results.add(machine, runtime, arguments, others, yardstick.worstSteal(), measured);
        }
        for (String failure : failures) {
            System.err.println("not measured: " + failure);
        }
        return failures.isEmpty();
    }

    /** As the agent has it that was started before, if it was not packed with one for this Java. */
    private void makeArchive(String program) throws InterruptedException {
        if (program.endsWith("/servergroup-agent")) {
            try {
                yardstick.prepare(List.of(program, "--archive"));
            } catch (IOException e) {
                System.err.println("measured without a class archive: " + e.getMessage());
            }
        }
    }

    private void measure(Row row, List<Series> measured) throws InterruptedException {
        Series series = new Series(row);
        try {
            for (int run = 1; run <= arguments.runs(); run++) {
                busy.add(Machine.busyWithOthers());
                if (row.ceiling()) {
                    Map<String, Double> figures = row.trial().run(yardstick, ceiling);
                    series.addCeiling(figures);
                    progress(row, run, "ceiling", figures);
                }
                Map<String, Double> figures = row.trial().run(yardstick, arguments.agent());
                series.addOurs(figures);
                progress(row, run, "ours", figures);
            }
            measured.add(series);
        } catch (IOException e) {
            failures.add(row.name() + ": " + e.getMessage());
            System.out.println(row.name() + ": not measured");
        }
    }

    private static void progress(Row row, int run, String who, Map<String, Double> figures) {
        StringBuilder text = new StringBuilder(80);
        text.append(String.format(Locale.ROOT, "%-9s %2d %-8s", row.name(), run, who));
        for (Metric metric : row.metrics()) {
            double value = figures.getOrDefault(metric.key(), Double.NaN);
            text.append(' ').append(metric.key()).append('=').append(Metric.number(value));
        }
        System.out.println(text);
    }
}
