package org.servergroup.protocol;

import java.nio.charset.StandardCharsets;

/** Turns the inside of JSON strings, already scanned, into Java strings. */
final class JsonText {
    private JsonText() {}

    /** The text between two quotes. An unpaired surrogate that was escaped stays one. */
    static String of(byte[] bytes, int from, int to, boolean escaped) {
        return escaped ? unescaped(bytes, from, to) : new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private static String unescaped(byte[] bytes, int from, int to) {
        char[] text = new char[to - from];
        int length = 0;
        int p = from;
        while (p < to) {
            byte b = bytes[p];
            if (b == '\\') {
                text[length++] = character(bytes, p + 1);
                p += bytes[p + 1] == 'u' ? 6 : 2;
            } else if (b >= 0) {
                text[length++] = (char) b;
                p++;
            } else {
                int more = more(b);
                length += Character.toChars(codePoint(bytes, p, more), text, length);
                p += 1 + more;
            }
        }
        return new String(text, 0, length);
    }

    /** Whether what stands between two quotes, with escapes, is this ASCII text. */
    static boolean equals(byte[] bytes, int from, int to, byte[] ascii) {
        int p = from;
        for (byte expected : ascii) {
            if (p >= to) {
                return false;
            }
            boolean escape = bytes[p] == '\\';
            int c = escape ? character(bytes, p + 1) : bytes[p];
            if (c != expected) {
                return false;
            }
            p += !escape ? 1 : bytes[p + 1] == 'u' ? 6 : 2;
        }
        return p == to;
    }

    /** How many bytes follow the first one of a character beyond ASCII. */
    private static int more(byte lead) {
        int unsigned = lead & 0xFF;
        return unsigned < 0xE0 ? 1 : unsigned < 0xF0 ? 2 : 3;
    }

    private static int codePoint(byte[] bytes, int p, int more) {
        int value = bytes[p] & (0x3F >> more);
        for (int i = p + 1; i <= p + more; i++) {
            value = (value << 6) | (bytes[i] & 0x3F);
        }
        return value;
    }

    private static char character(byte[] bytes, int p) {
        return switch (bytes[p]) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hex(bytes, p + 1);
            default -> (char) bytes[p];
        };
    }

    private static char hex(byte[] bytes, int from) {
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            value = (value << 4) | Character.digit(bytes[i], 16);
        }
        return (char) value;
    }

    /** Whether a text can be an address: not empty, no NUL, no half of a surrogate pair. */
    static boolean isAddress(String text) {
        return !text.isEmpty() && text.indexOf(0) < 0 && isWellFormed(text);
    }

    /** Whether a text has no half of a surrogate pair. */
    static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!isPair(text, i)) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** Whether a character and the next one make a surrogate pair. */
    static boolean isPair(String text, int i) {
        return i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
    }
}
