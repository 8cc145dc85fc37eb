package org.servergroup.launcher;

import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleException;
import org.osgi.framework.connect.ConnectModule;
import org.osgi.framework.connect.ModuleConnector;

/**
 * Lets jars of the class path be bundles (OSGi Framework Connect). Their classes come from the application class loader,
 * which starts faster than the framework's own and can use class-data sharing; in turn such a bundle cannot be updated.
 */
final class ClassPathBundles implements ModuleConnector {
    private static final String SCHEME = "connect:";

    private final ClassLoader loader;

    ClassPathBundles(ClassLoader loader) {
        this.loader = loader;
    }

    /** The location under which a jar of the class path is to be installed. */
    static String location(Path jar) {
        return SCHEME + jar;
    }

    @Override
    public void initialize(@Nullable File storage, Map<String, String> configuration) {
        // Nothing to prepare: everything is in the jars.
    }

    @Override
    public Optional<ConnectModule> connect(String location) throws BundleException {
        if (!location.startsWith(SCHEME)) {
            return Optional.empty();
        }
        JarContent content = new JarContent(Path.of(location.substring(SCHEME.length())), loader);
        return Optional.of(() -> content);
    }

    @Override
    public Optional<BundleActivator> newBundleActivator() {
        return Optional.empty();
    }
}
