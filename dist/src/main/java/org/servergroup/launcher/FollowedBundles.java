package org.servergroup.launcher;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.servergroup.launcher.SettledFiles.Change;
import org.servergroup.spi.Complaint;

/**
 * Brings about what has changed in the folder with the bundles. What is refused is told once, and tried again when other
 * bundles have come or gone. Used by one thread at a time.
 */
final class FollowedBundles {
    private static final System.Logger LOG = System.getLogger("org.servergroup.launcher");

    /** So long a copy may pause before it is called broken. */
    private static final long INCOMPLETE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final SwappableBundles bundles;
    private final StandingComplaints standing;
    private final Map<Path, Refused> refused = new TreeMap<>();

    private static final class Refused {
        final long since = System.nanoTime();
        String told = "";
        boolean incomplete;

        /** Whether it may just be slow to come. */
        boolean isAwaited() {
            return incomplete && told.isEmpty();
        }

        long patienceNanos() {
            return INCOMPLETE_NANOS - (System.nanoTime() - since);
        }
    }

    /** @param standing is told what is refused, for as long as it is */
    FollowedBundles(SwappableBundles bundles, StandingComplaints standing) {
        this.bundles = bundles;
        this.standing = standing;
    }

    /** Returns whether bundles have come or gone. */
    boolean follow(List<Change> changes) {
        boolean any = false;
        for (Change change : changes) {
            refused.remove(change.file());
            any |= change.present() ? deploy(change.file(), new Refused()) : remove(change.file());
        }
        boolean all = any;
        for (Map.Entry<Path, Refused> each : List.copyOf(refused.entrySet())) {
            if (all || each.getValue().isAwaited()) {
                any |= deploy(each.getKey(), each.getValue());
            }
        }
        return any;
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
            boolean patient = e.isIncomplete() && before.patienceNanos() > 0;
            String line = jar + " is refused: it " + e.line() + ofTheOneBefore(jar);
            if (!patient && !before.told.equals(line)) {
                before.told = line;
                refuse(jar, line, e.isIncomplete());
            }
            return false;
        }
    }

    private void refuse(Path jar, String line, boolean incomplete) {
        String advice = incomplete
                ? "copy it again, under a name that starts with a dot, and rename it when it is whole"
                : "put right what it says, or remove the file";
        standing.replace(jar.toString(), List.of(new Complaint("bundle", line, advice)));
        LOG.log(Level.WARNING, line);
    }

    private String ofTheOneBefore(Path jar) {
        if (!bundles.has(jar)) {
            return "";
        }
        return bundles.isUsed(jar) ? "; the one before goes on" : "; the one before does not run either";
    }

    /** When one that is not whole is to be looked at again; -1 for never. */
    long dueNanos() {
        long due = -1;
        for (Refused each : refused.values()) {
            if (each.isAwaited()) {
                due = Deployment.sooner(due, Math.max(0, each.patienceNanos()));
            }
        }
        return due;
    }
}
