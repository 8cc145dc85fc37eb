package org.servergroup.vmtest;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Plays scenarios one after the other, each on a stage of its own with guests of one fleet, and cleans up. */
final class Run {
    private final Prepared prepared;
    private final @Nullable Path distribution;
    private final PrintStream out;
    private final Report report;
    private final boolean keep;

    Run(Prepared prepared, @Nullable Path distribution, PrintStream out, boolean keep) {
        this.prepared = prepared;
        this.distribution = distribution;
        this.out = out;
        this.keep = keep;
        report = new Report(out);
    }

    Report play(List<Scenario> scenarios) throws IOException, InterruptedException {
        long start = System.nanoTime();
        // Short: the sockets in it must have paths under 108 bytes.
        Path folder = Files.createTempDirectory("sgvm");
        Fleet fleet = new Fleet(prepared, folder);
        Thread hook = new Thread(() -> closeAtShutdown(fleet), "vmtest-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        try (fleet) {
            for (Scenario scenario : scenarios) {
                report.playing(scenario, (System.nanoTime() - start) / 1e9);
                play(scenario, fleet, folder.resolve(scenario.id()));
            }
        } finally {
            unhook(hook);
        }
        report.summary((System.nanoTime() - start) / 1e9);
        if (keep || !report.passed()) {
            out.println("logs are kept in " + folder);
        } else {
            delete(folder);
        }
        return report;
    }

    private void play(Scenario scenario, Fleet fleet, Path folder) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Stage stage = new Stage(fleet, distribution, folder);
        Thread hook = new Thread(() -> closeAtShutdown(stage), "vmtest-shutdown-stage");
        Runtime.getRuntime().addShutdownHook(hook);
        Report.Outcome outcome;
        String seen;
        try {
            seen = scenario.play(stage);
            outcome = Report.Outcome.PASS;
        } catch (Scenario.Skipped e) {
            seen = String.valueOf(e.getMessage());
            outcome = Report.Outcome.SKIP;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            seen = e instanceof NotSeen ? String.valueOf(e.getMessage()) : e.toString();
            outcome = Report.Outcome.FAIL;
            writeTrace(e, folder.resolve("failure.log"));
        } finally {
            stage.close();
            unhook(hook);
        }
        rest(fleet, outcome);
        double seconds = (System.nanoTime() - start) / 1e9;
        report.add(new Report.Result(scenario.id(), scenario.title(), outcome, seconds, seen));
    }

    /** After a failure nobody knows what state the guests are in: the next scenario has new ones. */
    private static void rest(Fleet fleet, Report.Outcome outcome) throws IOException, InterruptedException {
        if (outcome == Report.Outcome.PASS) {
            try {
                fleet.rest();
                return;
            } catch (NotSeen e) {
                // A guest that does not end an application is of no use any more.
            }
        }
        fleet.clear();
    }

    private static void writeTrace(Exception failure, Path log) throws IOException {
        try (PrintStream stream =
                new PrintStream(Files.newOutputStream(log), false, java.nio.charset.StandardCharsets.UTF_8)) {
            failure.printStackTrace(stream);
        }
    }

    private static void unhook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It runs already: the test was interrupted.
        }
    }

    private static void closeAtShutdown(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            System.err.println("vmtest: " + e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
