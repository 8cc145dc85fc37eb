package org.servergroup.host.libvirt.internal;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.servergroup.host.spi.EventTypes;

/**
 * The state of a domain, as {@code virsh domstate --reason} says it, in the words of a compute service.
 *
 * @param state {@code active}, {@code paused}, {@code suspended}, {@code stopped} or {@code error}
 * @param power the legacy number for it
 * @param reason libvirt's word for why
 * @param word libvirt's word for the state
 */
record DomainState(String state, int power, String reason, String word) {
    static final DomainState GONE = new DomainState("deleted", 0, "", "");

    private static final Set<String> PASSING = Set.of(
            "starting up", "migrating", "saving", "dumping", "from snapshot", "creating snapshot", "shutting down");

    /** Reads {@code running (booted)} and the like. */
    static DomainState read(String line) {
        int open = line.indexOf('(');
        String word = (open < 0 ? line : line.substring(0, open)).strip();
        String reason =
                open < 0 ? "" : line.substring(open + 1).replace(")", "").strip();
        return switch (word) {
            case "running", "idle", "in shutdown" -> new DomainState("active", 1, reason, word);
            case "paused" -> new DomainState("paused", 3, reason, word);
            case "pmsuspended" -> new DomainState("suspended", 7, reason, word);
            case "crashed" -> new DomainState("error", 6, reason, word);
            case "shut off" -> shutOff(reason, word);
            default -> new DomainState("error", 0, word, word);
        };
    }

    private static DomainState shutOff(String reason, String word) {
        return switch (reason) {
            case "crashed", "failed", "daemon" -> new DomainState("error", 6, reason, word);
            case "saved" -> new DomainState("suspended", 7, reason, word);
            default -> new DomainState("stopped", 4, reason, word);
        };
    }

    /** Whether this lasts for a moment only, on the way to a state that will be told. */
    boolean isPassing() {
        return state.equals("paused") && PASSING.contains(reason);
    }

    /** Whether it does not run, so that its socket is not there. */
    boolean isOff() {
        return word.equals("shut off");
    }

    /** Whether it runs on another host now. */
    boolean isMigratedAway() {
        return state.equals("stopped") && reason.equals("migrated");
    }

    /** What one hears of a domain that is new in a group. */
    List<String> eventsWhenNew() {
        if (state.equals("active") && reason.equals("migrated")) {
            return List.of(EventTypes.MIGRATED);
        }
        return state.equals("active")
                ? List.of(EventTypes.CREATED, EventTypes.POWERED_ON)
                : List.of(EventTypes.CREATED);
    }

    /** What one hears when it comes from another state; none if that is the same. */
    List<String> eventsAfter(String before) {
        if (before.equals(state)) {
            return List.of();
        }
        return switch (state) {
            case "active" -> List.of(eventWhenActive(before));
            case "paused" -> List.of(EventTypes.PAUSED);
            case "suspended" -> List.of(EventTypes.SUSPENDED);
            case "stopped" -> List.of(reason.equals("destroyed") ? EventTypes.POWERED_OFF : EventTypes.SHUT_DOWN);
            default -> List.of(EventTypes.UPDATED);
        };
    }

    private static String eventWhenActive(String before) {
        return switch (before) {
            case "paused" -> EventTypes.UNPAUSED;
            case "suspended" -> EventTypes.RESUMED;
            default -> EventTypes.POWERED_ON;
        };
    }

    /** How a domain ended that is not there any more, by the last event about it. */
    static DomainState ended(String event) {
        String last = event.toLowerCase(Locale.ROOT);
        if (last.startsWith("stopped")) {
            return shutOff(last.substring("stopped".length()).strip(), "");
        }
        return GONE;
    }
}
