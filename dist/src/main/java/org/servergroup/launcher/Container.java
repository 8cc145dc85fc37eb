package org.servergroup.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.felix.cm.PersistenceManager;
import org.apache.felix.framework.FrameworkFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.servergroup.LinkListener;
import org.servergroup.spi.Complaints;
import org.servergroup.spi.FailureListener;
import org.servergroup.spi.LogControl;

/** The framework with its bundles. */
final class Container {
    private static final String CONFIG_ADMIN = "org.apache.felix.configadmin.jar";

    private final Framework framework;
    private final Path copies;
    private final Path number;
    private final Libraries libraries;
    private final Ahead ahead;
    private final Timeline timeline;
    private @Nullable Deployment deployment;

    /**
     * A framework that is not started yet.
     *
     * @param cache a folder for its own use
     * @param copies a folder for copies of the bundles that can be exchanged
     * @param distribution what there is to be started
     * @param ahead what has been begun
     * @param timeline is told how far the start is
     */
    Container(Path cache, Path copies, Distribution distribution, Ahead ahead, Timeline timeline) throws Failure {
        this.copies = copies;
        this.libraries = Libraries.of(distribution.libraries());
        this.ahead = ahead;
        this.number = cache.resolve("bundle0/bundle.id");
        this.timeline = timeline;
        Map<String, String> properties = new HashMap<>();
        properties.put(Constants.FRAMEWORK_STORAGE, cache.toString());
        properties.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        // Bundles come as reference:file: or connect: only, so nobody needs the framework's URL handlers.
        properties.put("felix.service.urlhandlers", "false");
        // A new version is tried beside the one in use before it takes its place.
        properties.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
        // Few bundles: threads would cost more than they bring.
        properties.put("felix.resolver.parallelism", "1");
        properties.put("felix.uuid.secure", "false");
        properties.put("felix.log.level", "1");
        properties.put("felix.cm.pm", ConfigurationMemory.NAME);
        properties.put("ds.commands.enabled", "false");
        properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, libraries.packages());
        // FailedComponents tells what there is to tell.
        properties.put("ds.log.enabled", "false");
        framework =
                new FrameworkFactory().newFramework(properties, new ClassPathBundles(Container.class.getClassLoader()));
    }

    /** Starts everything. Configuration is in place before the first component looks for it. */
    void start(Distribution distribution, String program, Operator operator, Consumer<IOException> whenFailed)
            throws Failure {
        BundleContext context = startFramework();
        timeline.done("framework");
        FailureListener listener = (component, cause) -> whenFailed.accept(cause);
        context.registerService(FailureListener.class, listener, null);
        context.registerService(
                PersistenceManager.class,
                new ConfigurationMemory(),
                FrameworkUtil.asDictionary(Map.of(PersistenceManager.PROPERTY_NAME, ConfigurationMemory.NAME)));
        @Nullable StderrLog log = StderrLog.ofThisProcess();
        if (log != null) {
            context.registerService(LogControl.class, log.control(), null);
        }
        Path folder = distribution.swappableFolder(program);
        if (timeline.isWatched()) {
            context.registerService(LinkListener.class, timeline, null);
        }
        SettledFiles jars = followed(() -> Deployment.jarsIn(folder), folder);
        SettledFiles files = followed(() -> Deployment.settingsIn(operator.folder()), operator.folder());
        List<Bundle> bundles = new ArrayList<>();
        Set<Bundle> stable = new HashSet<>();
        stable.add(context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION));
        for (Path jar : distribution.stableBundles()) {
            Bundle bundle = install(context, ClassPathBundles.location(jar), jar);
            if (jar.endsWith(CONFIG_ADMIN)) {
                start(bundle);
            }
            bundles.add(bundle);
            stable.add(bundle);
        }
        SwappableBundles swappable = swappable(context);
        for (Path jar : distribution.swappableBundles(program)) {
            bundles.add(install(swappable, jar, distribution.packed(program, jar)));
        }
        timeline.done("bundles installed");
        // All at once, which costs a third of one after the other. What does not resolve tells why when it is started.
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .resolveBundles(bundles);
        timeline.done("bundles resolved");
        StandingComplaints standing = new StandingComplaints();
        context.registerService(Complaints.class, standing, null);
        LiveConfiguration configuration = configure(context, stable, operator, standing);
        timeline.done("configuration");
        for (Bundle bundle : bundles) {
            start(bundle);
            timeline.done("bundle " + bundle.getSymbolicName());
        }
        requireActivated(context, configuration);
        deployment = Deployment.start(jars, files, swappable, configuration, standing);
        timeline.done("folders watched");
    }

    /** The framework's own context, once it is started. */
    BundleContext context() {
        return framework.getBundleContext();
    }

    /**
     * Waits until the framework has stopped, whoever stopped it.
     *
     * @param timeoutMillis 0 for however long it takes
     * @return whether it has
     */
    boolean await(long timeoutMillis) throws InterruptedException {
        return framework.waitForStop(timeoutMillis).getType() != org.osgi.framework.FrameworkEvent.WAIT_TIMEDOUT;
    }

    /** Stops everything, in order. Returns whether it came to an end in time. */
    boolean stop(long timeoutMillis) throws InterruptedException {
        try {
            if (deployment != null) {
                deployment.close();
            }
            framework.stop();
        } catch (BundleException | IOException e) {
            return false;
        }
        return await(timeoutMillis);
    }

    private BundleContext startFramework() throws Failure {
        try {
            framework.start();
        } catch (BundleException e) {
            throw new Failure(Failure.ENVIRONMENT, "cannot start the framework: " + Unusable.rootOf(e));
        }
        return framework.getBundleContext();
    }

    private Bundle install(BundleContext context, String location, Path jar) throws Failure {
        forgetNumber();
        try {
            return context.installBundle(location);
        } catch (BundleException e) {
            Throwable cause = Unusable.root(e);
            // What is written then is in the work folder: a disk that is full is that one.
            String where =
                    cause instanceof IOException ? " (in " + copies.getParent() + "; --work chooses another)" : "";
            throw new Failure(Failure.ENVIRONMENT, "cannot install " + jar + ": " + Failure.reasonOf(cause) + where);
        }
    }

    /**
     * The framework writes the next bundle's number at each installation, and nobody reads it here. Over a file that is there,
     * some file systems wait for the disk: 1.4 ms each time.
     */
    private void forgetNumber() {
        number.toFile().delete();
    }

    private static void start(Bundle bundle) throws Failure {
        if (bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null) {
            return;
        }
        try {
            // Nothing to remember for the next start, which installs them anew: no file for each of them.
            bundle.start(Bundle.START_TRANSIENT);
        } catch (BundleException e) {
            String problem = e.getType() == BundleException.RESOLVE_ERROR ? "does not resolve" : "does not start";
            throw new Failure(
                    Failure.ENVIRONMENT,
                    "bundle " + bundle.getSymbolicName() + " " + problem + ": " + Unusable.rootOf(e));
        }
    }

    private LiveConfiguration configure(
            BundleContext context, Set<Bundle> stable, Operator operator, StandingComplaints standing) throws Failure {
        Configurator components = new Configurator(context, service(context, ConfigurationAdmin.class));
        LiveConfiguration configuration =
                new LiveConfiguration(() -> metatype(context, stable), components, operator, standing);
        try {
            configuration.begin();
        } catch (IOException e) {
            throw new Failure(Failure.ENVIRONMENT, "cannot store the configuration: " + Failure.reasonOf(e));
        }
        return configuration;
    }

    /** Those that are not exchanged have nothing of this kind, and the largest jars: 8 ms to find that out. */
    private Metatype metatype(BundleContext context, Set<Bundle> stable) {
        List<Bundle> swappable = new ArrayList<>();
        for (Bundle each : context.getBundles()) {
            if (!stable.contains(each)) {
                swappable.add(each);
            }
        }
        return Metatype.of(ahead.parsed(), swappable.toArray(new Bundle[0]));
    }

    private SwappableBundles swappable(BundleContext context) throws Failure {
        try {
            return new SwappableBundles(context, copies, libraries.names());
        } catch (IOException e) {
            throw new Failure(Failure.ENVIRONMENT, "cannot use " + copies + ": " + Failure.reasonOf(e));
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

    private interface Folder {
        SettledFiles read() throws IOException;
    }

    private static SettledFiles followed(Folder folder, Path path) throws Failure {
        try {
            return folder.read();
        } catch (IOException e) {
            throw new Failure(Failure.ENVIRONMENT, "cannot read " + path + ": " + Failure.reasonOf(e));
        }
    }

    private static void requireActivated(BundleContext context, LiveConfiguration configuration) throws Failure {
        FailedComponents failed = new FailedComponents(service(context, ServiceComponentRuntime.class));
        for (Map.Entry<String, String> each : failed.now().entrySet()) {
            boolean configured = configuration.has(each.getKey());
            throw new Failure(configured ? Failure.USAGE : Failure.ENVIRONMENT, each.getKey() + ": " + each.getValue());
        }
        failed.watch(context);
    }

    private static <T> T service(BundleContext context, Class<T> type) {
        ServiceReference<T> reference = context.getServiceReference(type);
        @Nullable T service = reference == null ? null : context.getService(reference);
        if (service == null) {
            throw new IllegalStateException("no " + type.getSimpleName() + " in the framework");
        }
        return service;
    }
}
