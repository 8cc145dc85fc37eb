package org.servergroup.transport.unix.internal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.servergroup.posix.DatagramSocket;
import org.servergroup.posix.Epoll;
import org.servergroup.posix.PosixException;

/**
 * The loop's watch for what arrives at the socket. While it is on, the kernel calls it, too, whenever somebody reads what
 * was sent from the socket, in the reader's time: so it is off while much is sent. Guarded by the lock of the outlet, but
 * for the failure.
 */
final class SocketWatch {
    private final Epoll epoll;
    private final DatagramSocket socket;
    private final int token;
    private final Runnable wake;
    private volatile @Nullable IOException failure;

    /** @param wake makes the loop look at {@link #check} */
    SocketWatch(Epoll epoll, DatagramSocket socket, int token, Runnable wake) {
        this.epoll = epoll;
        this.socket = socket;
        this.token = token;
        this.wake = wake;
    }

    /** Tells at once what has arrived meanwhile. */
    void begin() throws PosixException {
        epoll.add(socket.descriptor(), Epoll.IN | Epoll.EDGE, token);
    }

    /** Nothing is told until {@link #resume}. */
    void pause() {
        try {
            epoll.remove(socket.descriptor());
        } catch (PosixException e) {
            failed(e);
        }
    }

    void resume() {
        try {
            begin();
        } catch (PosixException e) {
            failed(e);
        }
    }

    private void failed(IOException cause) {
        failure = cause;
        wake.run();
    }

    /** Throws what has failed: nothing would be received any more. */
    void check() throws IOException {
        IOException cause = failure;
        if (cause != null) {
            throw cause;
        }
    }
}
