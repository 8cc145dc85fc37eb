package org.servergroup.transport.unix.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.servergroup.posix.Descriptor;
import org.servergroup.posix.Errno;
import org.servergroup.posix.Holder;
import org.servergroup.posix.PosixException;
import org.servergroup.posix.StreamSocket;
import org.servergroup.spi.AddressInUseException;

/** A socket file that we listen on: it replaces one that nobody listens on any more, and goes when we do. */
final class SocketFile {
    private static final int BACKLOG = 4;
    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET = 0140000;

    private final Path path;
    private final Descriptor listener;
    private final Object identity;

    private SocketFile(Path path, Descriptor listener) throws IOException {
        this.path = path;
        this.listener = listener;
        this.identity = identity(path);
    }

    /** Listens. Only the owner may connect: whoever does is the host. */
    static SocketFile listen(Path path) throws IOException {
        Descriptor listener;
        try {
            listener = StreamSocket.listen(path.toString(), BACKLOG);
        } catch (PosixException e) {
            if (e.number() != Errno.EADDRINUSE) {
                throw e;
            }
            removeStale(path);
            listener = StreamSocket.listen(path.toString(), BACKLOG);
        }
        try {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            return new SocketFile(path, listener);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
    }

    private static void removeStale(Path path) throws IOException {
        Object mode = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if (!(mode instanceof Integer bits) || (bits & FILE_TYPE) != SOCKET) {
            throw new AddressInUseException("listen " + path + ": there is a file with that name, not a socket");
        }
        try {
            StreamSocket.connect(path.toString()).close();
        } catch (PosixException e) {
            if (e.number() == Errno.ECONNREFUSED) {
                Files.deleteIfExists(path);
                return;
            }
            if (e.number() != Errno.EAGAIN) {
                throw e;
            }
        }
        String holder =
                Holder.ofSocket(path.toString()).map(found -> ", " + found).orElse("");
        throw new AddressInUseException("listen " + path + ": somebody else listens there" + holder);
    }

    Descriptor listener() {
        return listener;
    }

    /** Closes, and removes the file unless another one has taken its place. */
    void close() {
        listener.close();
        try {
            if (identity.equals(identity(path))) {
                Files.delete(path);
            }
        } catch (IOException e) {
            // It is gone already, which is all we want.
        }
    }

    private static Object identity(Path path) throws IOException {
        return Map.copyOf(Files.readAttributes(path, "unix:dev,ino", LinkOption.NOFOLLOW_LINKS));
    }
}
