package org.servergroup.transport.unix.internal;

import org.servergroup.protocol.Limits;
import org.servergroup.spi.LocalAddress;

/**
 * What the local channel may be told.
 *
 * @param address where it is bound, unless who opens it says otherwise
 * @param namespace what every name on this machine starts with
 * @param maxDatagramBytes the longest datagram that is taken
 * @param peerQueueBytes how much waits for a peer that does not read, before the sender has to wait
 * @param sendBufferBytes how much the kernel is asked to hold of what peers have not read
 * @param peersMax how many peers are remembered, and for how many something may wait
 * @param allowed whose datagrams are taken
 */
record DatagramSettings(
        String address,
        Namespace namespace,
        int maxDatagramBytes,
        int peerQueueBytes,
        int sendBufferBytes,
        int peersMax,
        AllowedUsers allowed) {
    static final int PEER_QUEUE_BYTES = 256 * 1024;
    static final int SEND_BUFFER_BYTES = 8 * 1024 * 1024;
    static final int PEERS_MAX = 1024;

    static final DatagramSettings DEFAULT = new DatagramSettings(
            Limits.AGENT_ADDRESS,
            Namespace.NONE,
            Limits.MAX_DATAGRAM_BYTES,
            PEER_QUEUE_BYTES,
            SEND_BUFFER_BYTES,
            PEERS_MAX,
            new AllowedUsers());

    private static final int MEBIBYTE = 1024 * 1024;

    DatagramSettings {
        if (!namespace.fits(LocalAddress.of(address))) {
            throw new IllegalArgumentException(
                    "address and namespace are longer than " + LocalAddress.MAX_BYTES + " bytes");
        }
        check("max_datagram_bytes", maxDatagramBytes, 1024, 4 * MEBIBYTE);
        check("peer_queue_bytes", peerQueueBytes, 1024, 64 * MEBIBYTE);
        check("send_buffer_bytes", sendBufferBytes, 4096, 256 * MEBIBYTE);
        check("peers_max", peersMax, 1, 65536);
    }

    private static void check(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + ", not " + value);
        }
    }
}
