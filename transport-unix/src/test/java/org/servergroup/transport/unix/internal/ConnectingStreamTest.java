package org.servergroup.transport.unix.internal;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.servergroup.channel.LineSettings;
import org.servergroup.spi.HostTransport;
import org.servergroup.transport.contract.FarEnd;
import org.servergroup.transport.contract.HostTransportContract;
import org.servergroup.transport.contract.StreamFarEnd;

class ConnectingStreamTest extends HostTransportContract {
    @TempDir
    private Path directory;

    private int count;

    private Path path() {
        return directory.resolve("socket" + count);
    }

    @Override
    protected FarEnd farEnd() throws IOException {
        count++;
        return new StreamFarEnd(path(), true);
    }

    @Override
    protected HostTransport transport(LineSettings settings) {
        return new StreamTransport(path(), false, settings);
    }

    @Override
    protected boolean reconnects() {
        return false;
    }

    @Override
    protected boolean lastNewlineMayBeMissing() {
        return false;
    }
}
