package org.servergroup.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.felix.framework.FrameworkFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.servergroup.spi.FailureListener;
import org.servergroup.spi.LogControl;

/** The framework with its bundles. */
final class Container {
    private static final String CONFIG_ADMIN = "org.apache.felix.configadmin.jar";

    private final Framework framework;

    Container(Path cache) {
        Map<String, String> properties = new HashMap<>();
        properties.put(Constants.FRAMEWORK_STORAGE, cache.toString());
        properties.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        // Bundles come as reference:file: or connect: only, so nobody needs the framework's URL handlers.
        properties.put("felix.service.urlhandlers", "false");
        // Few bundles: threads would cost more than they bring.
        properties.put("felix.resolver.parallelism", "1");
        properties.put("felix.uuid.secure", "false");
        properties.put("felix.log.level", "1");
        properties.put("ds.commands.enabled", "false");
        // FailedComponents tells what there is to tell.
        properties.put("ds.log.enabled", "false");
        framework =
                new FrameworkFactory().newFramework(properties, new ClassPathBundles(Container.class.getClassLoader()));
    }

    /** Starts everything. Configuration is in place before the first component looks for it. */
    void start(Distribution distribution, String program, Settings settings, Consumer<IOException> whenFailed)
            throws Failure {
        List<Bundle> bundles = new ArrayList<>();
        BundleContext context = startFramework();
        FailureListener listener = (component, cause) -> whenFailed.accept(cause);
        context.registerService(FailureListener.class, listener, null);
        @Nullable StderrLog log = StderrLog.ofThisProcess();
        if (log != null) {
            context.registerService(LogControl.class, log.control(), null);
        }
        for (Path jar : distribution.stableBundles()) {
            Bundle bundle = install(context, ClassPathBundles.location(jar), jar);
            if (jar.endsWith(CONFIG_ADMIN)) {
                start(bundle);
                configure(context, settings);
            }
            bundles.add(bundle);
        }
        for (Path jar : distribution.swappableBundles(program)) {
            bundles.add(install(context, "reference:" + jar.toUri(), jar));
        }
        for (Bundle bundle : bundles) {
            start(bundle);
        }
        requireActivated(context, settings);
    }

    /** The framework's own context, once it is started. */
    BundleContext context() {
        return framework.getBundleContext();
    }

    /** Waits until the framework has stopped, whoever stopped it. */
    void await() throws InterruptedException {
        framework.waitForStop(0);
    }

    /** Stops everything, in order. Returns whether it came to an end in time. */
    boolean stop(long timeoutMillis) throws InterruptedException {
        try {
            framework.stop();
        } catch (BundleException e) {
            return false;
        }
        return framework.waitForStop(timeoutMillis).getType() != org.osgi.framework.FrameworkEvent.WAIT_TIMEDOUT;
    }

    private BundleContext startFramework() throws Failure {
        try {
            framework.start();
        } catch (BundleException e) {
            throw new Failure(Failure.ENVIRONMENT, "cannot start the framework: " + Failure.reasonOf(deepest(e)));
        }
        return framework.getBundleContext();
    }

    private static Bundle install(BundleContext context, String location, Path jar) throws Failure {
        try {
            return context.installBundle(location);
        } catch (BundleException e) {
            throw new Failure(Failure.ENVIRONMENT, "cannot install " + jar + ": " + Failure.reasonOf(deepest(e)));
        }
    }

    private static void start(Bundle bundle) throws Failure {
        if (bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null) {
            return;
        }
        try {
            bundle.start();
        } catch (BundleException e) {
            String problem = e.getType() == BundleException.RESOLVE_ERROR ? "does not resolve" : "does not start";
            throw new Failure(
                    Failure.ENVIRONMENT,
                    "bundle " + bundle.getSymbolicName() + " " + problem + ": " + Failure.reasonOf(deepest(e)));
        }
    }

    private static void configure(BundleContext context, Settings settings) throws Failure {
        try {
            new Configurator(service(context, ConfigurationAdmin.class)).apply(settings);
        } catch (IOException e) {
            throw new Failure(Failure.ENVIRONMENT, "cannot store the configuration: " + Failure.reasonOf(e));
        }
    }

    private static void requireActivated(BundleContext context, Settings settings) throws Failure {
        FailedComponents failed = new FailedComponents(service(context, ServiceComponentRuntime.class));
        for (Map.Entry<String, String> each : failed.now().entrySet()) {
            boolean configured = settings.byComponent().containsKey(each.getKey());
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

    private static Throwable deepest(Throwable thrown) {
        Throwable deepest = thrown;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest;
    }
}
