package org.servergroup;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.osgi.util.promise.Promise;

/**
 * The server group this virtual machine belongs to. Thread-safe.
 *
 * <p>What the group tells comes to whiteboard services: {@link BroadcastListener}, {@link NotificationListener},
 * {@link NackListener} and {@link LinkListener}. The service stays the same while transports come and go. Delivery is
 * best effort: no order across senders, no acknowledgement (PROTOCOL.md section 4).
 */
@ProviderType
public interface ServerGroup {

    /** The longest broadcast, in bytes of UTF-8. */
    int MAX_BROADCAST_BYTES = 3050;

    /** The longest envelope of a broadcast once encoded, in bytes: the receive buffer of a legacy host. */
    int MAX_ENVELOPE_BYTES = 4096;

    /**
     * Sends a text to every other member of the group.
     *
     * <p>Returns once the message is accepted for sending, which is not yet delivery. Blocks while there is
     * back-pressure, for a bounded, configured time.
     *
     * @param text at most {@link #MAX_BROADCAST_BYTES} bytes of UTF-8, without a newline or a NUL character; characters
     *     that JSON escapes count towards {@link #MAX_ENVELOPE_BYTES} with their escapes
     * @throws IllegalArgumentException if the text breaks one of these rules; says which and by how much
     * @throws NotAcceptedException if the message was not accepted in time; nothing was sent
     * @throws IOException if sending failed for another reason
     */
    void broadcast(String text) throws IOException;

    /**
     * Asks the host for the status of every member of the group, this one included.
     *
     * <p>Several queries at once are independent of each other. Does not block.
     *
     * @return a promise of all members, in the order in which the host told them. It fails with
     *     {@link StatusTimeoutException} if the host did not answer completely in time, and with {@link IOException} if
     *     the query could not be sent. Callbacks run on a delivery thread and must not block it for long.
     */
    Promise<List<Member>> status();
}
