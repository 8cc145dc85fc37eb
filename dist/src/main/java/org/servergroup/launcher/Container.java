package org.servergroup.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.felix.cm.PersistenceManager;
import org.apache.felix.framework.FrameworkFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.servergroup.LinkListener;
import org.servergroup.spi.Complaints;
import org.servergroup.spi.FailureListener;
import org.servergroup.spi.LogControl;

/** The framework of a program: made, started with what belongs into it, stopped. */
final class Container {
    private final Framework framework;
    private final WorkFolder work;
    private final Libraries libraries;
    private final Ahead ahead;
    private final Timeline timeline;
    private @Nullable Deployment deployment;

    /**
     * A framework that is not started yet.
     *
     * @param work for its cache, and for copies of the bundles that can be exchanged
     * @param distribution what there is to be started
     * @param ahead what has been begun
     * @param timeline is told how far the start is
     */
    Container(WorkFolder work, Distribution distribution, Ahead ahead, Timeline timeline) throws Failure {
        this.work = work;
        this.libraries = Libraries.of(distribution.libraries());
        this.ahead = ahead;
        this.timeline = timeline;
        this.framework = new FrameworkFactory()
                .newFramework(
                        properties(work.cache(), libraries.packages()),
                        new ClassPathBundles(Container.class.getClassLoader()));
    }

    private static Map<String, String> properties(Path cache, String packages) {
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
        properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, packages);
        // FailedComponents tells what there is to tell.
        properties.put("ds.log.enabled", "false");
        return properties;
    }

    /** Starts everything. Configuration is in place before the first component looks for it. */
    void start(Distribution distribution, String program, Operator operator, Consumer<IOException> whenFailed)
            throws Failure {
        BundleContext context = startFramework();
        timeline.done("framework");
        register(context, whenFailed);
        Path folder = distribution.swappableFolder(program);
        SettledFiles jars = followed(() -> Deployment.jarsIn(folder), folder);
        SettledFiles files = followed(() -> Deployment.settingsIn(operator.folder()), operator.folder());
        ProgramBundles bundles = new ProgramBundles(context, work);
        SwappableBundles swappable = bundles.install(distribution, program, libraries.names());
        timeline.done("bundles installed");
        bundles.resolve();
        timeline.done("bundles resolved");
        StandingComplaints standing = new StandingComplaints();
        context.registerService(Complaints.class, standing, null);
        LiveConfiguration configuration = configure(context, bundles, operator, standing);
        timeline.done("configuration");
        bundles.start(timeline);
        requireActivated(context, configuration);
        deployment = Deployment.start(jars, files, swappable, configuration, standing);
        timeline.done("folders watched");
    }

    /** What the bundles find here from the beginning. */
    private void register(BundleContext context, Consumer<IOException> whenFailed) {
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
        if (timeline.isWatched()) {
            context.registerService(LinkListener.class, timeline, null);
        }
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

    private LiveConfiguration configure(
            BundleContext context, ProgramBundles bundles, Operator operator, StandingComplaints standing)
            throws Failure {
        Configurator components = new Configurator(context, service(context, ConfigurationAdmin.class));
        // Those that are not exchanged have nothing of this kind, and the largest jars: 8 ms to find that out.
        LiveConfiguration configuration = new LiveConfiguration(
                () -> Metatype.of(ahead.parsed(), bundles.exchangeable()), components, operator, standing);
        try {
            configuration.begin();
        } catch (IOException e) {
            throw new Failure(Failure.ENVIRONMENT, "cannot store the configuration: " + Failure.reasonOf(e));
        }
        return configuration;
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
