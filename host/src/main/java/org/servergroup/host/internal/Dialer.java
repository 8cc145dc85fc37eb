package org.servergroup.host.internal;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Connects to UNIX sockets: at once or not at all. */
final class Dialer {
    /** Why there is no connection, as far as it matters for what is to be done. */
    enum Obstacle {
        /** This user may not connect. */
        DENIED,
        /** Nobody listens. */
        REFUSED,
        /** Whoever listens has others to accept before. */
        BUSY,
        /** Anything else. */
        OTHER;

        /** By types: the texts are the C library's, in the language of the locale. */
        static Obstacle of(Exception cause) {
            if (cause instanceof BusyException) {
                return BUSY;
            }
            if (cause instanceof ConnectException) {
                return REFUSED;
            }
            // What Java makes of EACCES and EPERM; nothing is bound here.
            return cause instanceof BindException ? DENIED : OTHER;
        }
    }

    private static final class BusyException extends IOException {
        private static final long serialVersionUID = 1;

        /** What EAGAIN comes as, which has no type of its own: in another language it stays what it is. */
        static final String TEXT = "Resource temporarily unavailable";

        BusyException() {
            super("others wait to be connected, too");
        }
    }

    private Dialer() {}

    /**
     * An open channel that does not block.
     *
     * @throws IOException if nobody accepts now; {@link Obstacle#of} tells of what kind that is
     */
    static SocketChannel connect(Path path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.configureBlocking(false);
            // A UNIX socket connects at once or not at all: "in progress" means that the other end's backlog is full.
            if (!channel.connect(UnixDomainSocketAddress.of(path))) {
                throw new BusyException();
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            EventLoop.close(channel);
            if (BusyException.TEXT.equals(e.getMessage())) {
                throw new BusyException();
            }
            throw e;
        }
    }
}
