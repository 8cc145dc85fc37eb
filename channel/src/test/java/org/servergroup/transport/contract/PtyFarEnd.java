package org.servergroup.transport.contract;

import java.io.IOException;
import org.servergroup.posix.Pty;

/** The master side of a pseudo-terminal. */
public final class PtyFarEnd implements FarEnd {
    private static final int READ_BYTES = 64 * 1024;

    private final Pty pty;

    /** Takes over the pseudo-terminal. */
    public PtyFarEnd(Pty pty) {
        this.pty = pty;
    }

    @Override
    public void connect() {
        // It is from the start.
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        pty.write(bytes);
    }

    @Override
    public byte[] read(int timeoutMillis) throws IOException {
        return pty.read(READ_BYTES, timeoutMillis);
    }

    @Override
    public void disconnect() {
        pty.close();
    }

    @Override
    public void close() {
        pty.close();
    }
}
