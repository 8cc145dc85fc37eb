package org.servergroup.host.internal;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.servergroup.host.spi.ChannelState;
import org.servergroup.host.spi.EventTypes;
import org.servergroup.host.spi.GroupDirectory;
import org.servergroup.host.spi.Server;

/**
 * Guests in groups of 20 that broadcast: throughput, time of delivery, memory, and the host thread's cost of a delivery.
 * Arguments: numbers of guests. Guests and host share one process; the guests have one thread.
 */
final class HostBenchmark {
    private static final int GROUP_SIZE = 20;
    private static final Logger LOGGER = Logger.getLogger("org.servergroup.host");
    private static final byte[] MARK = "t=".getBytes(StandardCharsets.UTF_8);

    private final Path folder;
    private final Selector selector;
    private final List<SocketChannel> guests = new ArrayList<>();
    private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 18);
    private long[] nanos = new long[1 << 22];
    private int deliveries;

    private HostBenchmark(Path folder) throws IOException {
        this.folder = folder;
        this.selector = Selector.open();
    }

    /** Runs. */
    public static void main(String[] args) throws Exception {
        LOGGER.setLevel(Level.WARNING);
        System.out.println("guests  connect ms  deliveries/s  p50 us  p99 us  host us/delivery  heap KiB/guest");
        for (String count : args.length == 0 ? new String[] {"10", "100", "1000"} : args) {
            Path folder = Files.createTempDirectory("sgb");
            new HostBenchmark(folder).run(Integer.parseInt(count));
        }
        System.exit(0);
    }

    private void run(int count) throws Exception {
        List<ServerSocketChannel> servers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(folder.resolve("cgcs.messaging.g" + i + ".sock")), 1);
            servers.add(server);
        }
        HostFixture.Limits limits = new HostFixture.Limits();
        long heapBefore = heap();
        Host host = new Host(HostFixture.settings(folder, limits));
        long begin = System.nanoTime();
        host.start();
        host.use(new Groups());
        for (ServerSocketChannel server : servers) {
            SocketChannel guest = server.accept();
            guest.configureBlocking(false);
            guest.register(selector, SelectionKey.OP_READ);
            guests.add(guest);
        }
        long connectMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        long heapPerGuest = (heap() - heapBefore) / 1024 / count;
        measure(1000, 20_000 / GROUP_SIZE); // warms up
        measure(2000, 20_000 / GROUP_SIZE);
        long p50 = percentile(50);
        long p99 = percentile(99);
        long cpu = hostCpu();
        double perSecond = measure(3000, 0);
        double micros = (hostCpu() - cpu) / 1000.0 / Math.max(1, deliveries);
        System.out.printf(
                "%6d  %10d  %12.0f  %6d  %6d  %16.2f  %14d%n",
                count, connectMillis, perSecond, p50, p99, micros, heapPerGuest);
        host.stop();
        for (ServerSocketChannel server : servers) {
            server.close();
        }
        for (int i = 0; i < count; i++) {
            guests.get(i).close();
            Files.deleteIfExists(folder.resolve("cgcs.messaging.g" + i + ".sock"));
        }
        Files.delete(folder);
    }

    /** Broadcasts at a rate, or if it is 0 with as many under way as the buffers of sockets take. */
    private double measure(long millis, int perSecond) throws IOException {
        deliveries = 0;
        long start = System.nanoTime();
        long end = start + TimeUnit.MILLISECONDS.toNanos(millis);
        long sent = 0;
        for (long now = start; now < end; now = System.nanoTime()) {
            long due = perSecond == 0
                    ? deliveries / (GROUP_SIZE - 1) + 500
                    : (now - start) * perSecond / TimeUnit.SECONDS.toNanos(1);
            for (; sent < due; sent++) {
                send((int) (sent % guests.size()));
            }
            receive(perSecond == 0 ? 0 : 1);
        }
        double result = deliveries / ((System.nanoTime() - start) / 1e9);
        for (int i = 0; i < 50; i++) {
            receive(10);
        }
        return result;
    }

    private void send(int guest) throws IOException {
        String text = "\n{\"data\":{\"version\":2,\"msg_type\":\"broadcast\",\"data\":\"t=" + System.nanoTime()
                + " " + "x".repeat(150) + "\"},\"version\":2,\"dest_addr\":\"cgcs.server_grp\","
                + "\"source_addr\":\"cgcs.server_grp\"}\n";
        guests.get(guest).write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void receive(long waitMillis) throws IOException {
        if (waitMillis == 0) {
            selector.selectNow(this::read);
        } else {
            selector.select(this::read, waitMillis);
        }
    }

    private void read(SelectionKey key) {
        try {
            in.clear();
            int count = ((SocketChannel) key.channel()).read(in);
            in.flip();
            long now = System.nanoTime();
            for (int i = 0; i < count - 24; i++) {
                if (in.get(i) == MARK[0] && in.get(i + 1) == MARK[1]) {
                    long at = 0;
                    for (int j = i + 2; j < count && in.get(j) >= '0'; j++) {
                        at = at * 10 + in.get(j) - '0';
                    }
                    if (deliveries < nanos.length) {
                        nanos[deliveries++] = now - at;
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private long percentile(int percent) {
        long[] sorted = Arrays.copyOf(nanos, deliveries);
        Arrays.sort(sorted);
        return deliveries == 0 ? -1 : sorted[(int) ((long) deliveries * percent / 100)] / 1000;
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
