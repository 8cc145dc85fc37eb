package org.servergroup.agent.internal.operator;

/** The reasons for dropping a message, in plain words, and what can be done. */
final class DropReasons {
    private static final String SENDER = "correct the program that sends it; sg:peers lists the applications";

    private DropReasons() {}

    static String words(String reason) {
        return switch (reason) {
            case "not_json" -> "not one JSON object";
            case "invalid_utf8" -> "not valid UTF-8";
            case "too_deep" -> "nested too deeply";
            case "too_long" -> "too long";
            case "wrong_version" -> "the version is not 2";
            case "missing_key" -> "a key is missing or has a value of the wrong type";
            case "empty" -> "an empty datagram";
            case "unbound_sender" -> "sent from a socket without an address";
            case "path_sender" -> "sent from a socket that is a file instead of an abstract name";
            case "refused_sender" -> "the sender is not allowed";
            case "no_such_peer" -> "no application is bound to the address";
            case "peer_full" -> "the application did not read in time";
            case "host_away_too_long" -> "the host was away for too long";
            case "host_queue_full" -> "too much waited while the host was away";
            case "listener_full" -> "a listener in the framework was too slow";
            case "unusable" -> "its receiver could not use the content";
            case "rate_limited" -> "more than the sender's limit";
            case "stopped" -> "still queued when the agent was stopped";
            default -> reason;
        };
    }

    static String advice(String reason) {
        return switch (reason) {
            case "no_such_peer" -> "start the application that is to be bound to it";
            case "peer_full", "listener_full" -> "see why the receiver is slow";
            case "host_away_too_long", "host_queue_full" ->
                "connect the host; max_queued_age_ms and max_queued_bytes say how much may wait";
            case "refused_sender" -> "see allowed_uids in conf/org.servergroup.transport.unix.cfg";
            case "unbound_sender", "path_sender" -> "the application must bind an abstract name of its own";
            case "stopped" -> "";
            default -> SENDER;
        };
    }
}
