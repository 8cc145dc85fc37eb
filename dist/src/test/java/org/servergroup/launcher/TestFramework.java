package org.servergroup.launcher;

import java.nio.file.Path;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.connect.ModuleConnector;
import org.osgi.framework.launch.Framework;

/** A real framework that runs, empty but for what a test installs. */
final class TestFramework {
    private static final long STOP_MILLIS = 30_000;

    private final Framework framework;

    /**
     * Starts.
     *
     * @param cache a folder that need not be there
     * @param connector for bundles from the class path
     */
    TestFramework(Path cache, @Nullable ModuleConnector connector) throws BundleException {
        framework = new FrameworkFactory()
                .newFramework(
                        Map.of(
                                Constants.FRAMEWORK_STORAGE,
                                cache.toString(),
                                Constants.FRAMEWORK_BSNVERSION,
                                Constants.FRAMEWORK_BSNVERSION_MULTIPLE,
                                "felix.log.level",
                                "0"),
                        connector);
        framework.start();
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(STOP_MILLIS);
    }
}
