package org.servergroup.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.FrameworkWiring;

/** The bundles that a program starts with, from their installation to their start. One that does not come up is a failure. */
final class ProgramBundles {
    private static final String CONFIG_ADMIN = "org.apache.felix.configadmin.jar";

    private final BundleContext context;
    private final WorkFolder work;
    private final Path number;
    private final Map<Bundle, Path> all = new LinkedHashMap<>();
    private final Set<Bundle> stable = new HashSet<>();

    /** None yet. */
    ProgramBundles(BundleContext context, WorkFolder work) {
        this.context = context;
        this.work = work;
        this.number = work.cache().resolve("bundle0/bundle.id");
        stable.add(context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION));
    }

    /**
     * Installs them all, and starts the one that takes the configuration of the others.
     *
     * @param libraries symbolic names of what is there without being a bundle
     * @return those that can be exchanged
     */
    SwappableBundles install(Distribution distribution, String program, Set<String> libraries) throws Failure {
        for (Path jar : distribution.stableBundles()) {
            Bundle bundle = install(jar);
            all.put(bundle, jar);
            stable.add(bundle);
            if (jar.endsWith(CONFIG_ADMIN)) {
                start(bundle);
            }
        }
        SwappableBundles swappable = swappable(libraries);
        for (Path jar : distribution.swappableBundles(program)) {
            all.put(install(swappable, jar, distribution.packed(program, jar)), jar);
        }
        return swappable;
    }

    private Bundle install(Path jar) throws Failure {
        forgetNumber();
        try {
            return context.installBundle(ClassPathBundles.location(jar));
        } catch (BundleException e) {
            Throwable cause = Unusable.root(e);
            // What is written then is in the work folder: a disk that is full is that one.
            String where = cause instanceof IOException ? " (in " + work.path() + "; --work chooses another)" : "";
            throw new Failure(Failure.ENVIRONMENT, "cannot install " + jar + ": " + Failure.reasonOf(cause) + where);
        }
    }

    private SwappableBundles swappable(Set<String> libraries) throws Failure {
        try {
            return new SwappableBundles(context, work.copies(), libraries);
        } catch (IOException e) {
            throw new Failure(Failure.ENVIRONMENT, "cannot use " + work.copies() + ": " + Failure.reasonOf(e));
        }
    }

    private Bundle install(SwappableBundles swappable, Path jar, Path packed) throws Failure {
        forgetNumber();
        try {
            return swappable.install(jar, packed);
        } catch (Refusal e) {
            throw new Failure(Failure.ENVIRONMENT, "cannot install " + jar + ": it " + e.line());
        }
    }

    /**
     * The framework writes the next bundle's number at each installation, and nobody reads it here. Over a file that is there,
     * some file systems wait for the disk: 1.4 ms each time.
     */
    private void forgetNumber() {
        number.toFile().delete();
    }

    /** All at once, which costs a third of one after the other. What does not resolve tells why when it is started. */
    void resolve() {
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .resolveBundles(all.keySet());
    }

    /** Starts them in the order in which they were installed. */
    void start(Timeline timeline) throws Failure {
        for (Bundle bundle : all.keySet()) {
            start(bundle);
            timeline.done("bundle " + bundle.getSymbolicName());
        }
    }

    private void start(Bundle bundle) throws Failure {
        if (bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null) {
            return;
        }
        try {
            // Nothing to remember for the next start, which installs them anew: no file for each of them.
            bundle.start(Bundle.START_TRANSIENT);
        } catch (BundleException e) {
            String otherwise = stable.contains(bundle) ? "install the program anew" : "remove " + all.get(bundle);
            throw new Failure(
                    Failure.ENVIRONMENT,
                    "bundle " + bundle.getSymbolicName() + " " + Unusable.reason(e) + "; put that right, or "
                            + otherwise);
        }
    }

    /** What there is now beside those that stay for the life of the process. */
    Bundle[] exchangeable() {
        List<Bundle> exchangeable = new ArrayList<>();
        for (Bundle each : context.getBundles()) {
            if (!stable.contains(each)) {
                exchangeable.add(each);
            }
        }
        return exchangeable.toArray(new Bundle[0]);
    }
}
