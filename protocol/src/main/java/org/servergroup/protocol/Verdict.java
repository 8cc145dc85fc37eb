package org.servergroup.protocol;

/** What became of reading an envelope. */
public enum Verdict {
    /** It is whole; the reader's accessors answer. */
    OK,
    /** Not one JSON object, for example the torn half of one. */
    NOT_JSON,
    /** Not valid UTF-8. */
    INVALID_UTF8,
    /** Nested more deeply than {@link Limits#MAX_DEPTH}. */
    TOO_DEEP,
    /** {@code version} is missing. */
    NO_VERSION,
    /** {@code version} is there and is not the number 2. */
    WRONG_VERSION,
    /** {@code dest_addr} is missing, null, empty or of an unusable type. */
    NO_DESTINATION,
    /** {@code source_addr} is missing, null, empty or of an unusable type. */
    NO_SOURCE,
    /** {@code dest_instance} or {@code source_instance} is missing, null, empty or of an unusable type. */
    NO_INSTANCE,
    /** {@code data} is missing. */
    NO_DATA
}
