package org.servergroup.host.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** QEMU's monitor beside a guest's socket: greets, answers as QEMU does, and tells events once it was asked for its state. */
final class FakeMonitor implements Closeable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path path;
    private final ServerSocketChannel server;
    private final Thread thread;
    private @Nullable SocketChannel connection;
    private String status;
    private int queries;
    private boolean mute;

    FakeMonitor(Path folder, String instance, String status) throws IOException {
        this.status = status;
        path = folder.resolve("qmp." + instance + ".sock");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        // Moved over one that has died: there is no moment without a socket.
        Path fresh = folder.resolve("qmp." + instance + ".new");
        server.bind(UnixDomainSocketAddress.of(fresh), 1);
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        thread = new Thread(this::run, "fake-monitor-" + instance);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                serve(server.accept());
            }
        } catch (IOException e) {
            // closed: the end of this machine
        }
    }

    private void serve(SocketChannel client) {
        try (client;
                Reader reader = Channels.newReader(client, StandardCharsets.UTF_8);
                BufferedReader lines = new BufferedReader(reader)) {
            synchronized (this) {
                connection = client;
            }
            send(
                    "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 0, \"minor\": 2, \"major\": 7}}, \"capabilities\": []}}");
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answer(JSON.readTree(line));
            }
        } catch (IOException e) {
            // the connection has ended
        }
    }

    private synchronized void answer(JsonNode command) throws IOException {
        if (mute) {
            return;
        }
        if (command.path("execute").asText().equals("qmp_capabilities")) {
            send("{\"return\": {}}");
        } else if (command.path("execute").asText().equals("query-status")) {
            send("{\"return\": {\"status\": \"" + status + "\", \"running\": " + status.equals("running")
                    + "}, \"id\": " + command.path("id") + "}");
            queries++;
            notifyAll();
        } else {
            send("{\"error\": {\"class\": \"CommandNotFound\", \"desc\": \"unexpected\"}}");
        }
    }

    /** Waits until the host side has asked so often. */
    synchronized FakeMonitor awaitQueries(int count) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (queries < count) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("asked " + queries + " times, not " + count);
            }
            wait(left);
        }
        return this;
    }

    /** The machine's state changes, and the monitor says so. */
    synchronized void event(String event, String newStatus) throws IOException {
        status = newStatus;
        send("{\"timestamp\": {\"seconds\": 1, \"microseconds\": 2}, \"event\": \"" + event + "\"}");
    }

    /** The machine's state changes, and nobody is told. */
    synchronized void becomes(String newStatus) {
        status = newStatus;
    }

    /** From now on it takes commands, and answers none. */
    synchronized void hang() {
        mute = true;
    }

    /** Somebody else talks to it: until that one goes, nobody else is greeted. */
    SocketChannel occupy() throws IOException {
        SocketChannel other = SocketChannel.open(UnixDomainSocketAddress.of(path));
        other.read(ByteBuffer.allocate(8));
        return other;
    }

    /** Ends the connection; the next one is greeted. */
    synchronized void drop() throws IOException {
        if (connection != null) {
            connection.close();
        }
    }

    /** It ends as if killed: its socket is left behind. */
    void die() throws IOException {
        server.close();
        drop();
    }

    synchronized void send(String line) throws IOException {
        SocketChannel to = connection;
        if (to == null) {
            throw new IOException("nobody is connected");
        }
        ByteBuffer out = ByteBuffer.wrap((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        while (out.hasRemaining()) {
            to.write(out);
        }
    }

    @Override
    public void close() throws IOException {
        die();
        Files.deleteIfExists(path);
    }
}
