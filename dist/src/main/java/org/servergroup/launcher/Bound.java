package org.servergroup.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Which abstract socket names are bound on this machine. */
final class Bound {
    private static final Path LIST = Path.of("/proc/net/unix");

    private Bound() {}

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
