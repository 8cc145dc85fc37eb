package org.servergroup.launcher;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The command line of a program: the options that all have, and its own. A plain command line is read here, in no time;
 * for all else, and for every word that is said about a mistake, there is {@link OptionsText}.
 */
final class Options {
    static final int MAX_SOCKET_BYTES = 107;

    static final String HELP = "--help";
    static final String VERSION = "--version";
    static final String STARTUP_REPORT = "--startup-report";
    static final String JSON = "--json";

    private final String program;
    private final String description;
    private final Map<String, Option> known = new LinkedHashMap<>();
    private Map<String, List<String>> given = Map.of();
    private boolean parsed;

    /**
     * One option.
     *
     * @param label what stands for its value in the help; null if it takes none
     * @param repeatable whether it can be given several times
     */
    record Option(String name, @Nullable String label, boolean repeatable, String description) {}

    Options(String program, String description) {
        this.program = program;
        this.description = description;
    }

    /** Adds an option with a value. */
    void value(String name, String label, String description) {
        known.put(name, new Option(name, label, false, description));
    }

    /** Adds an option with a value, which can be given several times. */
    void values(String name, String label, String description) {
        known.put(name, new Option(name, label, true, description));
    }

    void flag(String name, String description) {
        known.put(name, new Option(name, null, false, description));
    }

    void addCommon() {
        value("--conf", "DIR", "folder of the configuration files (default: conf/ of the distribution)");
        value("--work", "DIR", "folder for temporary files (default: a new one, removed at the end)");
        value("--log-level", "LEVEL", "what to tell on stderr: error, warning (default), info, debug, trace or off");
    }

    String program() {
        return program;
    }

    String description() {
        return description;
    }

    Iterable<Option> known() {
        return known.values();
    }

    /** Parses; returns the text to print instead of running, if one was asked for. */
    @Nullable
    String parse(String[] args) throws Failure {
        Map<String, List<String>> plain = new LinkedHashMap<>();
        @Nullable String text = null;
        if (!isPlain(args, plain)) {
            plain.clear();
            text = new OptionsText(this).parse(args, plain);
        }
        given = plain;
        parsed = true;
        return text;
    }

    /** Whether these are known options, each with its value and at most once: nothing to explain or to complain about. */
    private boolean isPlain(String[] args, Map<String, List<String>> values) {
        for (int i = 0; i < args.length; i++) {
            String word = args[i];
            int equals = word.indexOf('=');
            Option option = known.get(equals < 0 ? word : word.substring(0, equals));
            if (option == null || (!option.repeatable() && values.containsKey(option.name()))) {
                return false;
            }
            String value = "";
            if (option.label() == null) {
                if (equals >= 0) {
                    return false;
                }
            } else if (equals >= 0) {
                value = word.substring(equals + 1);
            } else if (++i < args.length && !args[i].startsWith("-") && !args[i].startsWith("@")) {
                value = args[i];
            } else {
                return false;
            }
            values.computeIfAbsent(option.name(), name -> new ArrayList<>()).add(value);
        }
        return true;
    }

    boolean given(String name) {
        return result().containsKey(name);
    }

    /** The path of a socket, of which the kernel takes so many bytes and no more. */
    @Nullable
    Path socket(String name) throws Failure {
        @Nullable String text = text(name);
        int length = text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_SOCKET_BYTES) {
            throw new Failure(
                    Failure.USAGE,
                    name + ": the path of a socket has at most " + MAX_SOCKET_BYTES + " bytes, not " + length);
        }
        return path(name);
    }

    @Nullable
    Path path(String name) {
        @Nullable String text = text(name);
        return text == null ? null : Path.of(text);
    }

    @Nullable
    String text(String name) {
        @Nullable List<String> values = result().get(name);
        return values == null ? null : values.get(0);
    }

    @Nullable
    List<Path> paths(String name) {
        @Nullable List<String> values = result().get(name);
        return values == null ? null : values.stream().map(Path::of).toList();
    }

    private Map<String, List<String>> result() {
        if (!parsed) {
            throw new IllegalStateException("not parsed yet");
        }
        return given;
    }
}
