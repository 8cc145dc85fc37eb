package org.servergroup;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A change of state of another member (PROTOCOL.md section 4, {@code notification}).
 *
 * @param eventType for example {@code compute.instance.pause.end}; empty if the host sent a bare status
 * @param priority for example {@code INFO}; empty if not told
 * @param timestamp as the host wrote it, normally ISO-8601; empty if not told
 * @param member the member it is about, or null if the host told no status
 * @param json the whole {@code data} of the notification, as JSON
 */
public record Notification(
        String eventType,
        String priority,
        String timestamp,
        @Nullable Member member,
        String json) {
    /** Checks that all but the member are there. */
    public Notification {
        Objects.requireNonNull(eventType, "eventType");
        Objects.requireNonNull(priority, "priority");
        Objects.requireNonNull(timestamp, "timestamp");
        Objects.requireNonNull(json, "json");
    }
}
