package org.servergroup.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The operator's side of {@code servergroup-agent}: asks the one that runs, over its socket, and shows the answer. */
final class AgentQuery {
    static final String USAGE = """
            Ask an agent that runs:
              servergroup-agent shell [OPTION...] [COMMAND [WORD...]]
              servergroup-agent doctor [OPTION...] [--json]
            Commands: sg:status sg:links sg:peers sg:counters sg:doctor sg:group [--json],
              sg:broadcast TEXT, sg:loglevel [LEVEL]; without a command, they are read from the standard input.
            Options: --work, --address, --namespace and --conf as the agent has them; --device and --host-socket
              tell the doctor where to look if no agent runs; or --socket PATH, the socket to ask.
            """;

    private static final String PROMPT = "sg> ";

    private final InputStream input;
    private final PrintStream out;
    private final QueryOptions options = new QueryOptions();

    AgentQuery(InputStream input, PrintStream out) {
        this.input = input;
        this.out = out;
    }

    /** Whether these arguments are a question, and not the options of an agent to be run. */
    static boolean isOne(String[] args) {
        return args.length > 0 && (args[0].equals("shell") || args[0].equals("doctor"));
    }

    /** Asks, prints the answer, and returns the exit code. */
    int run(String[] args) throws Failure {
        List<String> words = options.parse(List.of(args).subList(1, args.length));
        if (words.contains("--help") && words.size() == 1) {
            out.print(USAGE);
            return 0;
        }
        return args[0].equals("doctor") ? doctor(words) : shell(words);
    }

    private int shell(List<String> words) throws Failure {
        List<Path> tried = options.sockets();
        try (ShellClient client = connect(tried)) {
            return words.isEmpty() ? converse(client) : show(client.ask(line(words)));
        } catch (IOException e) {
            throw new Failure(Failure.ENVIRONMENT, Failure.reasonOf(e) + " (servergroup-agent doctor tells more)");
        }
    }

    private static String line(List<String> words) {
        if (words.size() == 1) {
            return words.get(0);
        }
        return words.stream().map(Words::quoted).collect(Collectors.joining(" "));
    }

    private int show(ShellCommands.Answer answer) {
        if (answer.status() == ShellCommands.Answer.DONE) {
            out.print(answer.text());
            out.flush();
        } else {
            System.err.print(answer.text());
        }
        return answer.status();
    }

    private int converse(ShellClient client) throws IOException {
        boolean person = isTerminal();
        BufferedReader lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
        int status = 0;
        while (true) {
            if (person) {
                out.print(PROMPT);
                out.flush();
            }
            String line = lines.readLine();
            if (line == null || line.strip().equals("exit") || line.strip().equals("quit")) {
                return person ? 0 : status;
            }
            status = Math.max(status, show(client.ask(line)));
        }
    }

    /** Whether somebody types; {@code System.console()} means something else in each version of Java. */
    private static boolean isTerminal() {
        try {
            String input = Files.readSymbolicLink(Path.of("/proc/self/fd/0")).toString();
            return input.startsWith("/dev/pts/") || input.startsWith("/dev/tty") || input.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    private static ShellClient connect(List<Path> paths) throws IOException {
        IOException failure = new IOException("no agent answers at " + paths.get(0));
        for (Path path : paths) {
            if (Files.exists(path)) {
                try {
                    return ShellClient.connect(path);
                } catch (IOException e) {
                    failure = new IOException("no agent answers at " + path + ": " + Failure.reasonOf(e), e);
                }
            }
        }
        throw failure;
    }

    private int doctor(List<String> words) throws Failure {
        boolean json = words.equals(List.of("--json"));
        if (!json && !words.isEmpty()) {
            throw new Failure(Failure.USAGE, "cannot make sense of " + words.get(0) + " (try --help)");
        }
        @Nullable String answer = askDoctor(json);
        if (answer == null) {
            Findings findings = new Absent(options).findings();
            out.print(json ? findings.json() : findings.text());
            return Failure.ENVIRONMENT;
        }
        out.print(answer);
        return answer.startsWith("healthy") || answer.startsWith("{\"healthy\":true") ? 0 : Failure.ENVIRONMENT;
    }

    private @Nullable String askDoctor(boolean json) throws Failure {
        List<Path> answering = new ArrayList<>();
        for (Path path : options.sockets()) {
            if (Files.exists(path)) {
                answering.add(path);
            }
        }
        if (answering.isEmpty()) {
            return null;
        }
        try (ShellClient client = connect(answering)) {
            ShellCommands.Answer answer = client.ask(json ? "sg:doctor --json" : "sg:doctor");
            if (answer.status() != ShellCommands.Answer.DONE) {
                throw new Failure(Failure.ENVIRONMENT, "the agent runs, but cannot tell: " + answer.text());
            }
            return answer.text();
        } catch (IOException e) {
            return null;
        }
    }
}
