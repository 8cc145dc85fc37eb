package org.servergroup.vmtest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The program behind {@code vmtest/run}. */
public final class Main {
    private Main() {}

    /** Plays the scenarios; exits 0 when all passed, 1 when one failed, 2 on wrong usage, 3 where something is missing. */
    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run(arguments));
    }

    static int run(String[] arguments) throws InterruptedException {
        Options options;
        List<Scenario> scenarios;
        try {
            options = Options.parse(arguments);
            scenarios = options.scenarios();
        } catch (IllegalArgumentException e) {
            System.err.println("vmtest: " + e.getMessage());
            System.err.print(Options.USAGE);
            return 2;
        }
        if (options.list()) {
            scenarios.forEach(scenario -> System.out.println(
                    scenario.id() + "  " + scenario.title() + (scenario.isUsual() ? "" : " (with --all)")));
            return 0;
        }
        return play(options, scenarios);
    }

    private static int play(Options options, List<Scenario> scenarios) throws InterruptedException {
        Path distribution;
        Prepared prepared;
        try {
            distribution = options.groundwork() ? null : options.requiredDistribution();
            prepared = Prepared.by(options.home().resolve("prepare"), distribution);
        } catch (IOException e) {
            System.err.println("vmtest: " + e.getMessage());
            return 3;
        }
        try {
            Report report = new Run(prepared, distribution, System.out, options.keep()).play(scenarios);
            report.write(options.report());
            return report.passed() ? 0 : 1;
        } catch (IOException e) {
            System.err.println("vmtest: " + e);
            return 1;
        }
    }
}
