package org.servergroup.launcher;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.servergroup.launcher.SettledFiles.Change;
import org.servergroup.spi.Complaint;

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
    private static final long STOP_MILLIS = 1_000;

    private final SettledFiles jars;
    private final SettledFiles settings;
    private final Set<Path> unreadable = new HashSet<>();
    private final Thread thread = new Thread(this::run, "servergroup-deployment");
    private final FollowedBundles bundles;
    private final LiveConfiguration configuration;
    private final StandingComplaints standing;
    private final FolderWatch watch;
    private volatile boolean stopped;

    private Deployment(
            SettledFiles jars,
            SettledFiles settings,
            SwappableBundles bundles,
            LiveConfiguration configuration,
            StandingComplaints standing) {
        this.jars = jars;
        this.settings = settings;
        this.bundles = new FollowedBundles(bundles, standing);
        this.configuration = configuration;
        this.standing = standing;
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

    /**
     * Begins to follow the folders.
     *
     * @param standing is told what is refused, for as long as it is
     */
    static Deployment start(
            SettledFiles jars,
            SettledFiles settings,
            SwappableBundles bundles,
            LiveConfiguration configuration,
            StandingComplaints standing) {
        Deployment deployment = new Deployment(jars, settings, bundles, configuration, standing);
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
            followSettings(changes(settings));
            if (bundles.follow(changes(jars))) {
                configuration.bundlesChanged();
            }
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a change of bundles or configuration failed", e);
        }
    }

    /** A folder that cannot be read, or has gone, is no reason to take away everything that came from it. */
    private List<Change> changes(SettledFiles files) {
        String folder = files.folder().toString();
        try {
            List<Change> changes = files.changes();
            if (unreadable.remove(files.folder())) {
                standing.replace(folder, List.of());
                LOG.log(Level.INFO, folder + " can be read again");
            }
            return changes;
        } catch (IOException e) {
            if (unreadable.add(files.folder())) {
                String line = "cannot read the folder " + folder + ", so what came from it stays as it is";
                standing.replace(folder, List.of(new Complaint("folder", line, "put it back, readable for the agent")));
                LOG.log(
                        Level.WARNING,
                        line + ": " + (Files.exists(files.folder()) ? Failure.reasonOf(e) : "it is not there"));
            }
            return List.of();
        }
    }

    private void followSettings(List<Change> changes) {
        for (Change change : changes) {
            if (change.present()) {
                configuration.changed(change.file());
            } else {
                configuration.removed(change.file());
            }
        }
    }

    /** When there is something to look at again, even if nothing happens; -1 for never. */
    private long dueNanos() {
        return sooner(bundles.dueNanos(), sooner(dueNanos(jars), dueNanos(settings)));
    }

    /** What is due in a folder that cannot be read stays due; it is looked at when something happens there. */
    private long dueNanos(SettledFiles files) {
        return unreadable.contains(files.folder()) ? -1 : files.dueNanos();
    }

    /** The least of two times; -1 is never. */
    static long sooner(long one, long other) {
        return one < 0 ? other : other < 0 ? one : Math.min(one, other);
    }
}
