package org.servergroup.protocol;

/**
 * Writes new envelopes (PROTOCOL.md section 1), in the key order of legacy writers, on one line and without its newline.
 *
 * <p>{@code data} is one JSON value in UTF-8; newlines between its tokens are removed, nothing else is changed. All
 * methods throw {@link IllegalArgumentException} if it is not, or if an address is empty or holds a NUL or half of a
 * surrogate pair.
 */
public final class Envelopes {
    private static final int OVERHEAD = 80;

    private Envelopes() {}

    /** For {@link Leg#APP_TO_AGENT}. */
    public static byte[] toAgent(byte[] data, String destination) {
        JsonWriter envelope = begin(data, destination.length());
        address(envelope, ",\"dest_addr\":", destination);
        return envelope.ascii("}").toBytes();
    }

    /** For {@link Leg#CHANNEL}. */
    public static byte[] toChannel(byte[] data, String destination, String source) {
        JsonWriter envelope = begin(data, destination.length() + source.length());
        address(envelope, ",\"dest_addr\":", destination);
        address(envelope, ",\"source_addr\":", source);
        return envelope.ascii("}").toBytes();
    }

    /** For {@link Leg#AGENT_TO_APP}. */
    public static byte[] toApp(byte[] data, String source) {
        JsonWriter envelope = begin(data, source.length());
        address(envelope, ",\"source_addr\":", source);
        return envelope.ascii("}").toBytes();
    }

    /**
     * Whether these bytes are exactly one JSON value in valid UTF-8, nested no deeper than {@link Limits#MAX_DEPTH} with
     * the envelope around it.
     */
    public static boolean isJsonValue(byte[] data) {
        JsonScanner scanner = new JsonScanner();
        scanner.start(data, 0, data.length);
        return scanner.onlyValue(1);
    }

    private static JsonWriter begin(byte[] data, int addresses) {
        if (!isJsonValue(data)) {
            throw new IllegalArgumentException("data is not one JSON value in UTF-8");
        }
        JsonWriter envelope = new JsonWriter(data.length + addresses + OVERHEAD);
        return envelope.ascii("{\"data\":").value(data).ascii(",\"version\":2");
    }

    private static void address(JsonWriter envelope, String key, String address) {
        if (!JsonText.isAddress(address)) {
            throw new IllegalArgumentException("not an address: \"" + address + '"');
        }
        envelope.ascii(key).string(address);
    }
}
