package org.servergroup.protocol;

/**
 * The tokens of JSON in UTF-8, strictly as RFC 8259 says. Methods that go over something take the index where it begins
 * and return the index behind it, or {@link #FAILED}, and then {@link #verdict} says why.
 */
abstract class JsonTokens {
    /** Not an index. */
    static final int FAILED = -1;

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final int SURROGATE_LEAD = 0xED;

    private byte[] bytes = {};
    private int end;
    private Verdict verdict = Verdict.OK;

    /** Whether a string held an escape since this was set to false. */
    boolean escaped;
    /** Whether there was a raw newline or carriage return between tokens since this was set to false. */
    boolean newline;

    final void begin(byte[] in, int to) {
        bytes = in;
        end = to;
        verdict = Verdict.OK;
    }

    /** {@link Verdict#OK}, or which of the mistakes that JSON can have came first. */
    final Verdict verdict() {
        return verdict;
    }

    final int fail(Verdict why) {
        if (verdict == Verdict.OK) {
            verdict = why;
        }
        return FAILED;
    }

    final int end() {
        return end;
    }

    /** The byte there; behind the end a NUL, which begins no token. */
    final byte at(int p) {
        return p < end ? bytes[p] : 0;
    }

    final int space(int from) {
        byte[] in = bytes;
        int p = from;
        while (p < end) {
            byte b = in[p];
            if (b == '\n' || b == '\r') {
                newline = true;
            } else if (b != ' ' && b != '\t') {
                break;
            }
            p++;
        }
        return p;
    }

    /** A string, number or literal, whose first byte is b. */
    final int scalar(int p, byte b) {
        return switch (b) {
            case '"' -> string(p);
            case 't' -> literal(p, TRUE);
            case 'f' -> literal(p, FALSE);
            case 'n' -> literal(p, NULL);
            default -> number(p);
        };
    }

    final int string(int quote) {
        if (at(quote) != '"') {
            return fail(Verdict.NOT_JSON);
        }
        int p = plain(quote + 1);
        while (p >= 0) {
            byte b = at(p);
            if (b == '"') {
                return p + 1;
            }
            if (b == '\\') {
                p = escape(p);
            } else {
                p = b < 0 ? multiByte(p) : fail(Verdict.NOT_JSON);
            }
            p = p < 0 ? p : plain(p);
        }
        return FAILED;
    }

    /** Behind the characters that need no look at their neighbours: most of a message. */
    private int plain(int from) {
        int word = Words.aligned(from);
        int p = plain(from, Math.min(end, word));
        return p < word ? p : plain(Words.skipPlain(bytes, p, end), end);
    }

    private int plain(int from, int to) {
        byte[] in = bytes;
        int p = from;
        while (p < to) {
            byte b = in[p];
            if (b < ' ' || b == '"' || b == '\\') {
                break;
            }
            p++;
        }
        return p;
    }

    private int escape(int backslash) {
        escaped = true;
        int p = backslash + 1;
        return switch (at(p)) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> p + 1;
            case 'u' -> isFourHex(p + 1) ? p + 5 : fail(Verdict.NOT_JSON);
            default -> fail(Verdict.NOT_JSON);
        };
    }

    private boolean isFourHex(int p) {
        return isHex(at(p)) && isHex(at(p + 1)) && isHex(at(p + 2)) && isHex(at(p + 3));
    }

    /** One character beyond ASCII: shortest form, no surrogate, not above U+10FFFF. */
    private int multiByte(int p) {
        int lead = bytes[p] & 0xFF;
        int more = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
        if (lead < 0xC2 || lead > 0xF4) {
            return fail(Verdict.INVALID_UTF8);
        }
        int low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int high = lead == SURROGATE_LEAD ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        for (int i = p + 1; i <= p + more; i++) {
            if (i >= end) {
                return fail(Verdict.NOT_JSON); // torn, not wrong
            }
            int b = bytes[i] & 0xFF;
            if (b < low || b > high) {
                return fail(Verdict.INVALID_UTF8);
            }
            low = 0x80;
            high = 0xBF;
        }
        return p + more + 1;
    }

    private int literal(int from, byte[] word) {
        for (int i = 0; i < word.length; i++) {
            if (at(from + i) != word[i]) {
                return fail(Verdict.NOT_JSON);
            }
        }
        return from + word.length;
    }

    private int number(int from) {
        int p = at(from) == '-' ? from + 1 : from;
        p = at(p) == '0' ? p + 1 : digits(p);
        if (p >= 0 && at(p) == '.') {
            p = digits(p + 1);
        }
        if (p >= 0 && (at(p) | 0x20) == 'e') {
            byte sign = at(p + 1);
            p = digits(sign == '+' || sign == '-' ? p + 2 : p + 1);
        }
        return p;
    }

    private int digits(int from) {
        int p = from;
        while (isDigit(at(p))) {
            p++;
        }
        return p == from ? fail(Verdict.NOT_JSON) : p;
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean isHex(byte b) {
        int lower = b | 0x20;
        return isDigit(b) || (lower >= 'a' && lower <= 'f');
    }
}
