package org.servergroup.itest;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this virtual machine holds on to.
 *
 * @param threads how many threads of ours there are
 * @param descriptors how many files, sockets and the like are open
 * @param classes how many classes are loaded
 * @param heapKilobytes how much of the heap is used
 */
record Footprint(long threads, long descriptors, long classes, long heapKilobytes) {
    private static final int NOISE_CLASSES = 150;
    private static final int NOISE_KILOBYTES = 6 * 1024;
    private static final int KILOBYTES_UNINSTALLED = 20;

    /** As it is once garbage has been collected. */
    static Footprint now() throws IOException {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        long threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("servergroup-"))
                .count();
        long descriptors;
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            descriptors = open.count();
        }
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024;
        return new Footprint(
                threads, descriptors, ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(), heap);
    }

    /**
     * Whether this is no more than that, but for noise, and for what the framework keeps: Felix 7.0.5 remembers each
     * bundle that was uninstalled as one that used the service of the configuration, with a count of zero uses. The bundle's
     * classes go; its entry in the framework's lists, with the names of the files in its jar, stays.
     *
     * @param uninstalled how many bundles have been uninstalled since
     */
    boolean isBackAt(Footprint before, int uninstalled) {
        return threads <= before.threads
                && descriptors <= before.descriptors
                && classes <= before.classes + NOISE_CLASSES
                && heapKilobytes <= before.heapKilobytes + NOISE_KILOBYTES + (long) KILOBYTES_UNINSTALLED * uninstalled;
    }
}
