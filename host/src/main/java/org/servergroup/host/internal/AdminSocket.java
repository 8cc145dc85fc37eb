package org.servergroup.host.internal;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The operator's socket: for its owner only. Loop thread only. */
final class AdminSocket implements EventLoop.Handler {
    private static final System.Logger LOG = System.getLogger("org.servergroup.host");
    private static final int MAX_CONNECTIONS = 32;

    private final EventLoop loop;
    private final Operator operator;
    private final Path path;
    private final ServerSocketChannel server;
    private final Set<AdminConnection> connections = new HashSet<>();

    /**
     * Listens.
     *
     * @throws IOException if another process listens there, or the path cannot be used
     */
    AdminSocket(EventLoop loop, Operator operator, Path path) throws IOException {
        this.loop = loop;
        this.operator = operator;
        this.path = path;
        removeStale(path);
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            server.configureBlocking(false);
            loop.register(server, SelectionKey.OP_ACCEPT, this);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static void removeStale(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        // Nobody listens at a file either, and that would be taken for a left-over.
        if (Files.isRegularFile(path) || Files.isDirectory(path)) {
            throw new IOException("there is something else at " + path);
        }
        SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            probe.connect(UnixDomainSocketAddress.of(path));
            throw new IOException("another process listens on " + path);
        } catch (ConnectException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0} was left by a process that is gone", path);
        } finally {
            probe.close();
        }
        Files.delete(path);
    }

    @Override
    public void ready(SelectionKey key) {
        try {
            SocketChannel accepted = server.accept();
            if (accepted == null) {
                return;
            }
            if (connections.size() >= MAX_CONNECTIONS) {
                accepted.close();
                return;
            }
            accepted.configureBlocking(false);
            connections.add(new AdminConnection(loop, operator, accepted, connections::remove));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "an operator could not be served: {0}", e.getMessage());
        }
    }

    void close() {
        for (AdminConnection connection : List.copyOf(connections)) {
            connection.close();
        }
        try {
            server.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing the operator's socket", e);
        }
    }
}
