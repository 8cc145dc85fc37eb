package org.servergroup.transport.unix.internal;

import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.servergroup.channel.Wire;
import org.servergroup.posix.Descriptor;
import org.servergroup.posix.Epoll;
import org.servergroup.posix.Errno;
import org.servergroup.posix.NativeBuffer;
import org.servergroup.posix.PosixException;

/** One connected stream socket: bytes, and how it ended. */
final class Connection {
    private static final int GONE = Epoll.HUP | Epoll.RDHUP | Epoll.ERR;
    private static final int ALWAYS = Epoll.IN | Epoll.RDHUP | Epoll.EDGE;

    private final Descriptor socket;
    private @Nullable Epoll epoll;
    private int token;
    private boolean roomWatched;
    private boolean ending;
    private volatile IOException failure;

    Connection(Descriptor socket) {
        this.socket = socket;
        this.failure = new EOFException(socket.subject() + ": closed by the other end");
    }

    void start(Epoll epoll, int token) throws IOException {
        epoll.add(socket, ALWAYS | Epoll.OUT, token);
        this.epoll = epoll;
        this.token = token;
        this.roomWatched = true;
    }

    int watchRoom(boolean wanted) {
        Epoll watching = epoll;
        if (wanted != roomWatched && watching != null) {
            try {
                watching.modify(socket, wanted ? ALWAYS | Epoll.OUT : ALWAYS, token);
            } catch (IOException e) {
                failure = e;
                return Wire.BROKEN;
            }
            roomWatched = wanted;
        }
        return 1;
    }

    void event(int events) {
        ending |= (events & GONE) != 0;
    }

    /** Reads; {@link Wire#BROKEN} at the end of the stream and after an error. */
    int read(NativeBuffer target, int offset, int length) {
        int read = socket.read(target, offset, length);
        if (read > 0) {
            return read;
        }
        return read == 0 ? Wire.BROKEN : failed("read", read);
    }

    /** The end of the stream can hide behind the last bytes without an edge of its own. */
    boolean shortReadEnds() {
        return !ending;
    }

    int write(NativeBuffer source, int offset, int length) {
        int written = socket.write(source, offset, length);
        return written >= 0 ? written : failed("write", written);
    }

    private int failed(String call, int error) {
        if (error == -Errno.EAGAIN || error == -Errno.EINTR) {
            return Wire.AGAIN;
        }
        failure = new PosixException(call, socket.subject(), error);
        return Wire.BROKEN;
    }

    /** Why it ended. */
    IOException failure() {
        return failure;
    }

    void close() {
        socket.close();
    }
}
