package org.servergroup.host.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The sockets at which somebody waits to be accepted, as the kernel lists them. A connection is made before it is accepted,
 * and QEMU accepts one at a time, so that the one who waits sees nothing but silence.
 */
final class Backlog {
    private static final int COLUMN_STATE = 5;
    private static final int COLUMN_INODE = 6;
    private static final int COLUMN_PATH = 7;
    private static final String NOT_ACCEPTED = "02";
    private static final int MAX_LINES = 65536;

    private Backlog() {}

    /** Their paths; none if the kernel does not tell. */
    static Set<String> paths(Path list) {
        // Anybody can bind a name of any bytes, and a line that is no UTF-8 would end the reading.
        try (Stream<String> lines = Files.lines(list, StandardCharsets.ISO_8859_1)) {
            return lines.limit(MAX_LINES)
                    .map(line -> line.strip().split(" +", COLUMN_PATH + 1))
                    .filter(columns -> columns.length > COLUMN_PATH
                            && columns[COLUMN_STATE].equals(NOT_ACCEPTED)
                            && columns[COLUMN_INODE].equals("0"))
                    .map(columns -> new String(
                            columns[COLUMN_PATH].getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
                    .collect(Collectors.toSet());
        } catch (IOException | UncheckedIOException e) {
            return Set.of(); // nobody knows, so nobody should complain
        }
    }
}
