package org.servergroup;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whiteboard service that hears of state changes of the other members.
 *
 * <p>Threads, order and limits as with {@link BroadcastListener}.
 */
@ConsumerType
@FunctionalInterface
public interface NotificationListener {
    /** The state of another member has changed. */
    void received(Notification notification);
}
