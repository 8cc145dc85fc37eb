package org.servergroup.transport.unix.internal;

import java.io.IOException;
import org.servergroup.channel.Wire;
import org.servergroup.posix.Descriptor;
import org.servergroup.posix.Epoll;
import org.servergroup.posix.NativeBuffer;

/** A connection that we have made: connected from the start, and of no more use when it ends. */
final class ConnectingWire implements Wire {
    private final Connection connection;

    ConnectingWire(Descriptor socket) {
        this.connection = new Connection(socket);
    }

    @Override
    public void start(Epoll epoll) throws IOException {
        connection.start(epoll, 1);
    }

    @Override
    public int watchRoom(boolean wanted) {
        return connection.watchRoom(wanted);
    }

    @Override
    public boolean ready(int token, int events) {
        connection.event(events);
        return true;
    }

    @Override
    public int read(NativeBuffer target, int offset, int length) {
        return connection.read(target, offset, length);
    }

    @Override
    public boolean shortReadEnds() {
        return connection.shortReadEnds();
    }

    @Override
    public int write(NativeBuffer source, int offset, int length) {
        return connection.write(source, offset, length);
    }

    @Override
    public boolean away() {
        return false;
    }

    @Override
    public String reason() {
        return String.valueOf(connection.failure().getMessage());
    }

    @Override
    public IOException failure() {
        return connection.failure();
    }

    @Override
    public boolean survivesClose() {
        return false;
    }

    @Override
    public void close() {
        connection.close();
    }
}
