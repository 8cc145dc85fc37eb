package org.servergroup.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Which abstract socket names are bound on this machine. */
final class Bound {
    private static final Path LIST = Path.of("/proc/net/unix");

    private static final int MAX_SHOWN = 5;

    private Bound() {}

    /** The names that end like this, the first few: what somebody may have meant. */
    static List<String> endingWith(String end) {
        try (Stream<String> lines = Files.lines(LIST, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.endsWith(end) && line.contains(" @"))
                    .map(line -> line.substring(line.indexOf(" @") + 1).replaceAll("\\p{Cntrl}", "?"))
                    .sorted()
                    .distinct()
                    .limit(MAX_SHOWN)
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    /** Whether somebody is bound to the name; also where one may not know who. */
    static boolean anywhere(String name) {
        String end = " @" + new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        try (Stream<String> lines = Files.lines(LIST, StandardCharsets.ISO_8859_1)) {
            return lines.anyMatch(line -> line.endsWith(end));
        } catch (IOException e) {
            return false;
        }
    }
}
