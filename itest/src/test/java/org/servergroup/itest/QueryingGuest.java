package org.servergroup.itest;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A guest as the host sees it, a socket on which QEMU listens, which asks for the status of its group. */
final class QueryingGuest implements AutoCloseable {
    private final Path path;
    private final ServerSocketChannel server;
    private final Thread thread;
    private final AtomicInteger connections = new AtomicInteger();
    private final BlockingQueue<SocketChannel> connected = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private @Nullable SocketChannel connection;
    private int queries;

    QueryingGuest(Path path) throws IOException {
        this.path = path;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path), 1);
        thread = new Thread(this::run, "querying guest");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                try (SocketChannel accepted = server.accept()) {
                    connections.incrementAndGet();
                    connected.add(accepted);
                    BufferedReader in = new BufferedReader(Channels.newReader(accepted, StandardCharsets.UTF_8));
                    for (String line = in.readLine(); line != null; line = in.readLine()) {
                        lines.add(line);
                    }
                }
            }
        } catch (IOException e) {
            // closed: the end of this guest
        }
    }

    /** How often the host has connected. */
    int connections() {
        return connections.get();
    }

    /** What the host answers to a query: a message for each member of the group. */
    List<String> query() throws IOException, InterruptedException {
        if (connection == null) {
            connection = next(connected, "a connection");
        }
        int query = ++queries;
        String line = "{\"version\":2,\"dest_addr\":\"cgcs.server_grp\",\"source_addr\":\"cgcs.server_grp\","
                + "\"data\":{\"version\":2,\"msg_type\":\"status_query\",\"seq\":" + query + "}}\n";
        Launched.write(connection, line);
        List<String> rows = new ArrayList<>();
        while (true) {
            String answer = next(lines, "an answer");
            if (answer.contains("\"status_response_done\"")) {
                return rows;
            }
            if (answer.contains("\"status_response\"")) {
                rows.add(answer);
            }
        }
    }

    private static <T> T next(BlockingQueue<T> from, String what) throws InterruptedException {
        T next = from.poll(Launched.DEADLINE.toSeconds(), TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("the host side has not given " + what);
        }
        return next;
    }

    @Override
    public void close() throws IOException {
        server.close();
        if (connection != null) {
            connection.close();
        }
        Launched.join(thread);
        Files.deleteIfExists(path);
    }
}
