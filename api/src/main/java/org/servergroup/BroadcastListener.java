package org.servergroup;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whiteboard service that hears the broadcasts of other members.
 *
 * <p>Called on a delivery thread, one call at a time for each listener, in the order of arrival. A listener that throws
 * or hangs disturbs nobody else; one that is too slow for its bounded queue loses messages, which are counted and
 * logged.
 */
@ConsumerType
@FunctionalInterface
public interface BroadcastListener {
    /** Another member has broadcast a text. */
    void received(Broadcast broadcast);
}
