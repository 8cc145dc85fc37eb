package org.servergroup.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Puts JSON together, on one line and in UTF-8. */
final class JsonWriter {
    private static final int OVERHEAD = 80;

    /** A member of a message in an envelope is inside both. */
    private static final int DEPTH_OF_MEMBER = 2;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes;
    private int length;

    JsonWriter(int expected) {
        bytes = new byte[expected];
    }

    /** A server-group message up to its type, with room for as many bytes more. */
    static JsonWriter message(String type, int more) {
        JsonWriter message = new JsonWriter(OVERHEAD + more);
        return message.ascii("{\"version\":2,\"msg_type\":").string(type);
    }

    /** JSON that is known to be good: ASCII, as it stands. */
    JsonWriter ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            put(text.charAt(i));
        }
        return this;
    }

    /** One JSON value, already checked, without raw newlines and carriage returns. */
    JsonWriter value(byte[] json) {
        for (byte b : json) {
            if (b != '\n' && b != '\r') {
                put(b);
            }
        }
        return this;
    }

    /** A text that holds an object as that, and any other text as a string. */
    JsonWriter object(String text) {
        if (JsonText.isWellFormed(text)) {
            byte[] json = text.getBytes(StandardCharsets.UTF_8);
            JsonScanner scanner = new JsonScanner();
            scanner.start(json, 0, json.length);
            if (scanner.onlyValue(DEPTH_OF_MEMBER) && json[scanner.valueStart()] == '{') {
                return value(json);
            }
        }
        return string(text);
    }

    /** A text in quotes. */
    JsonWriter string(String text) {
        put('"');
        escaped(text);
        put('"');
        return this;
    }

    /** A text without quotes. Half of a surrogate pair is escaped, as it has no UTF-8. */
    JsonWriter escaped(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x80) {
                if (c == '"' || c == '\\') {
                    put('\\');
                }
                put(c);
            } else if (c < ' ') {
                control(c);
            } else {
                i += beyondAscii(text, i);
            }
        }
        return this;
    }

    /** Returns how many chars it took beside the first. */
    private int beyondAscii(String text, int i) {
        char c = text.charAt(i);
        if (!Character.isSurrogate(c)) {
            multiByte(c);
        } else if (JsonText.isPair(text, i)) {
            multiByte(text.codePointAt(i));
            return 1;
        } else {
            hex(c);
        }
        return 0;
    }

    private void control(char c) {
        switch (c) {
            case '\b' -> ascii("\\b");
            case '\f' -> ascii("\\f");
            case '\n' -> ascii("\\n");
            case '\r' -> ascii("\\r");
            case '\t' -> ascii("\\t");
            default -> hex(c);
        }
    }

    private void hex(char c) {
        ascii("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            put(HEX[(c >> shift) & 0xF]);
        }
    }

    private void multiByte(int c) {
        if (c < 0x800) {
            put(0xC0 | (c >> 6));
        } else if (c < 0x10000) {
            put(0xE0 | (c >> 12));
            continuation(c >> 6);
        } else {
            put(0xF0 | (c >> 18));
            continuation(c >> 12);
            continuation(c >> 6);
        }
        continuation(c);
    }

    private void continuation(int c) {
        put(0x80 | (c & 0x3F));
    }

    private void put(int b) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length + 16);
        }
        bytes[length++] = (byte) b;
    }

    byte[] toBytes() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }
}
