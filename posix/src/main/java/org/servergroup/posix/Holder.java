package org.servergroup.posix;

import java.io.IOException;
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
        for (SocketTable.Row socket : SocketTable.read().rows()) {
            // A connection that nobody has accepted yet has the path, too, and no inode.
            if (socket.isNamed(address) && !socket.inode().equals("0")) {
                Optional<Holder> holder = ofLink("socket:[" + socket.inode() + "]");
                if (holder.isPresent()) {
                    return holder;
                }
                // A connection that was closed in the meantime: the one that listens is still to come.
            }
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
