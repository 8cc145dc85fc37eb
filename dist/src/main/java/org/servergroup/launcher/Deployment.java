package org.servergroup.launcher;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
    /** So long a copy may pause before it is called broken. */
    private static final long INCOMPLETE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long STOP_MILLIS = 1_000;

    private final SettledFiles jars;
    private final SettledFiles settings;
    private final Map<Path, Refused> refused = new HashMap<>();
    private final Set<Path> unreadable = new HashSet<>();
    private final Thread thread = new Thread(this::run, "servergroup-deployment");
    private final SwappableBundles bundles;
    private final LiveConfiguration configuration;
    private final StandingComplaints standing;
    private final FolderWatch watch;
    private volatile boolean stopped;

    /** A file that was refused, and is tried again when others have come or gone. */
    private static final class Refused {
        String told = "";
        long since = System.nanoTime();
        boolean incomplete;
    }

    private Deployment(
            SettledFiles jars,
            SettledFiles settings,
            SwappableBundles bundles,
            LiveConfiguration configuration,
            StandingComplaints standing) {
        this.jars = jars;
        this.settings = settings;
        this.bundles = bundles;
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
            followJars(changes(jars));
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

    private void followJars(List<Change> changes) {
        boolean any = false;
        for (Change change : changes) {
            refused.remove(change.file());
            if (change.present()) {
                any |= deploy(change.file(), new Refused());
            } else {
                any |= remove(change.file());
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

    private boolean remove(Path jar) {
        standing.replace(jar.toString(), List.of());
        return bundles.remove(jar);
    }

    private boolean deploy(Path jar, Refused before) {
        try {
            bundles.deploy(jar);
            refused.remove(jar);
            standing.replace(jar.toString(), List.of());
            return true;
        } catch (Refusal e) {
            before.incomplete = e.isIncomplete();
            refused.put(jar, before);
            boolean patient = e.isIncomplete() && System.nanoTime() - before.since < INCOMPLETE_NANOS;
            if (!patient && !before.told.equals(e.line())) {
                before.told = e.line();
                refuse(jar, e);
            }
            return false;
        }
    }

    private void refuse(Path jar, Refusal refusal) {
        String line = jar + " is refused: it " + refusal.line();
        String stays = bundles.has(jar) ? "; the one before goes on" : "";
        String advice = refusal.isIncomplete()
                ? "copy it again, under a name that starts with a dot, and rename it when it is whole"
                : "put right what it says, or remove the file";
        standing.replace(jar.toString(), List.of(new Complaint("bundle", line + stays, advice)));
        LOG.log(Level.WARNING, line);
    }

    /** When there is something to look at again, even if nothing happens; -1 for never. */
    private long dueNanos() {
        long due = sooner(dueNanos(jars), dueNanos(settings));
        for (Refused each : refused.values()) {
            if (each.incomplete && each.told.isEmpty()) {
                due = sooner(due, Math.max(0, INCOMPLETE_NANOS - (System.nanoTime() - each.since)));
            }
        }
        return due;
    }

    /** What is due in a folder that cannot be read stays due; it is looked at when something happens there. */
    private long dueNanos(SettledFiles files) {
        return unreadable.contains(files.folder()) ? -1 : files.dueNanos();
    }

    private static long sooner(long one, long other) {
        return one < 0 ? other : other < 0 ? one : Math.min(one, other);
    }
}
