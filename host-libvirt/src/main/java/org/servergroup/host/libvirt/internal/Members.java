package org.servergroup.host.libvirt.internal;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.servergroup.host.spi.EventTypes;
import org.servergroup.host.spi.GroupDirectory;
import org.servergroup.host.spi.Server;

/** The domains that are in groups, as they were told last; tells what has changed. Not thread-safe. */
final class Members {
    private final String defaultGroup;
    private final GroupDirectory.Receiver receiver;
    private final Map<String, String> instances = new HashMap<>();
    private final Map<String, Server> told = new LinkedHashMap<>();
    private final Map<String, Long> rebooted = new HashMap<>();
    private boolean listed;

    /**
     * @param defaultGroup the group of domains that tell none; empty to leave them out
     */
    Members(String defaultGroup, GroupDirectory.Receiver receiver) {
        this.defaultGroup = defaultGroup;
        this.receiver = receiver;
    }

    int count() {
        return told.size();
    }

    /** All domains were looked at: what differs from now on is news. */
    void listed() {
        if (!listed) {
            listed = true;
            receiver.listed();
        }
    }

    /** What a domain is now. */
    void found(String domain, Domain found, DomainState state) {
        String group = found.group().isEmpty() ? defaultGroup : found.group();
        if (group.isEmpty() || !found.instance().matches("[A-Za-z0-9._-]{1,64}")) {
            remove(domain, List.of(EventTypes.DELETED));
            return;
        }
        Map<String, String> fields = new LinkedHashMap<>(found.fields());
        fields.put("power_state", Integer.toString(state.power()));
        fields.put("state_description", Domain.quoted(state.reason()));
        Server server = new Server(found.instance(), group, state.state(), fields);
        instances.put(domain, server.instance());
        Server before = told.put(server.instance(), server);
        if (server.equals(before)) {
            return;
        }
        receiver.changed(server, listed ? events(before, server, state) : List.of());
    }

    private static List<String> events(@Nullable Server before, Server server, DomainState state) {
        if (before == null || !before.group().equals(server.group())) {
            return state.eventsWhenNew();
        }
        List<String> events = state.eventsAfter(before.state());
        return events.isEmpty() && !before.in(server.state()).equals(server) ? quietly(before, server) : events;
    }

    /** A new reason for the same state is no news; a new field is. */
    private static List<String> quietly(Server before, Server server) {
        Map<String, String> old = new LinkedHashMap<>(before.fields());
        Map<String, String> now = new LinkedHashMap<>(server.fields());
        old.remove("state_description");
        now.remove("state_description");
        return old.equals(now) ? List.of() : List.of(EventTypes.UPDATED);
    }

    /** Not more than once a second: one that resets in a circle must not flood the others with the news. */
    void rebooted(String domain, long nanos) {
        Server server = server(domain);
        Long last = rebooted.get(domain);
        if (server != null && (last == null || nanos - last >= TimeUnit.SECONDS.toNanos(1))) {
            rebooted.put(domain, nanos);
            receiver.changed(server, List.of(EventTypes.REBOOTED));
        }
    }

    /** A domain that runs on another host now. */
    void migratedAway(String domain) {
        remove(domain, List.of(EventTypes.MIGRATED));
    }

    /** A domain that libvirt does not know any more: how it ended, and that it is gone. */
    void gone(String domain, DomainState ended) {
        rebooted.remove(domain);
        if (ended.isMigratedAway()) {
            migratedAway(domain);
            return;
        }
        Server last = server(domain);
        if (last != null && !ended.equals(DomainState.GONE)) {
            receiver.changed(last.in(ended.state()), ended.eventsAfter(last.state()));
        }
        remove(domain, List.of(EventTypes.DELETED));
    }

    private @Nullable Server server(String domain) {
        String instance = instances.get(domain);
        return instance == null ? null : told.get(instance);
    }

    private void remove(String domain, List<String> events) {
        String instance = instances.remove(domain);
        if (instance != null && told.remove(instance) != null) {
            receiver.removed(instance, events);
        }
    }
}
