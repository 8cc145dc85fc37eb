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
        StringBuilder text = new StringBuilder(to - from);
        int done = from;
        int p = from;
        while (p < to) {
            if (bytes[p] != '\\') {
                p++;
                continue;
            }
            text.append(new String(bytes, done, p - done, StandardCharsets.UTF_8));
            text.append(character(bytes, p + 1));
            p += bytes[p + 1] == 'u' ? 6 : 2;
            done = p;
        }
        return text.append(new String(bytes, done, to - done, StandardCharsets.UTF_8))
                .toString();
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
