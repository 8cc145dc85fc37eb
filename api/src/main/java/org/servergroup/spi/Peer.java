package org.servergroup.spi;

import java.util.Objects;

/**
 * A local application, as the kernel vouches for it.
 *
 * @param address where it is bound, and where answers go
 * @param pid its process, 0 if unknown
 * @param uid its user, -1 if unknown
 * @param gid its group, -1 if unknown
 */
public record Peer(LocalAddress address, int pid, int uid, int gid) {
    /** Checks that the address is there. */
    public Peer {
        Objects.requireNonNull(address, "address");
    }
}
