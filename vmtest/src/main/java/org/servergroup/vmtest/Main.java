package org.servergroup.vmtest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The program behind {@code vmtest/run}. */
public final class Main {
    private static final String USAGE = """
            usage: vmtest/run [--groundwork] [--only ID,ID...] [--list] [--keep] [--report FILE]
              --groundwork   shows that guests boot here; needs no distribution
              --only         plays these scenarios only
              --list         lists the scenarios and ends
              --keep         keeps the logs though all passed
              --report       where the results go as JSON; default vmtest/target/vmtest.json
            """;

    private Main() {}

    /** Plays the scenarios; exits 0 when all passed, 1 when one failed, 2 on wrong usage, 3 where something is missing. */
    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run(arguments));
    }

    static int run(String[] arguments) throws InterruptedException {
        try {
            Options options = Options.parse(arguments);
            List<Scenario> scenarios = options.scenarios();
            if (options.list()) {
                scenarios.forEach(scenario -> System.out.println(scenario.id() + "  " + scenario.title()));
                return 0;
            }
            Path distribution = options.groundwork() ? null : options.requiredDistribution();
            Prepared prepared = Prepared.by(options.home().resolve("prepare"), distribution);
            Report report = new Run(prepared, distribution, System.out, options.keep()).play(scenarios);
            report.write(options.report());
            return report.passed() ? 0 : 1;
        } catch (IllegalArgumentException e) {
            System.err.println("vmtest: " + e.getMessage());
            System.err.print(USAGE);
            return 2;
        } catch (IOException e) {
            System.err.println("vmtest: " + e.getMessage());
            return 3;
        }
    }

    /** The command line. */
    private record Options(
            Path home,
            @Nullable Path distribution,
            Path report,
            List<String> only,
            boolean groundwork,
            boolean list,
            boolean keep) {
        static Options parse(String[] arguments) {
            Path home = Path.of(System.getProperty("vmtest.home", "vmtest"));
            String folder = System.getProperty("vmtest.distribution");
            Path report = home.resolve("target/vmtest.json");
            List<String> only = new ArrayList<>();
            List<String> flags = new ArrayList<>();
            for (int i = 0; i < arguments.length; i++) {
                switch (arguments[i]) {
                    case "--groundwork", "--list", "--keep" -> flags.add(arguments[i]);
                    case "--only" ->
                        only.addAll(Arrays.asList(value(arguments, ++i).split(",")));
                    case "--report" -> report = Path.of(value(arguments, ++i));
                    default -> throw new IllegalArgumentException("unknown argument " + arguments[i]);
                }
            }
            return new Options(
                    home,
                    folder == null ? null : Path.of(folder),
                    report,
                    List.copyOf(only),
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
                throw new IOException("the distribution is missing: build it with mvn package");
            }
            return distribution;
        }

        List<Scenario> scenarios() {
            List<Scenario> all = groundwork ? Groundwork.scenarios() : Scenarios.all();
            List<String> ids = all.stream().map(Scenario::id).toList();
            if (!ids.containsAll(only)) {
                throw new IllegalArgumentException("the scenarios are " + String.join(", ", ids));
            }
            return all.stream()
                    .filter(scenario -> only.isEmpty() || only.contains(scenario.id()))
                    .toList();
        }
    }
}
