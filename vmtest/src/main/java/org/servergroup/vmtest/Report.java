package org.servergroup.vmtest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says what came of each scenario: to people as it happens, to machines at the end. */
final class Report {
    private final PrintStream out;
    private final List<Result> results = new ArrayList<>();

    Report(PrintStream out) {
        this.out = out;
    }

    /** One is being played; how long the run takes so far. */
    void playing(Scenario scenario, double seconds) {
        out.printf(Locale.ROOT, "PLAY  %s. %s (at %.0f s)%n", scenario.id(), scenario.title(), seconds);
        out.flush();
    }

    void add(Result result) {
        results.add(result);
        out.printf(
                Locale.ROOT,
                "%s  %s. %s (%.1f s): %s%n",
                result.outcome(),
                result.id(),
                result.title(),
                result.seconds(),
                result.seen());
    }

    /** All have been played. */
    void summary(double seconds) {
        long failed = count(Outcome.FAIL);
        long skipped = count(Outcome.SKIP);
        out.printf(
                Locale.ROOT,
                "%d scenarios in %.0f s: %d passed, %d failed, %d skipped%n",
                results.size(),
                seconds,
                results.size() - failed - skipped,
                failed,
                skipped);
    }

    private long count(Outcome outcome) {
        return results.stream().filter(result -> result.outcome() == outcome).count();
    }

    boolean passed() {
        return results.stream().noneMatch(result -> result.outcome() == Outcome.FAIL);
    }

    List<Result> results() {
        return List.copyOf(results);
    }

    /** Writes the results as a JSON array. */
    void write(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), results);
    }

    /** How a scenario ended. */
    enum Outcome {
        PASS,
        FAIL,
        SKIP
    }

    /**
     * One scenario's result.
     *
     * @param id its short name
     * @param title its title
     * @param outcome how it ended
     * @param seconds how long it took
     * @param seen what was seen, or what was missed
     */
    record Result(String id, String title, Outcome outcome, double seconds, String seen) {}
}
