package org.servergroup.host.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.servergroup.host.spi.ChannelState;
import org.servergroup.host.spi.EventTypes;
import org.servergroup.host.spi.GroupDirectory;
import org.servergroup.host.spi.MachineState;
import org.servergroup.host.spi.Server;
import org.servergroup.spi.Complaint;

/** Tells of the members that files name, in the states in which they are seen. Thread-safe. */
final class GroupFiles implements GroupDirectory.Watch {
    private final GroupDirectory.Receiver receiver;
    private final GroupFolder folder;

    // Guarded by this. The receiver is told without it: it may block, and the relay's thread comes by here.
    private final Outbox outbox = new Outbox();
    private Map<String, GroupFile.Entry> entries = Map.of();
    private final Map<String, Sighting> sightings = new LinkedHashMap<>();
    private final Map<String, Server> told = new LinkedHashMap<>();
    private boolean listed;

    GroupFiles(Path folder, GroupDirectory.Receiver receiver) throws IOException {
        this.receiver = receiver;
        this.folder = new GroupFolder(folder, this::read);
    }

    void start() {
        folder.start();
    }

    @Override
    public void close() {
        folder.close();
    }

    /** What is wrong with the files; nothing once they are not followed any more. */
    List<Complaint> standing() {
        return folder.standing();
    }

    private void read(Map<String, GroupFile.Entry> next) {
        synchronized (this) {
            entries = next;
            for (String instance : new ArrayList<>(told.keySet())) {
                if (!next.containsKey(instance)) {
                    told.remove(instance);
                    outbox.put(() -> receiver.removed(instance, List.of(EventTypes.DELETED)));
                }
            }
            for (GroupFile.Entry entry : next.values()) {
                tell(entry, !listed);
            }
            if (!listed) {
                listed = true;
                outbox.put(receiver::listed);
            }
        }
        outbox.run();
    }

    @Override
    public void channel(String instance, ChannelState channel, boolean initially) {
        synchronized (this) {
            sightings.merge(instance, Sighting.NONE.with(channel), (before, ignored) -> before.with(channel));
            tell(instance, initially);
            if (channel == ChannelState.REMOVED) {
                sightings.remove(instance);
            }
        }
        outbox.run();
    }

    @Override
    public void machine(String instance, MachineState machine, boolean initially) {
        synchronized (this) {
            sightings.computeIfPresent(instance, (name, before) -> before.with(machine));
            tell(instance, initially);
        }
        outbox.run();
    }

    @Override
    public void reset(String instance) {
        synchronized (this) {
            Server server = told.get(instance);
            if (server != null) {
                outbox.put(() -> receiver.changed(server, List.of(EventTypes.REBOOTED)));
            }
        }
        outbox.run();
    }

    private void tell(String instance, boolean silently) {
        GroupFile.Entry entry = entries.get(instance);
        if (entry != null) {
            tell(entry, silently);
        }
    }

    private void tell(GroupFile.Entry entry, boolean silently) {
        Server server =
                entry.in(sightings.getOrDefault(entry.instance(), Sighting.NONE).state());
        Server before = told.put(entry.instance(), server);
        if (Objects.equals(server, before)) {
            return;
        }
        List<String> events = silently ? List.of() : events(before, server);
        outbox.put(() -> receiver.changed(server, events));
    }

    private static List<String> events(@Nullable Server before, Server server) {
        if (before == null || !before.group().equals(server.group())) {
            return List.of(EventTypes.CREATED);
        }
        List<String> events = Presence.events(before.state(), server.state());
        return events.isEmpty() ? List.of(EventTypes.UPDATED) : events;
    }
}
