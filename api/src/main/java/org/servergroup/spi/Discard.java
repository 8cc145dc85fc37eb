package org.servergroup.spi;

import java.util.Locale;

/** Why something was dropped. Each has a counter that operators see under its lower-case name. */
public enum Discard {
    /** From the host: a line that is not one JSON object, such as the torn half of a message. */
    NOT_JSON,
    /** A message that is not valid UTF-8. */
    INVALID_UTF8,
    /** A message that is nested too deeply. */
    TOO_DEEP,
    /** A line or datagram that is longer than the limit. */
    TOO_LONG,
    /** An envelope whose version is not 2. */
    WRONG_VERSION,
    /** An envelope without one of its keys, or with a value of the wrong type. */
    MISSING_KEY,
    /** An empty datagram. */
    EMPTY,
    /** A datagram from a socket without an address. */
    UNBOUND_SENDER,
    /** A datagram from a socket with a file-system path instead of an abstract name. */
    PATH_SENDER,
    /** A datagram from a socket whose name cannot be written in JSON, or a peer that is not allowed. */
    REFUSED_SENDER,
    /** To an application: nobody is bound to the address. */
    NO_SUCH_PEER,
    /** To an application: its queue stayed full for longer than the configured time. */
    PEER_FULL,
    /** To the host: waited for longer than {@code max_queued_age_ms} while the host was away. */
    HOST_AWAY_TOO_LONG,
    /** To the host: more than {@code max_queued_bytes} waited while the host was away. */
    HOST_QUEUE_FULL,
    /** To a listener or handler in the framework: its queue was full. */
    LISTENER_FULL,
    /** A well-formed envelope whose content its receiver could not use. */
    UNUSABLE,
    /** More than a sender's rate limit allows. */
    RATE_LIMITED,
    /** Still queued when the component was stopped. */
    STOPPED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name that operators see, for example {@code not_json}. */
    public String label() {
        return label;
    }
}
