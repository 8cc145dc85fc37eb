package org.servergroup.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.servergroup.spi.LogControl;

/**
 * Where {@link System.Logger} writes to in our programs: one line on stderr for each record. A service manager's journal
 * gets the severity as the prefix it understands ({@code <4>text}) and stamps the time itself; otherwise a line starts with
 * both.
 *
 * <p>Found through {@link java.util.ServiceLoader}. Takes the place of java.util.logging, which is slower to start and has
 * a shutdown hook that silences it just when the end of the program is to be told.
 */
public final class StderrLog extends System.LoggerFinder {
    private static final Map<System.Logger.Level, Integer> SEVERITIES = Map.of(
            System.Logger.Level.ERROR, 3,
            System.Logger.Level.WARNING, 4,
            System.Logger.Level.INFO, 6,
            System.Logger.Level.DEBUG, 7,
            System.Logger.Level.TRACE, 7);

    private final PrintStream out = System.err;
    private final boolean journal = isJournal(System.getenv("JOURNAL_STREAM"));
    private volatile System.Logger.Level threshold = System.Logger.Level.WARNING;

    /** Writes warnings and errors until {@link #threshold(System.Logger.Level)} says otherwise. */
    public StderrLog() {}

    /** The one that {@link System#getLogger} uses in this process, if it is ours. */
    static @Nullable StderrLog ofThisProcess() {
        return System.LoggerFinder.getLoggerFinder() instanceof StderrLog log ? log : null;
    }

    /** Writes records of this level and above from now on. */
    void threshold(System.Logger.Level level) {
        threshold = level;
    }

    /** Lets an operator change the threshold. */
    LogControl control() {
        return new LogControl() {
            @Override
            public System.Logger.Level threshold() {
                return threshold;
            }

            @Override
            public void threshold(System.Logger.Level level) {
                threshold = level;
            }
        };
    }

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new Lines(name);
    }

    private void write(System.Logger.Level level, String text, @Nullable Throwable thrown) {
        StringBuilder line = new StringBuilder(text.length() + 48);
        if (journal) {
            line.append('<').append(SEVERITIES.getOrDefault(level, 7)).append('>');
        } else {
            line.append(OffsetDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.MILLIS))
                    .append(' ');
            line.append(level == System.Logger.Level.WARNING ? "WARN" : level.getName());
            line.append(' ');
        }
        appendOnOneLine(line, text);
        if (thrown != null) {
            appendOnOneLine(line.append(": "), thrown.toString());
        }
        // One call, so that lines of different threads do not mix.
        out.println(line);
        if (thrown != null && threshold.compareTo(System.Logger.Level.DEBUG) <= 0) {
            thrown.printStackTrace(out);
        }
    }

    private static void appendOnOneLine(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            line.append(Character.isISOControl(c) ? ' ' : c);
        }
    }

    /** Compares the device and inode that a service manager announces with those of stderr, as it asks programs to. */
    private static boolean isJournal(@Nullable String announced) {
        if (announced == null) {
            return false;
        }
        try {
            Map<String, Object> own = Files.readAttributes(Path.of("/proc/self/fd/2"), "unix:dev,ino");
            return announced.equals(own.get("dev") + ":" + own.get("ino"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }

    /** Parses what {@code --log-level} takes. */
    static System.Logger.@Nullable Level levelOf(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "off" -> System.Logger.Level.OFF;
            case "error" -> System.Logger.Level.ERROR;
            case "warn", "warning" -> System.Logger.Level.WARNING;
            case "info" -> System.Logger.Level.INFO;
            case "debug" -> System.Logger.Level.DEBUG;
            case "trace" -> System.Logger.Level.TRACE;
            default -> null;
        };
    }

    private final class Lines implements System.Logger {
        private final String name;

        Lines(String name) {
            this.name = name;
        }

        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            return level != Level.OFF && level.compareTo(threshold) >= 0;
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String text, @Nullable Throwable thrown) {
            if (isLoggable(level)) {
                write(level, String.valueOf(text), thrown);
            }
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String format, @Nullable Object... parameters) {
            if (isLoggable(level)) {
                boolean asIs = parameters == null || parameters.length == 0;
                write(level, asIs ? format : MessageFormat.format(format, parameters), null);
            }
        }
    }
}
