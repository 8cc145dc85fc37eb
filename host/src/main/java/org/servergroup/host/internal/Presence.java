package org.servergroup.host.internal;

import java.util.List;
import org.servergroup.host.spi.ChannelState;
import org.servergroup.host.spi.EventTypes;

/** What the state of a guest's socket says about the guest, where nothing else tells. */
final class Presence {
    static final String ACTIVE = "active";
    static final String STOPPED = "stopped";
    static final String ERROR = "error";

    private Presence() {}

    /** The state of a server. */
    static String state(ChannelState channel) {
        return switch (channel) {
            case CONNECTED -> ACTIVE;
            case LOST -> ERROR;
            case REMOVED -> STOPPED;
        };
    }

    /** The legacy number for a state. */
    static int power(String state) {
        return switch (state) {
            case ACTIVE -> 1;
            case "paused" -> 3;
            case STOPPED -> 4;
            case ERROR -> 6;
            case "suspended" -> 7;
            default -> 0;
        };
    }

    /** What a change of the state is called. */
    static List<String> events(String oldState, String newState) {
        if (oldState.equals(newState)) {
            return List.of();
        }
        return switch (newState) {
            case ACTIVE ->
                switch (oldState) {
                    case "paused" -> List.of(EventTypes.UNPAUSED);
                    case "suspended" -> List.of(EventTypes.RESUMED);
                    default -> List.of(EventTypes.POWERED_ON);
                };
            case STOPPED -> List.of(EventTypes.SHUT_DOWN);
            case "paused" -> List.of(EventTypes.PAUSED);
            case "suspended" -> List.of(EventTypes.SUSPENDED);
            default -> List.of(EventTypes.UPDATED);
        };
    }
}
