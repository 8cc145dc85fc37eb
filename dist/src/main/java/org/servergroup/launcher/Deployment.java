package org.servergroup.launcher;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.servergroup.launcher.SettledFiles.Change;

/**
 * Follows the operator's folders while the program runs: bundles that are copied there are installed or updated, those
 * that are removed are uninstalled, and configuration takes effect. One thread, which sleeps while nothing happens.
 *
 * <p>Not Felix FileInstall: it stops the running bundle before it knows whether the new file is whole and resolves, knows
 * no types of properties, needs the framework's URL handlers, and polls.
 */
final class Deployment implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.servergroup.launcher");
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** So long a copy may pause before it is called broken. */
    private static final long INCOMPLETE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long STOP_MILLIS = 1_000;

    private final SettledFiles jars;
    private final SettledFiles settings;
    private final Map<Path, Refused> refused = new HashMap<>();
    private final Thread thread = new Thread(this::run, "servergroup-deployment");
    private final SwappableBundles bundles;
    private final LiveConfiguration configuration;
    private final FolderWatch watch;
    private volatile boolean stopped;

    /** A file that was refused, and is tried again when others have come or gone. */
    private static final class Refused {
        String told = "";
        long since = System.nanoTime();
        boolean incomplete;
    }

    private Deployment(
            SettledFiles jars, SettledFiles settings, SwappableBundles bundles, LiveConfiguration configuration) {
        this.jars = jars;
        this.settings = settings;
        this.bundles = bundles;
        this.configuration = configuration;
        this.watch = new FolderWatch(List.of(jars.folder(), settings.folder()));
        thread.setDaemon(true);
    }

    /** The bundles of a folder. What is there now counts as deployed: it is called before they are. */
    static SettledFiles jarsIn(Path folder) throws IOException {
        return begun(new SettledFiles(folder, ".jar", SETTLE_NANOS));
    }

    /** The configuration files of a folder; likewise. */
    static SettledFiles settingsIn(Path folder) throws IOException {
        return begun(new SettledFiles(folder, Settings.SUFFIX, SETTLE_NANOS));
    }

    private static SettledFiles begun(SettledFiles files) throws IOException {
        files.begin();
        return files;
    }

    /** Begins to follow the folders. */
    static Deployment start(
            SettledFiles jars, SettledFiles settings, SwappableBundles bundles, LiveConfiguration configuration) {
        Deployment deployment = new Deployment(jars, settings, bundles, configuration);
        deployment.thread.start();
        return deployment;
    }

    @Override
    public void close() throws IOException {
        stopped = true;
        watch.close();
        thread.interrupt();
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!stopped) {
                follow();
                watch.await(dueNanos());
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            LOG.log(Level.DEBUG, "the folders are followed no more");
        }
    }

    private void follow() {
        try {
            followSettings();
            followJars();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot read a folder, everything stays as it is: " + Failure.reasonOf(e));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a change of bundles or configuration failed", e);
        }
    }

    private void followSettings() throws IOException {
        for (Change change : settings.changes()) {
            if (change.present()) {
                configuration.changed(change.file());
            } else {
                configuration.removed(change.file());
            }
        }
    }

    private void followJars() throws IOException {
        boolean any = false;
        for (Change change : jars.changes()) {
            refused.remove(change.file());
            if (change.present()) {
                any |= deploy(change.file(), new Refused());
            } else {
                bundles.remove(change.file());
                any = true;
            }
        }
        List<Path> again = new ArrayList<>();
        for (Map.Entry<Path, Refused> each : refused.entrySet()) {
            if (any || (each.getValue().incomplete && each.getValue().told.isEmpty())) {
                again.add(each.getKey());
            }
        }
        for (Path jar : new TreeSet<>(again)) {
            any |= deploy(jar, refused.getOrDefault(jar, new Refused()));
        }
        if (any) {
            configuration.bundlesChanged();
        }
    }

    private boolean deploy(Path jar, Refused before) {
        try {
            bundles.deploy(jar);
            refused.remove(jar);
            return true;
        } catch (Refusal e) {
            before.incomplete = e.isIncomplete();
            refused.put(jar, before);
            boolean patient = e.isIncomplete() && System.nanoTime() - before.since < INCOMPLETE_NANOS;
            if (!patient && !before.told.equals(e.line())) {
                before.told = e.line();
                LOG.log(Level.WARNING, jar + " is refused: it " + e.line());
            }
            return false;
        }
    }

    /** When there is something to look at again, even if nothing happens; -1 for never. */
    private long dueNanos() {
        long due = sooner(jars.dueNanos(), settings.dueNanos());
        for (Refused each : refused.values()) {
            if (each.incomplete && each.told.isEmpty()) {
                due = sooner(due, Math.max(0, INCOMPLETE_NANOS - (System.nanoTime() - each.since)));
            }
        }
        return due;
    }

    private static long sooner(long one, long other) {
        return one < 0 ? other : other < 0 ? one : Math.min(one, other);
    }
}
