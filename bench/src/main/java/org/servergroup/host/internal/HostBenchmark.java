package org.servergroup.host.internal;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.servergroup.host.spi.ChannelState;
import org.servergroup.host.spi.EventTypes;
import org.servergroup.host.spi.GroupDirectory;
import org.servergroup.host.spi.Server;

/** Measures the host side with fake guests that broadcast; both are in this process. */
final class HostBenchmark {
    static final int GROUP_SIZE = 20;
    private static final int RATE = 20_000;

    private static final String USAGE = """
            usage: bench/host [NUMBER OF GUESTS...]
            Guests in groups of 20 broadcast; 10, 100 and 1000 of them unless told otherwise; about 10 s for each.
              deliveries/s      what one host thread delivers when there is always more to be sent
              p50, p99          time of delivery, from guest to guest, at 20,000 deliveries a second
              host us           time of the host's thread for a delivery
              heap KiB/guest    memory of a guest that is connected and silent, its own socket included
            Guests have one thread, in the host's process, and a core of their own if there are two.
            """;

    /** Kept, so that the level stays. */
    private static final Logger LOGGER = Logger.getLogger("org.servergroup.host");

    private HostBenchmark() {}

    /** Runs. */
    public static void main(String[] args) throws Exception {
        int[] counts = counts(args.length == 0 ? new String[] {"10", "100", "1000"} : args);
        if (counts.length == 0) {
            System.out.print(USAGE);
            System.exit(List.of(args).contains("--help") ? 0 : 2);
        }
        LOGGER.setLevel(Level.WARNING);
        run(GROUP_SIZE); // warms up
        System.out.println("guests  connect ms  deliveries/s  p50 us  p99 us  host us/delivery  heap KiB/guest");
        for (int count : counts) {
            System.out.println(run(count));
        }
        System.exit(0);
    }

    private static int[] counts(String[] args) {
        int[] counts = new int[args.length];
        for (int i = 0; i < args.length; i++) {
            if (!args[i].matches("[1-9][0-9]{0,4}")) {
                return new int[0];
            }
            counts[i] = Integer.parseInt(args[i]);
        }
        return counts;
    }

    private static String run(int count) throws Exception {
        // Short, because the path of a socket has at most 107 bytes.
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "sgb");
        try (Broadcasters guests = new Broadcasters(folder, count)) {
            long heapBefore = heap();
            Host host = new Host(settings(folder));
            long begin = System.nanoTime();
            host.start();
            host.use(new Groups());
            guests.connected();
            long connectMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            double heapPerGuest = (heap() - heapBefore) / 1024.0 / count;
            guests.measure(1000, RATE / guests.others()); // warms up
            guests.measure(2000, RATE / guests.others());
            long p50 = guests.percentile(50);
            long p99 = guests.percentile(99);
            long cpu = hostCpu();
            double perSecond = guests.measure(3000, 0);
            double micros = (hostCpu() - cpu) / 1000.0 / Math.max(1, guests.deliveries());
            host.stop();
            return String.format(
                    "%6d  %10d  %12.0f  %6d  %6d  %16.2f  %14.1f",
                    count, connectMillis, perSecond, p50, p99, micros, heapPerGuest);
        }
    }

    /** As by default, but without limits of rate: what is measured is how much there could be. */
    private static Settings settings(Path folder) {
        return new Settings(
                List.of(folder),
                "cgcs.messaging.*.sock",
                "bench",
                256 * 1024,
                512 * 1024,
                64L << 20,
                0,
                0,
                20,
                5000,
                1000,
                Set.of(),
                Set.of(),
                "");
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long hostCpu() {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("servergroup-host")) {
                return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId());
            }
        }
        return 0;
    }

    /** Twenty in each. */
    private static final class Groups implements GroupDirectory {
        @Override
        public Watch open(Receiver receiver) {
            receiver.listed();
            return new Watch() {
                @Override
                public void channel(String instance, ChannelState state, boolean initially) {
                    int group = Integer.parseInt(instance.substring(1)) / GROUP_SIZE;
                    receiver.changed(
                            new Server(instance, "group-" + group, "active", Map.of()),
                            initially ? List.of() : List.of(EventTypes.CREATED));
                }

                @Override
                public void close() {}
            };
        }
    }
}
