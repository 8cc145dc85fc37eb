package org.servergroup;

import java.util.Objects;

/**
 * A text from another member (PROTOCOL.md section 4, {@code broadcast}).
 *
 * @param sourceInstance the instance name of the sender, as its host knows it
 * @param text the text as it was sent
 */
public record Broadcast(String sourceInstance, String text) {
    /** Checks that both are there. */
    public Broadcast {
        Objects.requireNonNull(sourceInstance, "sourceInstance");
        Objects.requireNonNull(text, "text");
    }
}
