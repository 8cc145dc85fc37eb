package org.servergroup.transport.unix.internal;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.servergroup.channel.LineSettings;
import org.servergroup.spi.HostTransport;
import org.servergroup.transport.contract.FarEnd;
import org.servergroup.transport.contract.HostTransportContract;
import org.servergroup.transport.contract.StreamFarEnd;

class ListeningStreamTest extends HostTransportContract {
    @TempDir
    private Path directory;

    private Path path() {
        return directory.resolve("socket");
    }

    @Override
    protected FarEnd farEnd() throws IOException {
        return new StreamFarEnd(path(), false);
    }

    @Override
    protected HostTransport transport(LineSettings settings) {
        return new StreamTransport(path(), true, settings);
    }

    @Override
    protected boolean reconnects() {
        return true;
    }

    @Override
    protected boolean lastNewlineMayBeMissing() {
        return false;
    }
}
