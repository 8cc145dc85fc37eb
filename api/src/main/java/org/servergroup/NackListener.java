package org.servergroup;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whiteboard service that hears of messages which the host or the agent refused or had to drop.
 *
 * <p>Threads, order and limits as with {@link BroadcastListener}.
 */
@ConsumerType
@FunctionalInterface
public interface NackListener {
    /** A message that was sent from here was refused or dropped. */
    void received(Nack nack);
}
