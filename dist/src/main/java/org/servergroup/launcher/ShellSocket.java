package org.servergroup.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/**
 * The operator's socket, for its owner only. Each line is a command; the answer is a line with its status (0 done, 1 failed,
 * 2 misused) and its length in bytes, and then so many bytes.
 */
final class ShellSocket implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.servergroup.launcher");
    private static final int MAX_CONNECTIONS = 8;
    private static final int MAX_LINE = 16384;
    private static final int MAX_ATTEMPTS = 5;

    private final Path path;
    private final ShellCommands commands;
    private final ServerSocketChannel server;
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();

    private ShellSocket(Path path, ShellCommands commands, ServerSocketChannel server) {
        this.path = path;
        this.commands = commands;
        this.server = server;
    }

    /** The socket of this process. An agent that cannot have one does its work without. */
    static @Nullable ShellSocket open(
            BundleContext context, Distribution distribution, @Nullable Path work, Settings settings) {
        try {
            Path path = ShellPath.of(work, ShellPath.address(settings.byComponent()));
            return listen(path, new ShellCommands(context, distribution.shellLanguage()));
        } catch (BindException e) {
            // Then the local address is most likely taken too, which is what the operator has to be told.
            LOG.log(Level.INFO, "no operator's shell: " + Failure.reasonOf(e));
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "no operator's shell: " + Failure.reasonOf(e));
        }
        return null;
    }

    /** Listens there; a folder for it is made if need be. */
    static ShellSocket listen(Path path, ShellCommands commands) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return bind(path, commands);
            } catch (IOException e) {
                // An agent that shares the folder and ends just now may have removed it.
                if (attempt == MAX_ATTEMPTS || Files.exists(ShellPath.folder(path))) {
                    throw e;
                }
            }
        }
    }

    private static ShellSocket bind(Path path, ShellCommands commands) throws IOException {
        ShellPath.prepare(ShellPath.folder(path));
        removeStale(path);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        ShellSocket socket = new ShellSocket(path, commands, server);
        start(socket::accept, "servergroup-shell");
        return socket;
    }

    private static void removeStale(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        if (answers(path)) {
            throw new BindException("another agent listens on " + path);
        }
        Files.delete(path);
    }

    private static boolean answers(Path path) throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return probe.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException e) {
            return false; // left by a process that is gone
        }
    }

    private static void start(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel connection = server.accept();
                if (connections.size() >= MAX_CONNECTIONS) {
                    connection.close();
                    continue;
                }
                connections.add(connection);
                start(() -> serve(connection), "servergroup-shell-session");
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.log(Level.WARNING, "no operator's shell any more: " + Failure.reasonOf(e));
                return;
            }
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            Reader in = new BufferedReader(
                    new InputStreamReader(Channels.newInputStream(connection), StandardCharsets.UTF_8), 1024);
            OutputStream out = Channels.newOutputStream(connection);
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c != '\n') {
                    line.append((char) c);
                } else {
                    answer(line.toString(), out);
                    line.setLength(0);
                }
                if (line.length() > MAX_LINE) {
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "an operator's connection has ended", e);
        } finally {
            connections.remove(connection);
        }
    }

    private void answer(String line, OutputStream out) throws IOException {
        ShellCommands.Answer answer = commands.run(line);
        byte[] text = answer.text().getBytes(StandardCharsets.UTF_8);
        out.write((answer.status() + " " + text.length + "\n").getBytes(StandardCharsets.US_ASCII));
        out.write(text);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (SocketChannel connection : connections) {
            connection.close();
        }
        Files.deleteIfExists(path);
        Path folder = ShellPath.folder(path);
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            LOG.log(Level.DEBUG, "{0} is used by other agents", folder);
        }
    }
}
