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

    /** Whether this is no more than that, but for noise. */
    boolean isBackAt(Footprint before) {
        return threads <= before.threads
                && descriptors <= before.descriptors
                && classes <= before.classes + 150
                && heapKilobytes <= before.heapKilobytes + 6 * 1024;
    }
}
