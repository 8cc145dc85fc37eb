package org.servergroup.itest.consumer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.servergroup.ServerGroup;

/** A component with a mandatory static reference to the server group: remembers all that it was ever given. */
public final class Consumer implements Supplier<List<Object>> {
    private final List<Object> given = new ArrayList<>();

    /** Called by the framework. */
    public void setGroup(ServerGroup group) {
        given.add(group);
    }

    @Override
    public List<Object> get() {
        return List.copyOf(given);
    }
}
