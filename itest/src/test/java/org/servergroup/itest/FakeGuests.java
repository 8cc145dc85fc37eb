package org.servergroup.itest;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Guests as the host sees them: sockets on which QEMU listens. Each broadcasts again and again, whoever listens. */
final class FakeGuests implements AutoCloseable {
    private static final byte[] BROADCAST = ("\n{\"data\":{\"version\":2,\"msg_type\":\"broadcast\",\"data\":\""
                    + "x".repeat(200)
                    + "\"},\"version\":2,\"dest_addr\":\"cgcs.server_grp\",\"source_addr\":\"cgcs.server_grp\"}\n")
            .getBytes(StandardCharsets.UTF_8);
    private static final long PERIOD_MILLIS = 10;

    private final Selector selector;
    private final List<FakeGuest> guests = new ArrayList<>();
    private final Thread thread;
    private volatile boolean closed;

    FakeGuests(Path folder, int count) throws IOException {
        selector = Selector.open();
        for (int i = 0; i < count; i++) {
            guests.add(new FakeGuest(folder.resolve("cgcs.messaging.instance-" + i + ".sock")));
        }
        thread = new Thread(this::run, "fake guests");
        thread.start();
    }

    /** How many have been connected more often than this. */
    long connectedMoreThan(int times) {
        return guests.stream().filter(guest -> guest.connects.get() > times).count();
    }

    /** How many have heard something over their latest connection, which is later than this one. */
    long heardAfter(int times) {
        return guests.stream().filter(guest -> guest.heardOn.get() > times).count();
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(this::serve, PERIOD_MILLIS);
                for (FakeGuest guest : guests) {
                    guest.broadcast();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(SelectionKey key) {
        ((FakeGuest) key.attachment()).ready(key);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (FakeGuest guest : guests) {
            guest.close();
        }
        selector.close();
    }

    /** Like QEMU, it serves one connection at a time, throws away what nobody takes, and goes on listening. */
    private final class FakeGuest {
        private final Path path;
        private final ServerSocketChannel server;
        private final ByteBuffer in = ByteBuffer.allocate(1 << 16);
        private final AtomicInteger connects = new AtomicInteger();
        private final AtomicInteger heardOn = new AtomicInteger();
        private final ByteBuffer out = ByteBuffer.wrap(BROADCAST).limit(0);
        private @Nullable SocketChannel connection;

        FakeGuest(Path path) throws IOException {
            this.path = path;
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(path), 1);
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT, this);
        }

        void ready(SelectionKey key) {
            try {
                if (key.isAcceptable()) {
                    accept();
                } else {
                    read((SocketChannel) key.channel());
                }
            } catch (IOException e) {
                disconnected();
            }
        }

        private void accept() throws IOException {
            SocketChannel accepted = server.accept();
            if (accepted == null) {
                return;
            }
            disconnected();
            accepted.configureBlocking(false);
            accepted.register(selector, SelectionKey.OP_READ, this);
            connection = accepted;
            connects.incrementAndGet();
        }

        private void read(SocketChannel from) throws IOException {
            if (from.read(in.clear()) < 0) {
                throw new IOException("disconnected");
            }
            heardOn.set(connects.get());
        }

        void broadcast() {
            if (connection == null) {
                return;
            }
            if (!out.hasRemaining()) {
                out.clear();
            }
            try {
                connection.write(out);
            } catch (IOException e) {
                disconnected();
            }
        }

        private void disconnected() {
            out.limit(0);
            if (connection != null) {
                try {
                    connection.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            connection = null;
        }

        void close() throws IOException {
            disconnected();
            server.close();
            Files.deleteIfExists(path);
        }
    }
}
