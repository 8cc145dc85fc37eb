package org.servergroup;

import java.util.Objects;

/**
 * A message that was refused or dropped (PROTOCOL.md section 4, {@code nack}).
 *
 * @param originalType the {@code msg_type} of the message in question, {@code "unknown"} if the sender of the nack could
 *     not tell
 * @param message what was wrong, in words for people; may be empty
 */
public record Nack(String originalType, String message) {
    /** Checks that both are there. */
    public Nack {
        Objects.requireNonNull(originalType, "originalType");
        Objects.requireNonNull(message, "message");
    }
}
