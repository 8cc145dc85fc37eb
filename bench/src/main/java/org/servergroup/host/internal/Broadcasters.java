package org.servergroup.host.internal;

import java.io.IOException;
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
import java.util.concurrent.TimeUnit;

/** Guests as the host sees them, in one thread: each broadcast carries the time at which it was sent. */
final class Broadcasters implements AutoCloseable {
    private static final byte[] MARK = "t=".getBytes(StandardCharsets.UTF_8);

    private final Path folder;
    private final Selector selector = Selector.open();
    private final List<ServerSocketChannel> servers = new ArrayList<>();
    private final List<SocketChannel> guests = new ArrayList<>();
    private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 18);
    private final long[] nanos = new long[1 << 22];
    private int deliveries;

    /** That many guests, in a folder that is taken away at the end. */
    Broadcasters(Path folder, int count) throws IOException {
        this.folder = folder;
        for (int i = 0; i < count; i++) {
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            servers.add(server);
            server.bind(UnixDomainSocketAddress.of(socket(i)), 1);
        }
    }

    private Path socket(int guest) {
        return folder.resolve("cgcs.messaging.g" + guest + ".sock");
    }

    /** Waits for the host to connect to all of them. */
    void connected() throws IOException {
        for (ServerSocketChannel server : servers) {
            SocketChannel guest = server.accept();
            guests.add(guest);
            guest.configureBlocking(false);
            guest.register(selector, SelectionKey.OP_READ);
        }
    }

    /** How many hear a broadcast. */
    int others() {
        return Math.max(1, Math.min(HostBenchmark.GROUP_SIZE, servers.size()) - 1);
    }

    /** How much has been delivered in the last measurement. */
    int deliveries() {
        return deliveries;
    }

    /** Broadcasts at a rate, or if it is 0 with as many under way as the buffers of sockets take. */
    double measure(long millis, int perSecond) throws IOException {
        deliveries = 0;
        long start = System.nanoTime();
        long end = start + TimeUnit.MILLISECONDS.toNanos(millis);
        long sent = 0;
        for (long now = start; now - end < 0; now = System.nanoTime()) {
            long due = perSecond == 0
                    ? deliveries / others() + 500
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

    /** How long deliveries of the last measurement took, in microseconds. */
    long percentile(int percent) {
        long[] sorted = Arrays.copyOf(nanos, deliveries);
        Arrays.sort(sorted);
        return deliveries == 0 ? -1 : sorted[(int) ((long) deliveries * percent / 100)] / 1000;
    }

    @Override
    public void close() throws IOException {
        selector.close();
        for (SocketChannel guest : guests) {
            guest.close();
        }
        for (int i = 0; i < servers.size(); i++) {
            servers.get(i).close();
            Files.deleteIfExists(socket(i));
        }
        Files.delete(folder);
    }
}
