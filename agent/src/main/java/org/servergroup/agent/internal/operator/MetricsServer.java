package org.servergroup.agent.internal.operator;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers each HTTP request with metrics, one at a time, on a thread of its own. */
final class MetricsServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.servergroup.agent");
    private static final int MAX_REQUEST_BYTES = 8192;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long RELEASE_MILLIS = 5_000;

    private final ServerSocketChannel server;
    private final @Nullable Path path;
    private final Supplier<String> metrics;
    private final Thread thread = new Thread(this::run, "servergroup-agent-metrics");

    private MetricsServer(ServerSocketChannel server, @Nullable Path path, Supplier<String> metrics) {
        this.server = server;
        this.path = path;
        this.metrics = metrics;
        thread.setDaemon(true);
        thread.start();
    }

    /** Listens on a port of the loopback interface. */
    static MetricsServer onPort(int port, Supplier<String> metrics) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return new MetricsServer(server, null, metrics);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Listens on a socket file, which is for its owner and group. */
    static MetricsServer onPath(Path path, Supplier<String> metrics) throws IOException {
        removeStale(path);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
            return new MetricsServer(server, path, metrics);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static void removeStale(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        if (Files.isRegularFile(path) || Files.isDirectory(path)) {
            throw new IOException(path + " is in the way");
        }
        boolean used;
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            used = probe.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            used = false; // left by a process that is gone
        }
        if (used) {
            throw new IOException("another process listens on " + path);
        }
        Files.delete(path);
    }

    int port() throws IOException {
        return server.getLocalAddress() instanceof InetSocketAddress address ? address.getPort() : 0;
    }

    private void run() {
        try (Selector selector = Selector.open()) {
            while (server.isOpen()) {
                try (SocketChannel client = server.accept()) {
                    serve(client, selector);
                } catch (IOException | RuntimeException e) {
                    LOG.log(Level.DEBUG, "a request for metrics failed", e);
                    selector.selectNow();
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the end of metrics", e);
        }
    }

    private void serve(SocketChannel client, Selector selector) throws IOException {
        client.configureBlocking(false);
        SelectionKey key = client.register(selector, SelectionKey.OP_READ);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        ByteBuffer request = ByteBuffer.allocate(MAX_REQUEST_BYTES);
        while (!isWhole(request)) {
            awaitReady(selector, deadline);
            if (client.read(request) < 0 || !request.hasRemaining()) {
                return;
            }
        }
        key.interestOps(SelectionKey.OP_WRITE);
        ByteBuffer answer = answer(request);
        while (answer.hasRemaining()) {
            awaitReady(selector, deadline);
            client.write(answer);
        }
        key.cancel();
        selector.selectNow();
    }

    private static void awaitReady(Selector selector, long deadline) throws IOException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0 || selector.select(key -> {}, left) == 0) {
            throw new IOException("too slow");
        }
    }

    private static boolean isWhole(ByteBuffer request) {
        return text(request).contains("\r\n\r\n");
    }

    private static String text(ByteBuffer request) {
        return StandardCharsets.ISO_8859_1.decode(request.duplicate().flip()).toString();
    }

    private ByteBuffer answer(ByteBuffer request) {
        String line = text(request);
        boolean known = line.startsWith("GET / ") || line.startsWith("GET /metrics ");
        byte[] body = (known ? metrics.get() : "see /metrics\n").getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.0 " + (known ? "200 OK" : "404 Not Found")
                + "\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\nContent-Length: " + body.length
                + "\r\nConnection: close\r\n\r\n";
        byte[] first = head.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(first.length + body.length)
                .put(first)
                .put(body)
                .flip();
    }

    @Override
    public void close() {
        try {
            server.close();
            if (path != null) {
                Files.deleteIfExists(path);
            }
            thread.join(RELEASE_MILLIS);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing metrics", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
