package org.servergroup.vmtest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param home the folder of the test
 * @param distribution what is tested; null if it was not built
 * @param report where the results go
 * @param only the scenarios to be played; empty for the usual ones
 * @param all whether the scenarios that are not usual are played, too
 * @param groundwork whether it only is to be shown that guests boot
 * @param list whether the scenarios are only to be listed
 * @param keep whether the logs are kept though all passed
 */
record Options(
        Path home,
        @Nullable Path distribution,
        Path report,
        List<String> only,
        boolean all,
        boolean groundwork,
        boolean list,
        boolean keep) {
    // Printed by the script, too.
    static final String USAGE = """
            usage: vmtest/run [--all] [--only ID,ID...] [--keep] [--report FILE] [ID...]
                   vmtest/run --list | --help | --groundwork
              ID, --only     plays these scenarios alone
              --all          plays those as well that take long and are not usual
              --keep         keeps the logs though all passed
              --report       where the results go as JSON; default vmtest/target/vmtest.json
              --list         lists the scenarios
              --groundwork   shows that guests boot here; needs no distribution
            """;

    static Options parse(String[] arguments) {
        Path home = Path.of(System.getProperty("vmtest.home", "vmtest"));
        String folder = System.getProperty("vmtest.distribution");
        Path report = home.resolve("target/vmtest.json");
        List<String> only = new ArrayList<>();
        List<String> flags = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--all", "--groundwork", "--list", "--keep" -> flags.add(arguments[i]);
                case "--only" -> only.addAll(Arrays.asList(value(arguments, ++i).split(",")));
                case "--report" -> report = Path.of(value(arguments, ++i));
                default -> {
                    if (arguments[i].startsWith("-")) {
                        throw new IllegalArgumentException("unknown argument " + arguments[i]);
                    }
                    only.add(arguments[i]);
                }
            }
        }
        return new Options(
                home,
                folder == null ? null : Path.of(folder),
                report,
                List.copyOf(only),
                flags.contains("--all"),
                flags.contains("--groundwork"),
                flags.contains("--list"),
                flags.contains("--keep"));
    }

    private static String value(String[] arguments, int index) {
        if (index >= arguments.length) {
            throw new IllegalArgumentException(arguments[index - 1] + " needs a value");
        }
        return arguments[index];
    }

    Path requiredDistribution() throws IOException {
        if (distribution == null || !Files.isDirectory(distribution.resolve("bin"))) {
            throw new IOException("the distribution is missing in " + distribution + ": build it with mvn package");
        }
        return distribution;
    }

    /** What is to be played, in this order. */
    List<Scenario> scenarios() {
        List<Scenario> known = groundwork ? Groundwork.scenarios() : Scenarios.all(home);
        List<String> ids = known.stream().map(Scenario::id).toList();
        if (!ids.containsAll(only)) {
            throw new IllegalArgumentException("the scenarios are " + String.join(", ", ids));
        }
        return known.stream()
                .filter(scenario -> only.isEmpty() ? all || list || scenario.isUsual() : only.contains(scenario.id()))
                .toList();
    }
}
