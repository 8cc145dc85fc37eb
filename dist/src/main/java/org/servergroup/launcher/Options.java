package org.servergroup.launcher;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The command line of a program: the options that all have, and its own. Built without reflection, to start fast. */
final class Options {
    private final CommandSpec spec;
    private final CommandLine commandLine;
    private @Nullable ParseResult parsed;

    Options(String program, String description) {
        spec = CommandSpec.create().name(program);
        spec.usageMessage().description(description).abbreviateSynopsis(false).sortOptions(false);
        spec.usageMessage().width(100);
        commandLine = new CommandLine(spec);
    }

    /** Adds an option with a value; of the type List if it can be given several times. */
    void value(String name, String label, Class<?> type, String... description) {
        OptionSpec.Builder option =
                OptionSpec.builder(name).paramLabel(label).arity("1").description(description);
        if (type == List.class) {
            option.type(List.class).auxiliaryTypes(Path.class);
        } else {
            option.type(type);
        }
        spec.addOption(option.build());
    }

    void flag(String name, String... description) {
        spec.addOption(OptionSpec.builder(name)
                .type(boolean.class)
                .arity("0")
                .description(description)
                .build());
    }

    void addCommon() {
        value("--conf", "DIR", Path.class, "folder of the configuration files (default: conf/ of the distribution)");
        value("--work", "DIR", Path.class, "folder for temporary files (default: a new one, removed at the end)");
        value(
                "--log-level",
                "LEVEL",
                String.class,
                "what to tell on stderr: error, warning (default), info, debug, trace or off");
        spec.addOption(OptionSpec.builder("-h", "--help")
                .type(boolean.class)
                .usageHelp(true)
                .description("show this text and exit")
                .build());
        spec.addOption(OptionSpec.builder("-V", "--version")
                .type(boolean.class)
                .versionHelp(true)
                .description("show the version and exit")
                .build());
    }

    /** Parses; returns the text to print instead of running, if one was asked for. */
    @Nullable
    String parse(String[] args) throws Failure {
        try {
            parsed = commandLine.parseArgs(args);
        } catch (ParameterException e) {
            throw new Failure(Failure.USAGE, Failure.reasonOf(e) + " (try --help)");
        }
        if (parsed.isUsageHelpRequested()) {
            return commandLine.getUsageMessage();
        }
        String version = Options.class.getPackage().getImplementationVersion();
        return parsed.isVersionHelpRequested() ? spec.name() + " " + version + System.lineSeparator() : null;
    }

    boolean given(String name) {
        return result().hasMatchedOption(name);
    }

    @Nullable
    Path path(String name) {
        return result().matchedOptionValue(name, null);
    }

    @Nullable
    String text(String name) {
        return result().matchedOptionValue(name, null);
    }

    @Nullable
    List<Path> paths(String name) {
        return result().matchedOptionValue(name, null);
    }

    private ParseResult result() {
        if (parsed == null) {
            throw new IllegalStateException("not parsed yet");
        }
        return parsed;
    }
}
