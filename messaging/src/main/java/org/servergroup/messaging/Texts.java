package org.servergroup.messaging;

import java.nio.charset.StandardCharsets;
import org.servergroup.ServerGroup;
import org.servergroup.protocol.Envelopes;
import org.servergroup.protocol.GroupMessage;
import org.servergroup.protocol.Limits;
import org.servergroup.spi.LocalAddress;

/** Checks what applications want to send: strictly, with the rule, the value and the limit in each message. */
final class Texts {
    /**
     * What a broadcast looks like at its longest, to the receiver's legacy library, beside the text and the source
     * address. The odd inner version is the legacy host's.
     */
    private static final int LEGACY_OVERHEAD = ("{\"data\":{\"version\":\"version\",\"msg_type\":\"broadcast\","
                    + "\"source_instance\":\"instance-00000001\",\"data\":\"\"},\"version\":2,\"source_addr\":\"\"}")
            .length();

    private Texts() {}

    /**
     * The data of a broadcast.
     *
     * @param source the address it is sent from
     * @throws IllegalArgumentException if it breaks a rule
     */
    static byte[] broadcast(String text, String source) {
        rejectCharacter(text, '\n', "a newline");
        rejectCharacter(text, '\0', "a NUL character");
        int length = utf8(text, "a broadcast").length;
        if (length > ServerGroup.MAX_BROADCAST_BYTES) {
            throw new IllegalArgumentException(
                    "a broadcast has at most " + ServerGroup.MAX_BROADCAST_BYTES + " bytes of UTF-8, not " + length);
        }
        byte[] data = new GroupMessage.Broadcast(null, text).encode();
        int longest = Math.max(
                Envelopes.toChannel(data, Limits.GROUP_ADDRESS, source).length,
                LEGACY_OVERHEAD + legacyLength(text) + legacyLength(source));
        if (longest > ServerGroup.MAX_ENVELOPE_BYTES) {
            throw new IllegalArgumentException("the encoded envelope of a broadcast has at most "
                    + ServerGroup.MAX_ENVELOPE_BYTES + " bytes, not " + longest
                    + " (JSON escapes quotes, backslashes, slashes and control characters)");
        }
        return data;
    }

    private static void rejectCharacter(String text, char character, String name) {
        int index = text.indexOf(character);
        if (index >= 0) {
            throw new IllegalArgumentException(
                    "a broadcast must not hold " + name + "; there is one at index " + index);
        }
    }

    /** The bytes of UTF-8 once a legacy peer has written the text anew. */
    private static int legacyLength(String text) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ("\"\\/\b\f\n\r\t".indexOf(c) >= 0) {
                length += "\\".length();
            } else if (c < ' ') {
                length += "u001".length() + "\\".length();
            }
        }
        return length;
    }

    /** The text in UTF-8, unless it cannot be written in it. */
    static byte[] utf8(String text, String what) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new IllegalArgumentException(
                        what + " must not hold half of a surrogate pair; there is one at index " + i);
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Checks an address to send to or from. */
    static void address(String address, String what) {
        int length = utf8(address, what).length;
        if (length == 0 || length > LocalAddress.MAX_BYTES) {
            throw new IllegalArgumentException(
                    what + " has 1 to " + LocalAddress.MAX_BYTES + " bytes of UTF-8, not " + length);
        }
        if (address.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(what + " must not hold a NUL character");
        }
    }

    /** The data of any message: one JSON value. */
    static byte[] json(String json) {
        if (json.length() > Limits.MAX_FRAME_BYTES) {
            throw new IllegalArgumentException(
                    "a message has at most " + Limits.MAX_FRAME_BYTES + " bytes, not " + json.length());
        }
        byte[] data = utf8(json, "a message");
        if (!Envelopes.isJsonValue(data)) {
            throw new IllegalArgumentException(
                    "a message must be one JSON value, nested at most " + Limits.MAX_DEPTH + " deep");
        }
        return data;
    }
}
