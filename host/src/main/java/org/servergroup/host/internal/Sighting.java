package org.servergroup.host.internal;

import org.jspecify.annotations.Nullable;
import org.servergroup.host.spi.ChannelState;
import org.servergroup.host.spi.MachineState;

/**
 * What is seen of an instance from outside.
 *
 * @param channel its socket
 * @param machine what its monitor says; null if it has none, or nobody answers
 */
record Sighting(ChannelState channel, @Nullable MachineState machine) {
    /** Nothing of it is there. */
    static final Sighting NONE = new Sighting(ChannelState.REMOVED, null);

    /** A state of its socket: what the monitor says is told after it, and what it said before means nothing any more. */
    Sighting with(ChannelState next) {
        return new Sighting(next, null);
    }

    /** What its monitor says now. */
    Sighting with(MachineState next) {
        return channel == ChannelState.CONNECTED ? new Sighting(channel, next) : this;
    }

    /** The state of a server that looks like this. */
    String state() {
        return switch (channel) {
            case CONNECTED -> machine == null ? Presence.ACTIVE : Presence.state(machine);
            case LOST -> Presence.ERROR;
            case REMOVED -> Presence.STOPPED;
        };
    }
}
