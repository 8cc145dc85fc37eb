package org.servergroup.launcher;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits for something to happen in folders. Costs nothing while nothing does; only where the system has no watch to give,
 * or a folder has gone, it looks again every two seconds. The folders' own folders are watched too: they tell that one was
 * renamed, or put in another's place.
 */
final class FolderWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.servergroup.launcher");
    private static final long POLL_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final List<Path> folders;
    private final Map<Path, Watched> watched = new HashMap<>();
    private @Nullable WatchService service;

    /** What a path led to when it was watched. */
    private record Watched(WatchKey key, @Nullable Object identity) {
        boolean isStill(@Nullable Object now) {
            return key.isValid() && Objects.equals(identity, now);
        }
    }

    FolderWatch(List<Path> folders) {
        this.folders = List.copyOf(folders);
        try {
            service = FileSystems.getDefault().newWatchService();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "folders are looked at every 2 s, not watched: " + Failure.reasonOf(e));
        }
        watchAll();
    }

    /**
     * Returns when something may have happened, or when the time is over.
     *
     * @param nanos how long to wait; for ever if negative
     */
    void await(long nanos) throws InterruptedException {
        boolean all = watchAll();
        long wait = all ? nanos : nanos < 0 ? POLL_NANOS : Math.min(nanos, POLL_NANOS);
        WatchService watching = service;
        if (watching == null) {
            TimeUnit.NANOSECONDS.sleep(wait);
            return;
        }
        long begin = System.nanoTime();
        boolean matters = false;
        long left = wait;
        while (!matters && (wait < 0 || left >= 0)) {
            WatchKey key = wait < 0 ? watching.take() : watching.poll(left, TimeUnit.NANOSECONDS);
            while (key != null) {
                matters |= matters(key);
                key.reset();
                key = watching.poll();
            }
            left = wait - (System.nanoTime() - begin);
        }
    }

    /** What else happens beside a folder does not matter. */
    private boolean matters(WatchKey key) {
        boolean folder = folders.stream().anyMatch(each -> isWatchedBy(each, key));
        boolean named = false;
        for (WatchEvent<?> event : key.pollEvents()) {
            named |= !(event.context() instanceof Path name)
                    || folders.stream().anyMatch(each -> name.equals(each.getFileName()));
        }
        return folder || named;
    }

    private boolean isWatchedBy(Path folder, WatchKey key) {
        Watched present = watched.get(folder);
        return present != null && present.key().equals(key);
    }

    /** Watches what is not watched yet or no more; returns whether all folders are. */
    private boolean watchAll() {
        WatchService watching = service;
        if (watching == null) {
            return false;
        }
        boolean all = true;
        for (Path folder : folders) {
            Path parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                watch(watching, parent);
            }
            all &= watch(watching, folder);
        }
        return all;
    }

    private boolean watch(WatchService watching, Path folder) {
        @Nullable Watched present = watched.get(folder);
        try {
            Object identity =
                    Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
            if (present != null && present.isStill(identity)) {
                return true;
            }
            forget(folder);
            WatchKey key = folder.register(
                    watching,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            watched.put(folder, new Watched(key, identity));
            return true;
        } catch (IOException e) {
            forget(folder);
            LOG.log(Level.DEBUG, "cannot watch " + folder, e);
            return false;
        }
    }

    private void forget(Path folder) {
        Watched present = watched.remove(folder);
        if (present != null) {
            present.key().cancel();
        }
    }

    @Override
    public void close() throws IOException {
        if (service != null) {
            service.close();
        }
    }
}
