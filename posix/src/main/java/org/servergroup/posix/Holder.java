package org.servergroup.posix;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that holds a file, device or socket open. For messages only: it needs the right to look, takes milliseconds,
 * and may be out of date at once.
 *
 * @param pid its number
 * @param command its name
 */
public record Holder(long pid, String command) {
    private static final Path PROC = Path.of("/proc");
    private static final int MAX_PROCESSES = 4096;
    private static final int MAX_DESCRIPTORS = 4096;
    private static final int MAX_SOCKETS = 65536;
    private static final int COLUMN_INODE = 6;
    private static final int COLUMN_PATH = 7;

    /** Who has a file or device open. */
    public static Optional<Holder> ofPath(Path path) {
        try {
            return ofLink(path.toRealPath().toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Who has the socket that is bound to a path, or, with a leading {@code @}, to an abstract name. */
    public static Optional<Holder> ofSocket(String address) {
        String shown = address.replace('\0', '@');
        try (BufferedReader sockets = Files.newBufferedReader(PROC.resolve("net/unix"), StandardCharsets.ISO_8859_1)) {
            // Names are bytes: compared as such.
            byte[] bytes = shown.getBytes(StandardCharsets.UTF_8);
            String wanted = new String(bytes, StandardCharsets.ISO_8859_1);
            for (int i = 0; i < MAX_SOCKETS; i++) {
                String line = sockets.readLine();
                if (line == null) {
                    break;
                }
                String[] columns = line.trim().split(" +", COLUMN_PATH + 1);
                // A connection that nobody has accepted yet has the path, too, and no inode.
                if (columns.length > COLUMN_PATH
                        && columns[COLUMN_PATH].equals(wanted)
                        && !columns[COLUMN_INODE].equals("0")) {
                    Optional<Holder> holder = ofLink("socket:[" + columns[COLUMN_INODE] + "]");
                    if (holder.isPresent()) {
                        return holder;
                    }
                    // A connection that was closed in the meantime: the one that listens is still to come.
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static Optional<Holder> ofLink(String target) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            int seen = 0;
            for (Path process : processes) {
                if (holds(process.resolve("fd"), target)) {
                    return Optional.of(of(process));
                }
                if (++seen == MAX_PROCESSES) {
                    break;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean holds(Path descriptors, String target) {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
            int seen = 0;
            for (Path link : links) {
                if (target.equals(linkTarget(link))) {
                    return true;
                }
                if (++seen == MAX_DESCRIPTORS) {
                    break;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Not ours to look into, or just ended.
            return false;
        }
        return false;
    }

    private static String linkTarget(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            // Closed in the meantime.
            return "";
        }
    }

    private static Holder of(Path process) {
        String command = "?";
        try {
            command = Files.readString(process.resolve("comm")).strip();
        } catch (IOException e) {
            // Just ended: its number is still worth telling.
        }
        return new Holder(Long.parseLong(process.getFileName().toString()), command);
    }

    /** In words: {@code pid 4711 (qemu)}. */
    @Override
    public String toString() {
        return "pid " + pid + " (" + command + ")";
    }
}
