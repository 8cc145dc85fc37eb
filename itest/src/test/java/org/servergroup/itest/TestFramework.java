package org.servergroup.itest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;

/**
 * A Felix in the test's own virtual machine. As in the launcher, what is stable comes from the class path, so that the test
 * shares it; what can be exchanged are bundles of the distribution.
 */
final class TestFramework implements AutoCloseable {
    /** What the class path gives. */
    private static final List<String> SHARED =
            List.of("org.servergroup.api", "org.servergroup.protocol", "org.servergroup.posix", "org.osgi.util.");

    private static final String CONFIG_ADMIN = "org.osgi.service.cm";
    private static final String NATIVE = "com.sun.jna";

    private final Framework framework;
    private final Map<String, Path> jars = new TreeMap<>();

    TestFramework(Path cache, Map<String, Map<String, Object>> configuration) throws Exception {
        List<BundleJar> all = BundleJar.allIn(Launched.DISTRIBUTION);
        Map<String, String> properties = new HashMap<>();
        properties.put(Constants.FRAMEWORK_STORAGE, cache.toString());
        properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, sharedPackages(all));
        properties.put("felix.log.level", "1");
        properties.put("ds.loglevel", "error");
        framework = new FrameworkFactory().newFramework(properties);
        framework.start();
        List<Bundle> stable = new ArrayList<>();
        for (BundleJar each : all) {
            boolean fromLibrary = each.jar().startsWith(Launched.DISTRIBUTION.resolve("lib"));
            if (fromLibrary && !isShared(each) && !each.name().equals(NATIVE)) {
                stable.add(install(each.jar()));
            }
        }
        startAll(stable);
        for (Map.Entry<String, Map<String, Object>> each : configuration.entrySet()) {
            configure(each.getKey(), each.getValue());
        }
    }

    private static boolean isShared(BundleJar bundle) {
        return SHARED.stream().anyMatch(bundle.name()::startsWith);
    }

    private static String sharedPackages(List<BundleJar> all) {
        return all.stream()
                .flatMap(bundle -> bundle.exports().entrySet().stream()
                        .filter(each -> isShared(bundle) || each.getKey().equals(CONFIG_ADMIN)))
                .map(each -> each.getKey() + ";version=\"" + each.getValue() + "\"")
                .distinct()
                .collect(Collectors.joining(","));
    }

    private static void startAll(List<Bundle> bundles) throws BundleException {
        for (Bundle bundle : bundles) {
            if (bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null) {
                bundle.start();
            }
        }
    }

    /** Installs and starts the bundles of the agent, all of them, and the second sample. */
    void startAgent() throws Exception {
        List<Bundle> bundles = new ArrayList<>();
        for (String folder : List.of("bundles/agent", "samples")) {
            try (Stream<Path> files = Files.list(Launched.DISTRIBUTION.resolve(folder))) {
                for (Path jar : files.filter(file -> file.toString().endsWith(".jar"))
                        .sorted()
                        .toList()) {
                    Bundle bundle = install(jar);
                    jars.put(bundle.getSymbolicName(), jar);
                    bundles.add(bundle);
                }
            }
        }
        startAll(bundles);
    }

    /** The file that a bundle came from. */
    Path jar(String symbolicName) {
        return Objects.requireNonNull(jars.get(symbolicName));
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    Bundle bundle(String symbolicName) {
        return Stream.of(context().getBundles())
                .filter(each -> symbolicName.equals(each.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    Bundle install(Path jar) throws IOException, BundleException {
        try (InputStream in = Files.newInputStream(jar)) {
            return context().installBundle(jar.toUri().toString(), in);
        }
    }

    void update(String symbolicName) throws IOException, BundleException {
        try (InputStream in = Files.newInputStream(jar(symbolicName))) {
            bundle(symbolicName).update(in);
        }
    }

    void configure(String component, Map<String, Object> properties) throws Exception {
        service(ConfigurationAdmin.class)
                .getConfiguration(component, "?")
                .update(FrameworkUtil.asDictionary(new HashMap<>(properties)));
    }

    /** A service, once there is one. It stays in use until the framework ends. */
    <T> T service(Class<T> type) throws InterruptedException {
        ServiceTracker<T, T> tracker = new ServiceTracker<>(context(), type, null);
        tracker.open();
        T service = tracker.waitForService(Launched.DEADLINE.toMillis());
        if (service == null) {
            throw new IllegalStateException("no service " + type.getName());
        }
        return service;
    }

    @Override
    public void close() throws BundleException {
        framework.stop();
        try {
            framework.waitForStop(Launched.DEADLINE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
