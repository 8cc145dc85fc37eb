package org.servergroup.host.internal;

import java.util.List;
import org.servergroup.host.spi.EventTypes;
import org.servergroup.host.spi.MachineState;

/** The states of a server whose socket and monitor alone tell, and what a change between them is called. */
final class Presence {
    static final String ACTIVE = "active";
    static final String PAUSED = "paused";
    static final String SUSPENDED = "suspended";
    static final String STOPPED = "stopped";
    static final String ERROR = "error";

    private Presence() {}

    /** The state of a server whose monitor says this. */
    static String state(MachineState machine) {
        return switch (machine) {
            case RUNNING -> ACTIVE;
            case PAUSED -> PAUSED;
            case SUSPENDED -> SUSPENDED;
            case STOPPED -> STOPPED;
            case FAILED -> ERROR;
        };
    }

    /** The legacy number for a state. */
    static int power(String state) {
        return switch (state) {
            case ACTIVE -> 1;
            case PAUSED -> 3;
            case STOPPED -> 4;
            case ERROR -> 6;
            case SUSPENDED -> 7;
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
                    case PAUSED -> List.of(EventTypes.UNPAUSED);
                    case SUSPENDED -> List.of(EventTypes.RESUMED);
                    default -> List.of(EventTypes.POWERED_ON);
                };
            case STOPPED -> List.of(EventTypes.SHUT_DOWN);
            case PAUSED -> List.of(EventTypes.PAUSED);
            case SUSPENDED -> List.of(EventTypes.SUSPENDED);
            default -> List.of(EventTypes.UPDATED);
        };
    }
}
