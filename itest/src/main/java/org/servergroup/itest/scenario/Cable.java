package org.servergroup.itest.scenario;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The line between a guest and the host, which can be cut and mended: takes the host's connections at one UNIX socket and
 * passes all bytes on to the guest's, both ways.
 */
final class Cable implements AutoCloseable {
    private final Path hostEnd;
    private final Path guestEnd;
    private @Nullable ServerSocketChannel listening;
    private @Nullable SocketChannel host;
    private @Nullable SocketChannel guest;

    Cable(Path hostEnd, Path guestEnd) {
        this.hostEnd = hostEnd;
        this.guestEnd = guestEnd;
    }

    /** Lets the host connect. */
    synchronized void plug() throws IOException {
        Files.deleteIfExists(hostEnd);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(hostEnd));
        listening = server;
        run("accept", () -> accept(server));
    }

    /** Ends the connection, and refuses others until it is plugged in again. */
    synchronized void cut() throws IOException {
        if (listening != null) {
            listening.close();
        }
        disconnect();
    }

    @Override
    public void close() throws IOException {
        cut();
        Files.deleteIfExists(hostEnd);
    }

    private void accept(ServerSocketChannel server) throws IOException {
        while (true) {
            SocketChannel accepted = server.accept();
            try (accepted;
                    SocketChannel toGuest = SocketChannel.open(UnixDomainSocketAddress.of(guestEnd))) {
                synchronized (this) {
                    host = accepted;
                    guest = toGuest;
                }
                run("to guest", () -> copy(accepted, toGuest));
                copy(toGuest, accepted);
            } catch (IOException e) {
                // The guest is not there: the host's connection ends, and it tries again.
            }
        }
    }

    private void copy(SocketChannel from, SocketChannel to) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        try (from;
                to) {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException e) {
            // One end has gone, and the other goes with it: that is what a cable is for.
        }
    }

    private synchronized void disconnect() throws IOException {
        if (host != null) {
            host.close();
        }
        if (guest != null) {
            guest.close();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void run(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // Cut.
                    }
                },
                "cable " + name);
        thread.setDaemon(true);
        thread.start();
    }
}
