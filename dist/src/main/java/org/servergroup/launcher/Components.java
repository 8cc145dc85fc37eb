package org.servergroup.launcher;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The components that are configured, by name. */
interface Components {
    /** Hands out a configuration. */
    void update(String component, Map<String, Object> properties) throws IOException;

    /** Takes the configuration away. */
    void delete(String component) throws IOException;

    /** Whether these are other values, or values of other types, than those that were handed out last. */
    boolean differs(String component, Map<String, Object> properties);

    /** Waits until a component has taken its new configuration; null if it has, or if there is none, else why not. */
    @Nullable
    String refusal(String component) throws IOException;
}
