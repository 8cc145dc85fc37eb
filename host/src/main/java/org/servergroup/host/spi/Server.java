package org.servergroup.host.spi;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.servergroup.protocol.Envelopes;

/**
 * A server as a directory knows it: the member of one group.
 *
 * @param instance the name of its instance, as in the name of its socket
 * @param group the group it is a member of
 * @param state {@code active}, {@code paused}, {@code stopped}, {@code error} or another word of a compute service
 * @param fields what else its status says (PROTOCOL.md section 4), in order: JSON text by key. {@code instance_name}
 *     and {@code state} are added by the group service and ignored here.
 */
public record Server(String instance, String group, String state, Map<String, String> fields) {
    /** Checks and copies; a field that is not one JSON value is the caller's mistake. */
    public Server {
        requireText("instance", instance);
        requireText("group", group);
        requireText("state", state);
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        fields.forEach(Server::requireJson);
    }

    /** The same server in another state. */
    public Server in(String newState) {
        return new Server(instance, group, newState, fields);
    }

    private static void requireText(String name, String value) {
        if (Objects.requireNonNull(value, name).isBlank()) {
            throw new IllegalArgumentException("a server needs its " + name);
        }
    }

    private static void requireJson(String key, String json) {
        if (!Envelopes.isJsonValue(json.getBytes(StandardCharsets.UTF_8))) {
            throw new IllegalArgumentException("the field " + key + " is not one JSON value");
        }
    }
}
