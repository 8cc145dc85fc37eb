package org.servergroup.launcher;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which agent is meant: the options that it was started with, as far as they matter, and its configuration. */
final class QueryOptions {
    private static final Set<String> NAMES =
            Set.of("--work", "--address", "--namespace", "--conf", "--device", "--host-socket", "--socket");
    private static final String UNIX = "org.servergroup.transport.unix";

    private final Map<String, String> given = new HashMap<>();
    private @Nullable Failure refused;

    /** Takes the options in front; returns the words after them. */
    List<String> parse(List<String> words) throws Failure {
        int next = 0;
        while (next < words.size() && NAMES.contains(words.get(next))) {
            if (next + 1 == words.size()) {
                throw new Failure(Failure.USAGE, words.get(next) + " needs a value (try --help)");
            }
            given.put(words.get(next), words.get(next + 1));
            next += 2;
        }
        return words.subList(next, words.size());
    }

    List<Path> sockets() throws Failure {
        Path socket = path("--socket");
        try {
            return socket == null ? ShellPath.candidates(path("--work"), address()) : List.of(socket.toAbsolutePath());
        } catch (IOException e) {
            throw new Failure(Failure.ENVIRONMENT, Failure.reasonOf(e));
        }
    }

    /** The abstract name that the agent is bound to. */
    String address() {
        Map<String, Map<String, String>> merged = new HashMap<>(settings());
        Map<String, String> local = new HashMap<>(merged.getOrDefault(UNIX, Map.of()));
        copy("--address", "address", local);
        copy("--namespace", "namespace", local);
        merged.put(UNIX, local);
        return ShellPath.address(merged);
    }

    private void copy(String option, String property, Map<String, String> to) {
        String value = given.get(option);
        if (value != null) {
            to.put(property, value);
        }
    }

    /** What is in the configuration files; nothing if they cannot be read, which {@link #refused()} tells. */
    Map<String, Map<String, String>> settings() {
        try {
            @Nullable Path folder = path("--conf");
            return Settings.readFrom(
                            folder == null ? Distribution.ofThisProcess().configuration() : folder)
                    .byComponent();
        } catch (Failure e) {
            refused = e;
            return Map.of();
        }
    }

    /** Why the configuration cannot be read, if it cannot. */
    @Nullable
    Failure refused() {
        return refused;
    }

    @Nullable
    Path path(String option) throws Failure {
        String value = given.get(option);
        try {
            return value == null ? null : Path.of(value);
        } catch (InvalidPathException e) {
            throw new Failure(Failure.USAGE, option + ": " + Failure.reasonOf(e));
        }
    }
}
