package org.servergroup.host.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A guest as the host sees it: a stream socket on which QEMU listens. */
final class FakeGuest implements Closeable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long DEADLINE_SECONDS = 30;

    final String instance;
    final Path path;
    private final ServerSocketChannel server;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final BlockingQueue<SocketChannel> connections = new LinkedBlockingQueue<>();
    private final Thread thread;
    private final boolean reading;
    private @Nullable SocketChannel connection;

    FakeGuest(Path folder, String instance) throws IOException {
        this(folder, instance, ".sock", true);
    }

    FakeGuest(Path folder, String instance, String suffix) throws IOException {
        this(folder, instance, suffix, true);
    }

    private FakeGuest(Path folder, String instance, String suffix, boolean reading) throws IOException {
        this.reading = reading;
        this.instance = instance;
        this.path = folder.resolve("cgcs.messaging." + instance + suffix);
        Files.deleteIfExists(path);
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path), 1);
        thread = new Thread(this::run, "fake-" + instance);
        thread.setDaemon(true);
        thread.start();
    }

    /** A guest that accepts connections and never reads; deaf from its birth, since the host connects at once. */
    static FakeGuest deaf(Path folder, String instance) throws IOException {
        return new FakeGuest(folder, instance, ".sock", false);
    }

    private void run() {
        try {
            while (true) {
                SocketChannel accepted = server.accept();
                connections.add(accepted);
                if (reading) {
                    read(accepted);
                }
            }
        } catch (IOException e) {
            // closed: the end of this guest
        }
    }

    private void read(SocketChannel from) {
        ByteBuffer in = ByteBuffer.allocate(65536);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            while (from.read(in.clear()) >= 0) {
                in.flip();
                while (in.hasRemaining()) {
                    byte b = in.get();
                    line.write(b);
                    if (b == '\n') {
                        lines.add(line.toString(StandardCharsets.UTF_8));
                        line.reset();
                    }
                }
            }
        } catch (IOException e) {
            // the connection has ended
        }
    }

    /** Waits for the host to connect. */
    SocketChannel connected() throws InterruptedException {
        SocketChannel next = connections.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("a connection to %s", instance).isNotNull();
        connection = next;
        return next;
    }

    void sendRaw(byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        SocketChannel to = connection();
        while (out.hasRemaining()) {
            to.write(out);
        }
    }

    void sendRaw(String text) throws IOException {
        sendRaw(text.getBytes(StandardCharsets.UTF_8));
    }

    void send(String data) throws IOException {
        send(data, "cgcs.server_grp", "cgcs.server_grp");
    }

    void send(String data, String destination, String source) throws IOException {
        sendRaw("\n{\"data\":" + data + ",\"version\":2,\"dest_addr\":\"" + destination + "\",\"source_addr\":\""
                + source + "\"}\n");
    }

    void broadcast(String text) throws IOException {
        send("{\"version\":2,\"msg_type\":\"broadcast\",\"data\":\"" + text + "\"}");
    }

    void query(long seq) throws IOException {
        send("{\"version\":2,\"msg_type\":\"status_query\",\"seq\":" + seq + "}");
    }

    /** The next line with its newline; null if there is none in time. */
    @Nullable
    String nextLine(long millis) throws InterruptedException {
        return lines.poll(millis, TimeUnit.MILLISECONDS);
    }

    /** The next envelope; empty lines are skipped. */
    JsonNode next() throws InterruptedException, IOException {
        while (true) {
            String line = nextLine(TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
            if (line == null) {
                throw new AssertionError("no message to " + instance);
            }
            if (!line.isBlank()) {
                return JSON.readTree(line);
            }
        }
    }

    /** The data of the next message of a type; others are skipped. */
    JsonNode next(String type) throws InterruptedException, IOException {
        while (true) {
            JsonNode data = next().path("data");
            if (data.path("msg_type").asText().equals(type)) {
                return data;
            }
        }
    }

    boolean isQuiet() {
        return lines.stream().allMatch(String::isBlank);
    }

    /** Cuts the connection; the socket stays. */
    void cut() throws IOException {
        connection().close();
    }

    SocketChannel connection() {
        return Objects.requireNonNull(connection, "not connected");
    }

    /** Dies like a process that is killed: the file stays. */
    void kill() throws IOException, InterruptedException {
        server.close();
        for (SocketChannel open = connections.poll(); open != null; open = connections.poll()) {
            open.close();
        }
        if (connection != null) {
            connection.close();
        }
        thread.join(5000);
    }

    @Override
    public void close() throws IOException {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(path);
    }
}
