package org.servergroup.launcher;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What there is to say about a command line: the help, the version, and what is wrong. Costs more than 100 ms of a start. */
final class OptionsText {
    private final CommandSpec spec;
    private final CommandLine commandLine;

    OptionsText(Options options) {
        spec = CommandSpec.create().name(options.program());
        spec.usageMessage()
                .description(options.description())
                .abbreviateSynopsis(false)
                .sortOptions(false);
        spec.usageMessage().width(100);
        commandLine = new CommandLine(spec);
        for (Options.Option each : options.known()) {
            add(each);
        }
        spec.addOption(OptionSpec.builder("-h", Options.HELP)
                .type(boolean.class)
                .usageHelp(true)
                .description("show this text and exit")
                .build());
        spec.addOption(OptionSpec.builder("-V", Options.VERSION)
                .type(boolean.class)
                .versionHelp(true)
                .description("show the version and exit")
                .build());
    }

    private void add(Options.Option option) {
        OptionSpec.Builder builder = OptionSpec.builder(option.name()).description(option.description());
        if (option.label() == null) {
            builder.type(boolean.class).arity("0");
        } else {
            builder.paramLabel(option.label()).arity("1");
            if (option.repeatable()) {
                builder.type(List.class).auxiliaryTypes(String.class);
            } else {
                builder.type(String.class);
            }
        }
        spec.addOption(builder.build());
    }

    private String unmatched(String word) {
        if (!word.startsWith("-")) {
            String command = spec.name().equals("servergroup-agent")
                    ? "; servergroup-agent shell sg:status asks one that runs"
                    : "";
            return "cannot make sense of " + word + command;
        }
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        String similar = Similar.to(name, spec.optionsMap().keySet());
        return "there is no option " + name + (similar == null ? "" : "; is it " + similar + "?");
    }

    /** Parses into the map; returns the text to print instead of running, if one was asked for. */
    @Nullable
    String parse(String[] args, Map<String, List<String>> values) throws Failure {
        ParseResult parsed;
        try {
            parsed = commandLine.parseArgs(args);
        } catch (UnmatchedArgumentException e) {
            throw new Failure(Failure.USAGE, unmatched(e.getUnmatched().get(0)) + " (try --help)");
        } catch (ParameterException e) {
            throw new Failure(Failure.USAGE, Failure.reasonOf(e) + " (try --help)");
        }
        if (parsed.isUsageHelpRequested()) {
            return commandLine.getUsageMessage();
        }
        if (parsed.isVersionHelpRequested()) {
            String version = OptionsText.class.getPackage().getImplementationVersion();
            return spec.name() + " " + version + System.lineSeparator();
        }
        for (OptionSpec each : parsed.matchedOptions()) {
            values.put(each.longestName(), List.copyOf(each.stringValues()));
        }
        return null;
    }
}
