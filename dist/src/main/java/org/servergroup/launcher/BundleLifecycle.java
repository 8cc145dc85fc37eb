package org.servergroup.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Starts, updates and uninstalls bundles while the program runs. A successor that cannot be used is refused before the one
 * in use is touched, or gives its place back.
 */
final class BundleLifecycle {
    private static final System.Logger LOG = System.getLogger("org.servergroup.launcher");

    private final BundleContext context;

    BundleLifecycle(BundleContext context) {
        this.context = context;
    }

    /** Starts a bundle, unless it is a fragment. */
    void start(Bundle bundle) throws BundleException {
        if (!isFragment(bundle)) {
            bundle.start();
        }
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
    }

    /** Whether a bundle runs, or will when its classes are wanted; a fragment, which is never started, counts as such. */
    static boolean isUsed(Bundle bundle) {
        return isFragment(bundle) || bundle.getState() == Bundle.ACTIVE || bundle.getState() == Bundle.STARTING;
    }

    /**
     * Updates a bundle, and starts it if it does not run.
     *
     * @param before what it is from, to restore it
     * @throws Refusal if it cannot be updated; it is as before then, unless that cannot be restored, which is logged
     */
    void update(Bundle bundle, BundleFile before, BundleFile file) throws Refusal {
        refuseUnresolvable(file);
        try {
            replace(bundle, file);
        } catch (BundleException | IOException e) {
            Refusal refusal = new Refusal(Unusable.reason(e));
            restore(bundle, before);
            throw refusal;
        }
    }

    /** Tries it beside the one in use, so that this one need not be stopped to find out. */
    private void refuseUnresolvable(BundleFile file) throws Refusal {
        Bundle trial = null;
        try (InputStream in = file.open()) {
            trial = context.installBundle("trial:" + file.jar(), in);
            if (!wiring().resolveBundles(List.of(trial))) {
                throw new Refusal(unresolved(trial));
            }
        } catch (BundleException | IOException e) {
            throw new Refusal("cannot be installed: " + Unusable.rootOf(e));
        } finally {
            if (trial != null) {
                uninstall(trial);
            }
        }
    }

    /** Only an attempt to start tells what is missing; it fails for the same reason. */
    private static String unresolved(Bundle trial) {
        try {
            trial.start(Bundle.START_TRANSIENT);
            return "does not resolve";
        } catch (BundleException e) {
            return Unusable.reason(e);
        }
    }

    private void replace(Bundle bundle, BundleFile file) throws BundleException, IOException {
        try (InputStream in = file.open()) {
            bundle.update(in);
        }
        if (!isUsed(bundle)) {
            bundle.start();
        }
    }

    private void restore(Bundle bundle, BundleFile before) {
        try {
            replace(bundle, before);
        } catch (BundleException | IOException e) {
            LOG.log(Level.ERROR, before.symbolicName() + " could not be restored: " + Unusable.rootOf(e));
        }
    }

    void uninstall(Bundle bundle) {
        try {
            bundle.uninstall();
        } catch (BundleException | IllegalStateException e) {
            LOG.log(Level.WARNING, "cannot uninstall " + bundle.getSymbolicName() + ": " + Failure.reasonOf(e));
        }
    }

    /** What depends on a bundle that was replaced gets the new one. */
    void refresh() {
        FrameworkWiring wiring = wiring();
        if (!wiring.getRemovalPendingBundles().isEmpty()) {
            wiring.refreshBundles(null);
        }
    }

    private FrameworkWiring wiring() {
        return context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    }
}
