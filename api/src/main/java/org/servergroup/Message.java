package org.servergroup;

import java.util.Objects;

/**
 * A message from the host (PROTOCOL.md section 1).
 *
 * @param address the address it was sent to
 * @param sourceAddress the sender's address on the host, to which an answer goes
 * @param json the application's data, as JSON, exactly as it came
 */
public record Message(String address, String sourceAddress, String json) {
    /** Checks that all are there. */
    public Message {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(sourceAddress, "sourceAddress");
        Objects.requireNonNull(json, "json");
    }
}
