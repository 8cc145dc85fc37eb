package org.servergroup.transport.unix.internal;

import java.nio.file.Path;
import org.servergroup.channel.LineSettings;
import org.servergroup.spi.HostTransport;
import org.servergroup.spi.LocalTransport;

/** The real transports, for tests that put everything together. */
public final class UnixTransports {
    private UnixTransports() {}

    /** A host channel on a socket that it listens on, where QEMU's would be. */
    public static HostTransport listening(Path path) {
        return new StreamTransport(path, true, LineSettings.DEFAULT);
    }

    /** A host channel on a socket that it connects to. */
    public static HostTransport connecting(Path path) {
        return new StreamTransport(path, false, LineSettings.DEFAULT);
    }

    /** The local channel, for the legacy address. */
    public static LocalTransport local() {
        return new DatagramTransport();
    }
}
