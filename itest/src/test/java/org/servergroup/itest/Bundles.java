package org.servergroup.itest;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;

/** The bundles of the framework that a test runs in, which are changed there as an operator does it. */
final class Bundles {
    private final BundleContext context;
    private final Map<String, String> locations = new TreeMap<>();

    Bundles(BundleContext context) {
        this.context = context;
    }

    /** Installs and starts bundles. Returns how to stop them again. */
    AutoCloseable startAll(List<Path> jars) throws IOException, BundleException {
        List<Bundle> installed = new ArrayList<>();
        for (Path jar : jars) {
            Bundle bundle = install(jar.toUri().toString());
            locations.put(bundle.getSymbolicName(), bundle.getLocation());
            installed.add(bundle);
        }
        for (Bundle bundle : installed) {
            bundle.start();
        }
        List<String> names = installed.stream().map(Bundle::getSymbolicName).toList();
        return () -> {
            for (String each : names) {
                bundle(each).stop();
            }
        };
    }

    private Bundle install(String location) throws IOException, BundleException {
        try (InputStream in = open(location)) {
            return context.installBundle(location, in);
        }
    }

    Bundle bundle(String symbolicName) {
        return Stream.of(context.getBundles())
                .filter(each -> symbolicName.equals(each.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    void stopAndStart(String symbolicName) throws BundleException {
        bundle(symbolicName).stop();
        bundle(symbolicName).start();
    }

    void update(String symbolicName) throws IOException, BundleException {
        try (InputStream in = open(location(symbolicName))) {
            bundle(symbolicName).update(in);
        }
    }

    void uninstallAndInstall(String symbolicName) throws IOException, BundleException {
        String location = location(symbolicName);
        bundle(symbolicName).uninstall();
        install(location).start();
    }

    private String location(String symbolicName) {
        return Objects.requireNonNull(locations.get(symbolicName));
    }

    private static InputStream open(String location) throws IOException {
        return Files.newInputStream(Path.of(URI.create(location)));
    }

    void configure(String component, Map<String, Object> properties) throws Exception {
        service(ConfigurationAdmin.class)
                .getConfiguration(component, "?")
                .update(FrameworkUtil.asDictionary(new HashMap<>(properties)));
    }

    /** A service, once there is one. It stays in use until the framework ends. */
    <T> T service(Class<T> type) throws Exception {
        return type.cast(service("(objectClass=" + type.getName() + ")"));
    }

    /** Likewise, by its properties. */
    Object service(String filter) throws Exception {
        ServiceTracker<?, ?> tracker = new ServiceTracker<>(context, FrameworkUtil.createFilter(filter), null);
        tracker.open();
        Object service = tracker.waitForService(Launched.DEADLINE.toMillis());
        if (service == null) {
            throw new IllegalStateException("no service " + filter);
        }
        return service;
    }
}
