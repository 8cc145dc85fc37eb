package org.servergroup.transport.unix.internal;

import org.servergroup.spi.LocalTransport;
import org.servergroup.transport.contract.LocalTransportContract;

class DatagramTransportTest extends LocalTransportContract {
    @Override
    protected LocalTransport transport(int maxDatagramBytes, int peerQueueBytes) {
        return new DatagramTransport(new DatagramSettings(
                "sgt.unused",
                maxDatagramBytes,
                peerQueueBytes,
                DatagramSettings.SEND_BUFFER_BYTES,
                DatagramSettings.PEERS_MAX,
                new AllowedUsers()));
    }
}
