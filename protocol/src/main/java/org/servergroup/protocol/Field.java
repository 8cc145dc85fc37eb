package org.servergroup.protocol;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Where the value of a known key stands in a message. */
final class Field {
    private static final int LONGEST_SHOWN = 32;
    private static final String VERSION = Integer.toString(Limits.VERSION);

    private final String name;
    private final byte[] key;
    /** From where start and end count. */
    private int base;

    private int start;
    private int end;
    private boolean escaped;
    private boolean broken;
    /** As an address, once it was asked for. */
    private @Nullable String address;

    Field(String name) {
        this.name = name;
        this.key = name.getBytes(StandardCharsets.US_ASCII);
    }

    String name() {
        return name;
    }

    void clear() {
        start = 0;
        end = 0;
        address = null;
    }

    /** Whether the scanner's member has this key. */
    boolean isNamed(byte[] bytes, JsonScanner scanner) {
        int from = scanner.keyStart();
        int length = scanner.keyEnd() - from;
        if (scanner.keyEscaped()) {
            return JsonText.equals(bytes, from, from + length, key);
        }
        if (length != key.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[from + i] != key[i]) {
                return false;
            }
        }
        return true;
    }

    /** Takes the scanner's value; one that was there is forgotten. */
    void set(JsonScanner scanner) {
        base = 0;
        start = scanner.valueStart();
        end = scanner.valueEnd();
        escaped = scanner.valueEscaped();
        broken = scanner.valueBroken();
        address = null;
    }

    /** Takes the value of another one, to count from there. */
    void copy(Field other, int from) {
        base = from;
        start = other.isThere() ? other.start() - from : 0;
        end = other.isThere() ? other.end() - from : 0;
        escaped = other.escaped;
        broken = other.broken;
        address = other.address;
    }

    /** The same value stands in other bytes, where it counts from there. */
    void countFrom(int from) {
        base = from;
    }

    boolean isThere() {
        return end > start;
    }

    int start() {
        return base + start;
    }

    int end() {
        return base + end;
    }

    /** Whether raw newlines or carriage returns stand between its tokens. */
    boolean isBroken() {
        return broken;
    }

    boolean isString(byte[] bytes) {
        return isThere() && bytes[start()] == '"';
    }

    boolean isNumber(byte[] bytes) {
        return isThere() && (bytes[start()] == '-' || JsonTokens.isDigit(bytes[start()]));
    }

    boolean isObject(byte[] bytes) {
        return isThere() && bytes[start()] == '{';
    }

    boolean isNull(byte[] bytes) {
        return isThere() && bytes[start()] == 'n';
    }

    /** Whether it is exactly this one byte. */
    boolean isOnly(byte[] bytes, int expected) {
        return end - start == 1 && bytes[start()] == expected;
    }

    /** Where the text of a string or number begins. */
    int textStart(byte[] bytes) {
        return isString(bytes) ? start() + 1 : start();
    }

    /** Where the text of a string or number ends. */
    int textEnd(byte[] bytes) {
        return isString(bytes) ? end() - 1 : end();
    }

    /** The text of a string or number as an address; empty if it cannot be one. */
    String address(byte[] bytes, AddressCache cache) {
        String text = address;
        if (text == null) {
            boolean usable = isString(bytes) || isNumber(bytes);
            text = usable ? cache.text(bytes, textStart(bytes), textEnd(bytes), escaped) : "";
            address = text;
        }
        return text;
    }

    /** Whether there is nothing that can be an address. */
    boolean isNoAddress(byte[] bytes, AddressCache cache) {
        String known = address;
        if (known != null) {
            return known.isEmpty();
        }
        boolean plain = !escaped && (isString(bytes) || isNumber(bytes));
        return plain
                ? textEnd(bytes) == textStart(bytes)
                : address(bytes, cache).isEmpty();
    }

    /** The inside of a string, or the JSON of anything else; empty if it is missing or null. */
    String text(byte[] bytes) {
        if (isString(bytes)) {
            return JsonText.of(bytes, start() + 1, end() - 1, escaped);
        }
        return isNull(bytes) ? "" : json(bytes);
    }

    /** The JSON as it stands there; empty if it is missing. */
    String json(byte[] bytes) {
        return new String(bytes, start(), end - start, StandardCharsets.UTF_8);
    }

    /** The JSON for people: not too much of it. */
    String shown(byte[] bytes) {
        if (isOnly(bytes, '0' + Limits.VERSION)) {
            return VERSION;
        }
        int length = Math.min(end - start, LONGEST_SHOWN);
        return new String(bytes, start(), length, StandardCharsets.UTF_8);
    }
}
