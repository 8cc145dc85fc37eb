package org.servergroup.transport.contract;

import java.io.IOException;

/** Where the host would be. One thread may read while another writes. */
public interface FarEnd extends AutoCloseable {
    /** Connects, or accepts the connection, where that is for this end to do. The channel is open. */
    void connect() throws IOException;

    /** Writes everything, waiting for room. */
    void write(byte[] bytes) throws IOException;

    /** Reads what is there, waiting for it; nothing at the end or after the time-out. */
    byte[] read(int timeoutMillis) throws IOException;

    /** Goes away, without reading what is left. */
    void disconnect() throws IOException;

    @Override
    void close() throws IOException;
}
