package org.servergroup.launcher;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds a host side by its operator's socket.
 *
 * @param first where it listens, if somebody said so, or if it is a service
 */
record HostSockets(Path first) {
    private static final String FOLDERS = "servergroup-host-*";

    /** The one that was named. */
    SocketChannel connect() throws IOException {
        try {
            return connect(first);
        } catch (IOException e) {
            throw new IOException("no host side answers at " + first + ": " + Failure.reasonOf(e), e);
        }
    }

    /** The service's, else the only one of this user that runs. */
    SocketChannel find() throws IOException, Failure {
        if (Files.exists(first)) {
            return connect();
        }
        List<Path> answering = new ArrayList<>();
        SocketChannel found = null;
        for (Path each : others()) {
            SocketChannel channel = quietly(each);
            if (channel != null) {
                if (found != null) {
                    found.close();
                }
                found = channel;
                answering.add(each);
            }
        }
        if (found == null) {
            throw new IOException(
                    "no host side answers, neither at " + first + " nor in " + WorkFolder.parent() + "/" + FOLDERS);
        }
        if (answering.size() > 1) {
            found.close();
            throw new Failure(
                    Failure.USAGE,
                    "several host sides run, choose by --socket: "
                            + answering.stream().map(Path::toString).collect(Collectors.joining(", ")));
        }
        return found;
    }

    private static List<Path> others() throws IOException {
        List<Path> sockets = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(WorkFolder.parent(), FOLDERS)) {
            for (Path folder : folders) {
                Path socket = folder.resolve(HostQuery.SOCKET_NAME);
                if (Files.exists(socket) && isOwn(folder)) {
                    sockets.add(socket);
                }
            }
        }
        return sockets;
    }

    /** In a folder for everybody, somebody else could have put one there to be asked. */
    private static boolean isOwn(Path folder) {
        try {
            ShellPath.requireOwn(folder);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static @Nullable SocketChannel quietly(Path path) {
        try {
            return connect(path);
        } catch (IOException e) {
            return null; // left behind by one that was killed
        }
    }

    private static SocketChannel connect(Path path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }
}
