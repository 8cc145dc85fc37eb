package org.servergroup.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/**
 * The bundles that can be exchanged while the program runs, by the operator's file. One that cannot be used is refused
 * before the one that it would replace is touched. Used by one thread at a time.
 */
final class SwappableBundles {
    private static final System.Logger LOG = System.getLogger("org.servergroup.launcher");

    private static final String LIBRARY = "the program's own library";

    private final BundleContext context;
    private final Path copies;
    private final Set<String> libraries;
    private final Map<Path, Deployed> byFile = new TreeMap<>();

    private record Deployed(Bundle bundle, BundleFile file) {}

    /**
     * None yet.
     *
     * @param copies a folder of our own, for what is in use
     * @param libraries symbolic names of what is there without being a bundle
     */
    SwappableBundles(BundleContext context, Path copies, Set<String> libraries) throws IOException {
        this.context = context;
        this.libraries = libraries;
        this.copies = Files.createDirectories(copies);
    }

    /**
     * Installs a bundle at the start of the program, without starting it.
     *
     * @param packed where it may be on the class path, as it was packed: if it still is the same, that is what is used, until
     *     the operator's file changes
     */
    Bundle install(Path jar, Path packed) throws Refusal {
        if (BundleFile.isSame(jar, packed)) {
            return installPacked(jar, packed);
        }
        BundleFile file = BundleFile.copyOf(jar, free(jar));
        refuseSecond(file);
        return install(file);
    }

    /** The file has come or has changed: installs, or updates, and starts. */
    void deploy(Path jar) throws Refusal {
        BundleFile file = BundleFile.copyOf(jar, free(jar));
        refuseSecond(file);
        Deployed present = byFile.get(jar);
        if (present == null) {
            Bundle installed = install(file);
            try {
                lifecycle().start(installed);
            } catch (BundleException e) {
                uninstall(jar);
                throw new Refusal(Unusable.reason(e));
            }
            LOG.log(Level.INFO, "installed " + described(installed) + " from " + jar);
        } else if (present.file().symbolicName().equals(file.symbolicName())) {
            update(present, file);
        } else {
            throw new Refusal("is " + file.symbolicName() + " and would replace another bundle, "
                    + present.file().symbolicName() + ": remove that first, or use another name");
        }
    }

    /** The file has gone: uninstalls. Returns whether there was a bundle from it. */
    boolean remove(Path jar) {
        Deployed present = byFile.get(jar);
        if (present == null) {
            return false;
        }
        String what = described(present.bundle());
        uninstall(jar);
        lifecycle().refresh();
        LOG.log(Level.INFO, "uninstalled " + what + ", because " + jar + " has gone");
        return true;
    }

    /** Whether there is a bundle from this file. */
    boolean has(Path jar) {
        return byFile.containsKey(jar);
    }

    /** Whether there is a bundle from this file, and it is in use. */
    boolean isUsed(Path jar) {
        Deployed present = byFile.get(jar);
        return present != null && BundleLifecycle.isUsed(present.bundle());
    }

    private void refuseSecond(BundleFile file) throws Refusal {
        if (libraries.contains(file.symbolicName())) {
            throw new Refusal("is " + file.symbolicName() + ", which is installed from " + LIBRARY + " already");
        }
        for (Bundle each : context.getBundles()) {
            if (file.symbolicName().equals(each.getSymbolicName()) && !isFrom(each, file.jar())) {
                throw new Refusal(
                        "is " + file.symbolicName() + ", which is installed from " + origin(each) + " already");
            }
        }
    }

    private boolean isFrom(Bundle bundle, Path jar) {
        Deployed deployed = byFile.get(jar);
        return deployed != null && deployed.bundle().equals(bundle);
    }

    private String origin(Bundle bundle) {
        for (Map.Entry<Path, Deployed> each : byFile.entrySet()) {
            if (each.getValue().bundle().equals(bundle)) {
                return each.getKey().toString();
            }
        }
        return LIBRARY;
    }

    private Bundle install(BundleFile file) throws Refusal {
        try (InputStream in = file.open()) {
            Bundle bundle = context.installBundle(file.jar().toUri().toString(), in);
            byFile.put(file.jar(), new Deployed(bundle, file));
            return bundle;
        } catch (BundleException | IOException e) {
            throw new Refusal("cannot be installed: " + Unusable.rootOf(e));
        }
    }

    private Bundle installPacked(Path jar, Path packed) throws Refusal {
        try {
            Bundle bundle = context.installBundle(ClassPathBundles.location(packed));
            byFile.put(jar, new Deployed(bundle, new BundleFile(jar, packed, bundle.getSymbolicName())));
            return bundle;
        } catch (BundleException e) {
            throw new Refusal("cannot be installed: " + Unusable.rootOf(e));
        }
    }

    private void update(Deployed present, BundleFile file) throws Refusal {
        Bundle bundle = present.bundle();
        String before = described(bundle);
        lifecycle().update(bundle, present.file(), file);
        byFile.put(file.jar(), new Deployed(bundle, file));
        discard(present.file());
        lifecycle().refresh();
        LOG.log(Level.INFO, "updated " + before + " to " + bundle.getVersion() + " from " + file.jar());
    }

    private void uninstall(Path jar) {
        Deployed present = byFile.remove(jar);
        if (present != null) {
            lifecycle().uninstall(present.bundle());
            discard(present.file());
        }
    }

    private void discard(BundleFile file) {
        if (file.copy().startsWith(copies)) {
            file.copy().toFile().delete();
        }
    }

    /** Made when something is exchanged, and not at the start of the program, which has no use for it. */
    private BundleLifecycle lifecycle() {
        return new BundleLifecycle(context);
    }

    /**
     * Where a copy is made, beside the one in use. It stays there: what is done to a file once the framework has the bundle
     * could fail, and nobody could say then which one is in use.
     */
    private Path free(Path jar) {
        Path usual = copies.resolve(jar.getFileName());
        Deployed present = byFile.get(jar);
        boolean taken = present != null && present.file().copy().equals(usual);
        return taken ? copies.resolve(jar.getFileName() + ".new") : usual;
    }

    private static String described(Bundle bundle) {
        return bundle.getSymbolicName() + " " + bundle.getVersion();
    }
}
