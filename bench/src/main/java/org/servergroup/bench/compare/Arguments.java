package org.servergroup.bench.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line.
 *
 * @param folder where gcbench and nullagent are, and where results go
 * @param agent the command of the agent; the yardstick replaces {@code %D} by the device
 * @param rows the names of the rows to run; all if empty
 * @param runs of each agent for each row
 * @param quick fewer messages
 * @param add whether what was measured before stays, unless it is measured again
 * @param javaHomes for the agent, one after the other; if empty, what it finds by itself
 * @param priority whether to go before everything else on the machine
 */
record Arguments(
        Path folder,
        List<String> agent,
        List<String> rows,
        int runs,
        boolean quick,
        boolean add,
        List<Path> javaHomes,
        boolean priority) {
    static final String USAGE = """
            usage: bench/compare [options]
              --quick         a first look: fewer messages, 3 runs
              --row NAME      only this row; can be given several times. One of
                              a2h-100 a2h-3000 h2a-100 h2a-3000 rtt rttload startup memory idle
              --runs N        runs of each agent for each row (default 5)
              --jdk HOME      the Java runtime of the agent (default: JAVA_HOME, else the java on the path);
                              given several times: each of them, in columns side by side
              --add           to what the last run has measured, so that it can be done in pieces
              --priority      as root: go before everything else that runs on the machine
              --agent CMD     another agent than ours: its command in words, %D standing for the device
            Writes bench/target/results.md and bench/target/results.json. Exits with 1 if something could not be measured.
            """;

    Arguments {
        agent = List.copyOf(agent);
        rows = List.copyOf(rows);
        javaHomes = List.copyOf(javaHomes);
        if (agent.isEmpty()) {
            throw new IllegalArgumentException("no agent: run 'mvn package' first, or use --agent");
        }
        if (runs < 1) {
            throw new IllegalArgumentException("--runs must be at least 1");
        }
    }

    static Arguments parse(String[] words) {
        Path folder = Path.of(System.getProperty("bench.target", "bench/target"));
        String agent = System.getProperty("bench.agent", "");
        List<String> rows = new ArrayList<>();
        int runs = 0;
        boolean quick = false;
        boolean add = false;
        List<Path> javaHomes = new ArrayList<>();
        boolean priority = false;
        for (int i = 0; i < words.length; i++) {
            switch (words[i]) {
                case "--quick" -> quick = true;
                case "--row" -> rows.add(value(words, ++i));
                case "--runs" -> runs = Integer.parseInt(value(words, ++i));
                case "--add" -> add = true;
                case "--jdk" -> javaHomes.add(javaHome(value(words, ++i)));
                case "--priority" -> priority = true;
                case "--agent" -> agent = value(words, ++i);
                default -> throw new IllegalArgumentException("unknown option " + words[i]);
            }
        }
        List<String> command =
                agent.isBlank() ? List.of() : List.of(agent.strip().split("\\s+"));
        return new Arguments(folder, command, rows, runs > 0 ? runs : quick ? 3 : 5, quick, add, javaHomes, priority);
    }

    private static String value(String[] words, int index) {
        if (index >= words.length) {
            throw new IllegalArgumentException(words[index - 1] + " needs a value");
        }
        return words[index];
    }

    private static Path javaHome(String text) {
        Path home = Path.of(text).toAbsolutePath();
        if (!Files.isExecutable(home.resolve("bin/java"))) {
            throw new IllegalArgumentException("--jdk: there is no bin/java in " + home);
        }
        return home;
    }
}
