package org.servergroup.host.internal;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Watches folders, in one thread of its own. One that is not there is waited for. */
final class FolderWatch {
    /** Told by the watch's thread. */
    interface Listener {
        /** Everything in the folder may have changed; it may have appeared or gone. */
        void scan(Path folder);

        /** Something has happened to one entry, which may be there or not. */
        void touched(Path folder, Path entry);

        /** Both are told, one after the other. */
        static Listener both(Listener first, Listener second) {
            return new Listener() {
                @Override
                public void scan(Path folder) {
                    first.scan(folder);
                    second.scan(folder);
                }

                @Override
                public void touched(Path folder, Path entry) {
                    first.touched(folder, entry);
                    second.touched(folder, entry);
                }
            };
        }
    }

    private static final System.Logger LOG = System.getLogger("org.servergroup.host");
    private static final long RETRY_MILLIS = 500;

    private final WatchService service;
    private final Listener listener;
    private final Thread thread;
    private final Map<WatchKey, Path> watched = new HashMap<>();
    private final Set<Path> missing;

    FolderWatch(String threadName, List<Path> folders, Listener listener) throws IOException {
        this.service = FileSystems.getDefault().newWatchService();
        this.listener = listener;
        this.missing = new LinkedHashSet<>(folders);
        this.thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
    }

    /** Idempotent. */
    synchronized void start() {
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        }
    }

    /** Idempotent; waits for the thread, at most 5 seconds. */
    void stop() {
        try {
            service.close();
            thread.interrupt();
            if (Thread.currentThread() != thread) {
                thread.join(TimeUnit.SECONDS.toMillis(5));
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "ending the watch of folders", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            for (Path folder : missing) {
                if (!Files.isDirectory(folder)) {
                    LOG.log(System.Logger.Level.INFO, "waiting for the folder {0}", folder);
                }
            }
            while (!Thread.currentThread().isInterrupted()) {
                watchMissing();
                WatchKey key = missing.isEmpty() ? service.take() : service.poll(RETRY_MILLIS, TimeUnit.MILLISECONDS);
                if (key != null) {
                    handle(key);
                }
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            LOG.log(System.Logger.Level.DEBUG, "the watch of folders has ended");
        }
    }

    private void watchMissing() {
        for (Path folder : List.copyOf(missing)) {
            try {
                WatchKey key = folder.register(
                        service,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
                watched.put(key, folder);
                missing.remove(folder);
                safely(folder, null);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "cannot watch {0} yet: {1}", folder, e.getMessage());
            }
        }
    }

    private void handle(WatchKey key) {
        Path folder = watched.get(key);
        if (folder == null) {
            return;
        }
        for (WatchEvent<?> event : key.pollEvents()) {
            safely(folder, event.context() instanceof Path name ? folder.resolve(name) : null);
        }
        if (!key.reset()) {
            watched.remove(key);
            missing.add(folder);
            safely(folder, null);
        }
    }

    /** A listener that fails must not end the watch. */
    private void safely(Path folder, @Nullable Path entry) {
        try {
            if (entry == null) {
                listener.scan(folder);
            } else {
                listener.touched(folder, entry);
            }
        } catch (ClosedWatchServiceException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a change in " + folder + " was not taken in", e);
        }
    }
}
