package org.servergroup.host.internal;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.servergroup.host.spi.ChannelState;
import org.servergroup.host.spi.EventTypes;
import org.servergroup.host.spi.GroupDirectory;
import org.servergroup.host.spi.MachineState;
import org.servergroup.host.spi.Server;

/** The directory without any configuration: every guest whose socket is there is in one group. */
@Component(name = "org.servergroup.host.auto", property = GroupDirectory.NAME + "=" + AutoDirectory.NAME_VALUE)
public final class AutoDirectory implements GroupDirectory {
    static final String NAME_VALUE = "auto";
    static final String GROUP = "default";

    private final Clock clock;

    /** With the system's clock. */
    @Activate
    public AutoDirectory() {
        this(Clock.systemUTC());
    }

    AutoDirectory(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Watch open(Receiver receiver) {
        receiver.listed();
        return new Sockets(receiver);
    }

    /** Called by the relay's thread alone. */
    private final class Sockets implements Watch {
        private final Receiver receiver;
        private final Map<String, Server> servers = new HashMap<>();
        private final Map<String, Sighting> sightings = new HashMap<>();

        Sockets(Receiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public void channel(String instance, ChannelState channel, boolean initially) {
            Server known = servers.get(instance);
            if (channel == ChannelState.REMOVED) {
                sightings.remove(instance);
                removed(instance, known);
                return;
            }
            Sighting sighting = sightings.getOrDefault(instance, Sighting.NONE).with(channel);
            sightings.put(instance, sighting);
            if (known != null) {
                changed(known, sighting.state(), initially);
            } else {
                Server server = server(instance, sighting.state(), now());
                servers.put(instance, server);
                receiver.changed(server, initially ? List.of() : List.of(EventTypes.CREATED, EventTypes.POWERED_ON));
            }
        }

        @Override
        public void machine(String instance, MachineState machine, boolean initially) {
            Server known = servers.get(instance);
            Sighting sighting = sightings.get(instance);
            if (known != null && sighting != null) {
                sightings.put(instance, sighting.with(machine));
                changed(known, sighting.with(machine).state(), initially);
            }
        }

        @Override
        public void reset(String instance) {
            Server known = servers.get(instance);
            if (known != null) {
                receiver.changed(known, List.of(EventTypes.REBOOTED));
            }
        }

        private void changed(Server known, String state, boolean silently) {
            Server server = server(known.instance(), state, known.fields().getOrDefault("created_at", "\"\""));
            servers.put(known.instance(), server);
            receiver.changed(server, silently ? List.of() : Presence.events(known.state(), state));
        }

        private void removed(String instance, @Nullable Server known) {
            if (known == null) {
                return;
            }
            servers.remove(instance);
            if (!known.state().equals(Presence.ERROR) && !known.state().equals(Presence.STOPPED)) {
                receiver.changed(
                        server(instance, Presence.STOPPED, known.fields().getOrDefault("created_at", "\"\"")),
                        List.of(EventTypes.SHUT_DOWN));
            }
            receiver.removed(instance, List.of(EventTypes.DELETED));
        }

        @Override
        public void close() {
            servers.clear();
            sightings.clear();
        }
    }

    private Server server(String instance, String state, String createdAt) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("instance_id", Row.quoted(instanceId(instance)));
        fields.put("display_name", Row.quoted(instance));
        fields.put("power_state", Integer.toString(Presence.power(state)));
        fields.put("created_at", createdAt);
        return new Server(instance, GROUP, state, fields);
    }

    private String now() {
        return Row.quoted(clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** Nobody has given it a UUID: one that is always the same for the same name. */
    static String instanceId(String instance) {
        return UUID.nameUUIDFromBytes(("servergroup:" + instance).getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
