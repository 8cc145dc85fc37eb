package org.servergroup.transport.unix.internal;

import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.servergroup.channel.Wire;
import org.servergroup.posix.Descriptor;
import org.servergroup.posix.Epoll;
import org.servergroup.posix.NativeBuffer;
import org.servergroup.posix.StreamSocket;

/** Stands where QEMU's socket would: one connection at a time, the next ones wait in the backlog. */
final class ListeningWire implements Wire {
    private static final int LISTENER = 1;
    private static final int CONNECTION = 2;

    private final SocketFile file;
    private @Nullable Epoll epoll;
    private @Nullable Connection connection;
    private volatile String reason = "not connected yet";

    ListeningWire(SocketFile file) {
        this.file = file;
    }

    @Override
    public void start(Epoll epoll) throws IOException {
        this.epoll = epoll;
        epoll.add(file.listener(), Epoll.IN | Epoll.EDGE, LISTENER);
    }

    /** Somebody's coming is told by the listener. */
    @Override
    public int watchRoom(boolean wanted) {
        Connection current = connection;
        return current == null ? 1 : orAway(current.watchRoom(wanted));
    }

    @Override
    public boolean ready(int token, int events) throws IOException {
        if (connection == null) {
            return accept();
        }
        if (token == CONNECTION) {
            connection.event(events);
        }
        return true;
    }

    private boolean accept() throws IOException {
        Descriptor accepted = StreamSocket.accept(file.listener());
        if (accepted == null || epoll == null) {
            return false;
        }
        Connection next = new Connection(accepted);
        connection = next;
        next.start(epoll, CONNECTION);
        return true;
    }

    @Override
    public int read(NativeBuffer target, int offset, int length) {
        Connection current = connection;
        return current == null ? AGAIN : orAway(current.read(target, offset, length));
    }

    @Override
    public boolean shortReadEnds() {
        Connection current = connection;
        return current == null || current.shortReadEnds();
    }

    @Override
    public int write(NativeBuffer source, int offset, int length) {
        Connection current = connection;
        return current == null ? AGAIN : orAway(current.write(source, offset, length));
    }

    private static int orAway(int result) {
        return result == BROKEN ? AWAY : result;
    }

    @Override
    public boolean away() throws IOException {
        Connection gone = connection;
        if (gone != null) {
            reason = String.valueOf(gone.failure().getMessage());
            gone.close();
            connection = null;
        }
        return accept();
    }

    @Override
    public String reason() {
        return reason;
    }

    @Override
    public IOException failure() {
        return new EOFException(reason);
    }

    @Override
    public boolean survivesClose() {
        return false;
    }

    @Override
    public void close() {
        Connection current = connection;
        if (current != null) {
            current.close();
        }
        file.close();
    }
}
