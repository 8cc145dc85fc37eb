package org.servergroup.launcher;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits for something to happen in folders. Costs nothing while nothing does; only where the system has no watch to give,
 * or a folder has gone, it looks again every two seconds.
 */
final class FolderWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.servergroup.launcher");
    private static final long POLL_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final List<Path> folders;
    private final Map<Path, WatchKey> keys = new HashMap<>();
    private @Nullable WatchService service;

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
        long wait = watchAll() ? nanos : nanos < 0 ? POLL_NANOS : Math.min(nanos, POLL_NANOS);
        WatchService watching = service;
        if (watching == null) {
            TimeUnit.NANOSECONDS.sleep(wait);
            return;
        }
        WatchKey key = wait < 0 ? watching.take() : watching.poll(wait, TimeUnit.NANOSECONDS);
        while (key != null) {
            key.pollEvents();
            key.reset();
            key = watching.poll();
        }
    }

    /** Watches what is not watched yet or no more; returns whether all is. */
    private boolean watchAll() {
        WatchService watching = service;
        if (watching == null) {
            return false;
        }
        boolean all = true;
        for (Path folder : folders) {
            WatchKey key = keys.get(folder);
            if (key == null || !key.isValid()) {
                keys.remove(folder);
                all &= watch(watching, folder);
            }
        }
        return all;
    }

    private boolean watch(WatchService watching, Path folder) {
        try {
            keys.put(
                    folder,
                    folder.register(
                            watching,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE));
            return true;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "cannot watch " + folder, e);
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        if (service != null) {
            service.close();
        }
    }
}
