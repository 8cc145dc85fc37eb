package org.servergroup.transport.virtio.internal;

import java.io.IOException;
import java.nio.file.Path;
import org.servergroup.channel.LineSettings;
import org.servergroup.posix.Pty;
import org.servergroup.spi.HostTransport;
import org.servergroup.transport.contract.FarEnd;
import org.servergroup.transport.contract.HostTransportContract;
import org.servergroup.transport.contract.PtyFarEnd;

class VirtioOnPtyTest extends HostTransportContract {
    private Path device = Path.of("/dev/null");

    @Override
    protected FarEnd farEnd() throws IOException {
        Pty pty = new Pty();
        device = pty.device();
        return new PtyFarEnd(pty);
    }

    @Override
    protected HostTransport transport(LineSettings settings) {
        return new VirtioTransport(device, settings);
    }

    @Override
    protected boolean reconnects() {
        return false;
    }

    @Override
    protected boolean lastNewlineMayBeMissing() {
        return true;
    }
}
