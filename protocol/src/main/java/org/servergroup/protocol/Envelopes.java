package org.servergroup.protocol;

/**
 * Writes new envelopes (PROTOCOL.md section 1), in the key order of legacy writers, on one line and without its newline.
 *
 * <p>{@code data} is one JSON value in UTF-8; newlines between its tokens are removed, nothing else is changed.
 */
public final class Envelopes {
    private Envelopes() {}

    /** For {@link Leg#APP_TO_AGENT}. */
    public static byte[] toAgent(byte[] data, String destination) {
        throw new UnsupportedOperationException();
    }

    /** For {@link Leg#CHANNEL}. */
    public static byte[] toChannel(byte[] data, String destination, String source) {
        throw new UnsupportedOperationException();
    }

    /** For {@link Leg#AGENT_TO_APP}. */
    public static byte[] toApp(byte[] data, String source) {
        throw new UnsupportedOperationException();
    }

    /** Whether these bytes are exactly one JSON value in valid UTF-8, nested no deeper than {@link Limits#MAX_DEPTH}. */
    public static boolean isJsonValue(byte[] data) {
        throw new UnsupportedOperationException();
    }
}
