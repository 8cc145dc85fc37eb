package org.servergroup.messaging;

import java.io.IOException;
import org.servergroup.NotAcceptedException;

/** The way out of an {@link Endpoint}: to the host in the agent, to the agent's socket in a client. Thread-safe. */
@FunctionalInterface
public interface Outlet {
    /**
     * Puts the data into an envelope and sends it. Returns once it is accepted, which is not yet delivery. Under
     * back-pressure it blocks the caller, which is never a reader thread, for a bounded time.
     *
     * @param sourceAddress the address that answers come to; valid as a local address
     * @param destinationAddress the address on the host; neither empty nor longer than a local address
     * @param data one JSON value in UTF-8, already checked; not changed and not kept
     * @throws IllegalArgumentException if the envelope is longer than can be carried, or this outlet cannot send from
     *     that source address; says so with the limit
     * @throws NotAcceptedException if it was not accepted in time; nothing was sent
     * @throws IOException if sending failed for another reason
     */
    void send(String sourceAddress, String destinationAddress, byte[] data) throws IOException;
}
