package org.servergroup.vmtest;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/** How busy the machine is: an emulated guest gets its share of the processor only, and limits on time stretch with it. */
final class Load {
    private Load() {}

    /** A limit on time, as it is on this machine now. */
    static Duration stretch(Duration limit) {
        return Duration.ofNanos((long) (limit.toNanos() * factor()));
    }

    /** How many want a processor for each that there is, averaged over a minute; at least 1. */
    static double factor() {
        double average = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return Math.max(1, average / Runtime.getRuntime().availableProcessors());
    }
}
