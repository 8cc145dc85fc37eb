package org.servergroup;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whiteboard service that handles what the host sends to an address.
 *
 * <p>Registered with the service property {@link #ADDRESS}: one or more addresses. Every handler of an address gets each
 * message, and so does the local application bound to it. Threads, order and limits as with {@link BroadcastListener}.
 */
@ConsumerType
@FunctionalInterface
public interface MessageHandler {
    /** Service property, {@code String+}: the address or addresses to handle, for example {@code cgcs.scale}. */
    String ADDRESS = "servergroup.address";

    /** A message for the address has arrived. */
    void received(Message message);
}
