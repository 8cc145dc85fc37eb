package org.servergroup.host.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.servergroup.host.spi.MachineState;

/**
 * One conversation in QEMU's machine protocol. An event only says that it is time to ask: what is told is what QEMU answers
 * then, so that nothing hangs on the order of events, and what passes at once (a snapshot, a migration) is no news. Loop
 * thread only.
 */
final class Qmp {
    /** The machine's monitor, and who wants to hear of the machine. */
    interface Machine {
        /** Sends a command. */
        void send(String command);

        /** A command was answered. */
        void answered();

        /** This is the state now, which may have been told before. */
        void is(MachineState state);

        /** The machine was reset. */
        void reset();
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CAPABILITIES = "{\"execute\":\"qmp_capabilities\"}";
    private static final String STATUS = "{\"execute\":\"query-status\",\"id\":\"status\"}";
    private static final Set<String> REASONS_TO_ASK =
            Set.of("STOP", "RESUME", "SUSPEND", "WAKEUP", "SHUTDOWN", "GUEST_PANICKED", "WATCHDOG");

    private final Machine machine;
    private boolean greeted;
    private boolean ready;
    private boolean asking;
    private boolean askAgain;

    Qmp(Machine machine) {
        this.machine = machine;
    }

    /** Whether QEMU has said that it is there, which it does before anything else. */
    boolean greeted() {
        return greeted;
    }

    /** Takes a line; what is not understood is ignored. */
    void line(byte[] bytes, int length) {
        JsonNode message;
        try {
            message = JSON.readTree(bytes, 0, length);
        } catch (IOException e) {
            return;
        }
        if (message.has("QMP")) {
            greeted = true;
            machine.send(CAPABILITIES);
        } else if (message.has("event")) {
            event(message.path("event").asText());
        } else if (message.has("return") || message.has("error")) {
            answer(message);
        }
    }

    private void event(String event) {
        if (event.equals("RESET")) {
            machine.reset();
        } else if (REASONS_TO_ASK.contains(event)) {
            ask();
        }
    }

    private void ask() {
        if (asking) {
            askAgain = true;
        } else {
            asking = true;
            machine.send(STATUS);
        }
    }

    /** The first answer is that to the capabilities; the others say what they answer. */
    private void answer(JsonNode message) {
        if (!ready) {
            ready = true;
            machine.answered();
            ask();
        } else if (message.path("id").asText().equals("status")) {
            asking = false;
            machine.answered();
            MachineState state = state(message.path("return").path("status").asText());
            if (state != null) {
                machine.is(state);
            }
            if (askAgain) {
                askAgain = false;
                ask();
            }
        }
    }

    /** QEMU's word for a state that lasts; null for one on the way to another. */
    static @Nullable MachineState state(String status) {
        return switch (status) {
            case "running" -> MachineState.RUNNING;
            case "paused" -> MachineState.PAUSED;
            case "suspended" -> MachineState.SUSPENDED;
            case "shutdown" -> MachineState.STOPPED;
            case "guest-panicked", "internal-error", "io-error", "watchdog" -> MachineState.FAILED;
            default -> null;
        };
    }
}
