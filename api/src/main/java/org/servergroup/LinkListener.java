package org.servergroup;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whiteboard service that hears whether messages can get through to the host (in a client: to the agent).
 *
 * <p>Told the present state once when it is registered, then every change. Threads, order and limits as with
 * {@link BroadcastListener}.
 */
@ConsumerType
public interface LinkListener {
    /** The other end is there. */
    void linkUp();

    /**
     * The other end has gone; messages wait in a bounded queue until it is back.
     *
     * @param reason in plain words, for a log or an operator
     */
    void linkDown(String reason);
}
