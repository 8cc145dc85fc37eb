package org.servergroup.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.servergroup.posix.Epoll;
import org.servergroup.posix.NativeBuffer;

/** A wire that takes as many bytes as it is told to. */
final class ScriptedWire implements Wire {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private int room = Integer.MAX_VALUE;
    private int writes;

    /** Takes so many more bytes, then none. */
    void takes(int bytes) {
        room = bytes;
    }

    void reset() {
        written.reset();
        writes = 0;
    }

    String written() {
        return written.toString(UTF_8);
    }

    int writes() {
        return writes;
    }

    @Override
    public int write(NativeBuffer source, int offset, int length) {
        int taken = Math.min(room, length);
        if (taken == 0) {
            return AGAIN;
        }
        byte[] bytes = new byte[taken];
        source.get(offset, bytes, 0, taken);
        written.write(bytes, 0, taken);
        room -= taken;
        writes++;
        return taken;
    }

    @Override
    public void start(Epoll epoll) {
        // Nothing to watch.
    }

    @Override
    public int watchRoom(boolean wanted) {
        return 1;
    }

    @Override
    public boolean ready(int token, int events) {
        return true;
    }

    @Override
    public int read(NativeBuffer target, int offset, int length) {
        return AGAIN;
    }

    @Override
    public boolean shortReadEnds() {
        return true;
    }

    @Override
    public boolean away() {
        return false;
    }

    @Override
    public String reason() {
        return "scripted";
    }

    @Override
    public IOException failure() {
        return new IOException("scripted");
    }

    @Override
    public boolean survivesClose() {
        return false;
    }

    @Override
    public void close() {
        // Nothing to close.
    }
}
