package org.servergroup.transport.virtio.internal;

import java.io.IOException;
import org.servergroup.posix.Epoll;
import org.servergroup.posix.NativeBuffer;

/** The system calls on an open port. What they mean is for {@link PortWire} to say. */
interface Port {
    /** Where it was opened. */
    String device();

    void watch(Epoll epoll, int mask, int token) throws IOException;

    /** Watches with another mask, and looks at once whether something of it is there already. */
    void rewatch(Epoll epoll, int mask, int token) throws IOException;

    /** How many bytes, 0, or a negated error number. */
    int read(NativeBuffer target, int offset, int length);

    /** How many bytes, or a negated error number. */
    int write(NativeBuffer source, int offset, int length);

    /** Waits for room to write; false if there is none in that time, or the host is away. */
    boolean awaitRoom(int timeoutMillis);

    void close();
}
