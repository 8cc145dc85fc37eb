package org.servergroup;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Sends messages of any message group to an address on the host. Thread-safe.
 *
 * <p>What comes back, or comes unasked, goes to the {@link MessageHandler} of the address. {@link ServerGroup} is built
 * on the same ground, for the addresses {@code cgcs.server_grp}.
 */
@ProviderType
public interface HostMessaging {
    /**
     * Sends one message.
     *
     * <p>Returns once the message is accepted for sending, which is not yet delivery. Blocks while there is
     * back-pressure, for a bounded, configured time.
     *
     * @param sourceAddress the address that answers come to, that of a {@link MessageHandler}; 1 to 107 bytes of UTF-8
     *     without a NUL. A client can send only from the address its own socket is bound to.
     * @param destinationAddress the address on the host
     * @param json the application's data: any one JSON value. It is passed on unchanged, except that newlines between
     *     its tokens are removed.
     * @throws IllegalArgumentException if an address is not usable, or the text is not one JSON value or too long
     * @throws NotAcceptedException if the message was not accepted in time; nothing was sent
     * @throws IOException if sending failed for another reason
     */
    void send(String sourceAddress, String destinationAddress, String json) throws IOException;
}
