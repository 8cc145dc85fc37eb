package org.servergroup.protocol;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** JSON as it can stand on the wire, JSON that something happened to, and other input; the same for the same seed. */
final class RandomJson {
    private static final String[] RAW = {
        "a", "Z", " ", "/", "\u007f", "é", "€", "\u2028", "\uffff", "😀", "\udbff\udfff"
    };
    private static final String[] ESCAPES = {"\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t"};
    private static final String[] KEYS = {
        "\"version\"", "\"dest_addr\"", "\"source_addr\"", "\"dest_instance\"", "\"x\"", "\"d\\u0061ta\""
    };
    private static final String TOKENS = "{}[]\",:\\ \n\t019.-+eEtfnu\0\177";

    /** First bytes of characters in UTF-8, and what cannot be one: where the rules for the next one change. */
    private static final int[] LEADS = {
        0xc0, 0xc1, 0xc2, 0xc3, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff
    };

    /** Further bytes, likewise. */
    private static final int[] CONTINUATIONS = {0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf};

    private final Random random;

    RandomJson(long seed) {
        random = new Random(seed);
    }

    /** A number up to that one, which is as likely as any other. */
    int upTo(int most) {
        return random.nextInt(most + 1);
    }

    private String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private List<String> some(int most, Supplier<String> each) {
        List<String> some = new ArrayList<>();
        for (int i = upTo(most); i > 0; i--) {
            some.add(each.get());
        }
        return some;
    }

    /** Any value. */
    String value() {
        return value(3);
    }

    private String value(int depth) {
        return switch (depth == 0 ? 0 : upTo(2)) {
            case 0 ->
                switch (upTo(2)) {
                    case 0 -> string();
                    case 1 -> number();
                    default -> oneOf("true", "false", "null");
                };
            case 1 -> array(depth);
            default -> object(depth);
        };
    }

    /** A string token: raw and escaped characters of all lengths, halves of surrogate pairs as escapes only. */
    String string() {
        return '"' + String.join("", some(8, this::character)) + '"';
    }

    private String character() {
        return switch (upTo(5)) {
            case 0 -> oneOf(ESCAPES);
            case 1 -> "\\u%04x".formatted(upTo(0xFFFF));
            case 2 -> "\\u%04X".formatted(upTo(0xFFFF));
            default -> oneOf(RAW);
        };
    }

    /** A number token. */
    private String number() {
        String whole =
                random.nextBoolean() ? "0" : String.valueOf(new BigInteger(upTo(128), random).add(BigInteger.ONE));
        String fraction = random.nextBoolean() ? "" : '.' + digits();
        String exponent = random.nextBoolean() ? "" : oneOf("e", "E", "e+", "E-") + digits();
        return oneOf("", "-") + whole + fraction + exponent;
    }

    private String digits() {
        return upTo(9) + String.join("", some(19, () -> String.valueOf(upTo(9))));
    }

    private String array(int depth) {
        return joined("[", () -> value(depth - 1), "]");
    }

    /** An object. */
    String object() {
        return object(3);
    }

    private String object(int depth) {
        return joined("{", () -> member(string(), value(depth - 1)), "}");
    }

    private String member(String key, String value) {
        return key + space() + ':' + space() + value;
    }

    private String joined(String open, Supplier<String> element, String close) {
        List<String> elements = some(4, () -> space() + element.get() + space());
        return open + (elements.isEmpty() ? space() : String.join(",", elements)) + close;
    }

    /** White space between tokens, mostly none. */
    private String space() {
        return upTo(6) > 0 ? "" : String.join("", some(3, () -> oneOf(" ", "\t", "\r", "\n")));
    }

    /** A whole envelope: its keys in any order, some more among them, some of them twice or wrong. */
    String envelope() {
        List<String> first = some(3, () -> member(oneOf(KEYS), random.nextBoolean() ? value(1) : "2") + ',');
        return space() + '{' + String.join("", first) + "\"version\":2,\"dest_addr\":" + string() + ','
                + member("\"data\"", value()) + space() + ",\"source_addr\":" + string() + '}' + space();
    }

    /** A whole envelope as legacy writers write it, sometimes with another key or a second one of its own. */
    String legacyEnvelope() {
        String more = upTo(3) == 0 ? ',' + member(oneOf(KEYS), value(1)) : "";
        String group = "{\"version\":2,\"msg_type\":\"broadcast\",\"data\":" + string() + '}';
        return "{\"data\":" + oneOf(group, group, value()) + ",\"version\":2,\"dest_addr\":" + string()
                + ",\"source_addr\":" + string() + more + '}' + oneOf("", "", " ", "x");
    }

    /** The same with another string or letter somewhere. */
    String varied(String json) {
        int quote = json.indexOf('"', upTo(json.length() - 1));
        int end = json.indexOf('"', quote + 1);
        return quote < 0 || end < 0 ? json : json.substring(0, quote) + string() + json.substring(end + 1);
    }

    /** A view of these bytes, among others. */
    ByteBuffer within(byte[] bytes) {
        byte[] before = bytes(40);
        byte[] after = bytes(40);
        ByteBuffer all = ByteBuffer.allocate(before.length + bytes.length + after.length);
        all.put(before).put(bytes).put(after);
        return all.position(before.length).limit(before.length + bytes.length);
    }

    /** Any text: characters of all lengths, those that are escaped, halves of surrogate pairs, or nothing. */
    String text() {
        return text(0);
    }

    /** Likewise, of at least so many characters. */
    String text(int least) {
        StringBuilder text = new StringBuilder();
        for (int i = least + upTo(random.nextBoolean() ? 3 : 255); i > 0; i--) {
            text.appendCodePoint(codePoint());
        }
        return text.toString();
    }

    private int codePoint() {
        return switch (upTo(5)) {
            case 0 -> upTo(0x1f);
            case 1 ->
                oneOf("\"", "\\", "/", "\177", "\u2028", "\ufffe", "\uffff").codePointAt(0);
            case 2 -> upTo(0x7ff);
            case 3 -> Character.MIN_SUPPLEMENTARY_CODE_POINT + upTo(0xfffff);
            case 4 -> upTo(0xffff);
            default -> ' ' + upTo(0x5e);
        };
    }

    /** A number of any size. */
    long integer() {
        long number = random.nextLong() >> upTo(63);
        return random.nextInt(8) > 0 ? number : number < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    /** A few bytes, which may be characters. */
    byte[] bytes(int most) {
        byte[] bytes = new byte[upTo(most)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = beyondAscii();
        }
        return bytes;
    }

    /** A byte of a character beyond ASCII, mostly. */
    private byte beyondAscii() {
        return (byte)
                switch (upTo(3)) {
                    case 0 -> random.nextInt();
                    case 1 -> LEADS[random.nextInt(LEADS.length)];
                    default -> CONTINUATIONS[random.nextInt(CONTINUATIONS.length)];
                };
    }

    /** Such JSON with a few bytes changed, put in, taken out or cut off, perhaps. */
    byte[] mutated(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        for (int i = upTo(3); i > 0 && bytes.length > 0; i--) {
            bytes = mutated(bytes, random.nextInt(bytes.length));
        }
        return bytes;
    }

    private byte[] mutated(byte[] bytes, int at) {
        byte value = random.nextBoolean() ? beyondAscii() : (byte) TOKENS.charAt(random.nextInt(TOKENS.length()));
        return switch (upTo(3)) {
            case 0 -> spliced(bytes, at, at + 1, value);
            case 1 -> spliced(bytes, at, at, value);
            case 2 -> spliced(bytes, at, at + 1);
            default -> Arrays.copyOf(bytes, at);
        };
    }

    /** With other bytes in place of some. */
    private static byte[] spliced(byte[] bytes, int from, int to, byte... instead) {
        byte[] spliced = Arrays.copyOf(bytes, from + instead.length + bytes.length - to);
        System.arraycopy(instead, 0, spliced, from, instead.length);
        System.arraycopy(bytes, to, spliced, from + instead.length, bytes.length - to);
        return spliced;
    }
}
