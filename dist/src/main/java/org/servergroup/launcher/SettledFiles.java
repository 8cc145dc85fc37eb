package org.servergroup.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The files of one kind in a folder, and which of them have changed since somebody looked. A change counts once the file
 * has been left alone for a while, so that a copy under way is not taken for a file.
 */
final class SettledFiles {
    private final Path folder;
    private final String suffix;
    private final long settleNanos;
    private final LongSupplier clock;
    private final Map<Path, Seen> files = new TreeMap<>();

    /** A file that has come, changed or gone. */
    record Change(Path file, boolean present) {}

    /** What tells one state of a file from another. */
    private record Stamp(
            FileTime modified, long size, @Nullable Object inode) {
        /** By hand: what a record would do by itself takes 30 ms to be put together, the first time that any record does. */
        boolean isSame(@Nullable Stamp other) {
            return other != null
                    && size == other.size
                    && modified.equals(other.modified)
                    && Objects.equals(inode, other.inode);
        }
    }

    private static final class Seen {
        @Nullable
        Stamp stamp;

        long since;
        boolean told;
    }

    SettledFiles(Path folder, String suffix, long settleNanos) {
        this(folder, suffix, settleNanos, System::nanoTime);
    }

    /** @param clock the time in nanoseconds, from wherever */
    SettledFiles(Path folder, String suffix, long settleNanos, LongSupplier clock) {
        this.folder = folder;
        this.suffix = suffix;
        this.settleNanos = settleNanos;
        this.clock = clock;
    }

    Path folder() {
        return folder;
    }

    /** Takes what is there now for known. */
    void begin() throws IOException {
        look(clock.getAsLong());
        files.values().forEach(each -> each.told = true);
    }

    /** What has settled by now, those that have gone first. */
    List<Change> changes() throws IOException {
        long now = clock.getAsLong();
        look(now);
        List<Change> changes = new ArrayList<>();
        for (Map.Entry<Path, Seen> file : files.entrySet()) {
            Seen seen = file.getValue();
            if (!seen.told && now - seen.since >= settleNanos) {
                seen.told = true;
                changes.add(new Change(file.getKey(), seen.stamp != null));
            }
        }
        files.values().removeIf(seen -> seen.told && seen.stamp == null);
        changes.sort((one, other) -> Boolean.compare(one.present(), other.present()));
        return changes;
    }

    /** How long until a change may have settled, in nanoseconds; -1 if there is none. */
    long dueNanos() {
        long now = clock.getAsLong();
        long least = -1;
        for (Seen seen : files.values()) {
            if (!seen.told) {
                long left = Math.max(0, settleNanos - (now - seen.since));
                least = least < 0 ? left : Math.min(least, left);
            }
        }
        return least;
    }

    private void look(long now) throws IOException {
        Set<Path> missing = new HashSet<>(files.keySet());
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, this::isWanted)) {
            for (Path file : found) {
                Stamp stamp = stamp(file);
                if (stamp != null) {
                    missing.remove(file);
                    see(file, stamp, now);
                }
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        for (Path file : missing) {
            see(file, null, now);
        }
    }

    /** Hidden files are what copying tools write before they rename. */
    private boolean isWanted(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(suffix) && !name.startsWith(".");
    }

    private void see(Path file, @Nullable Stamp stamp, long now) {
        Seen seen = files.computeIfAbsent(file, path -> new Seen());
        boolean known = stamp == null ? seen.stamp == null : stamp.isSame(seen.stamp);
        if (!known || seen.since == 0) {
            seen.stamp = stamp;
            seen.since = now == 0 ? 1 : now;
            seen.told = false;
        }
    }

    private static @Nullable Stamp stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isRegularFile()
                    ? new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey())
                    : null;
        } catch (IOException e) {
            return null; // gone while we looked
        }
    }
}
