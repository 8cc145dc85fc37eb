package org.servergroup.protocol;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Generates JSON as it can stand on the wire, and JSON that something happened to. */
final class JsonArbitraries {
    private JsonArbitraries() {}

    /** White space between tokens, mostly none. */
    static Arbitrary<String> space() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just("")),
                Tuple.of(1, Arbitraries.strings().withChars(" \t\r\n").ofMaxLength(3)));
    }

    /** A string token: raw and escaped characters of all lengths, halves of surrogate pairs as escapes only. */
    static Arbitrary<String> string() {
        Arbitrary<String> raw =
                Arbitraries.of("a", "Z", " ", "/", "\u007f", "é", "€", "\u2028", "\uffff", "😀", "\udbff\udfff");
        Arbitrary<String> simple = Arbitraries.of("\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t");
        Arbitrary<String> hex = Arbitraries.integers().between(0, 0xFFFF).map("\\u%04x"::formatted);
        Arbitrary<String> upper = Arbitraries.integers().between(0, 0xFFFF).map("\\u%04X"::formatted);
        return Arbitraries.oneOf(raw, raw, raw, simple, hex, upper)
                .list()
                .ofMaxSize(8)
                .map(characters -> '"' + String.join("", characters) + '"');
    }

    /** A number token. */
    static Arbitrary<String> number() {
        Arbitrary<String> whole = Arbitraries.oneOf(
                Arbitraries.just("0"),
                Arbitraries.bigIntegers().greaterOrEqual(BigInteger.ONE).map(Object::toString));
        Arbitrary<String> digits =
                Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(20);
        return Combinators.combine(
                        Arbitraries.of("", "-"),
                        whole,
                        Arbitraries.oneOf(Arbitraries.just(""), digits.map(fraction -> '.' + fraction)),
                        Arbitraries.oneOf(
                                Arbitraries.just(""),
                                Combinators.combine(Arbitraries.of("e", "E", "e+", "E-"), digits)
                                        .as(String::concat)))
                .as((sign, integer, fraction, exponent) -> sign + integer + fraction + exponent);
    }

    /** Any value. */
    static Arbitrary<String> value() {
        return value(3);
    }

    private static Arbitrary<String> value(int depth) {
        Arbitrary<String> scalar = Arbitraries.oneOf(string(), number(), Arbitraries.of("true", "false", "null"));
        if (depth == 0) {
            return scalar;
        }
        return Arbitraries.oneOf(scalar, array(depth), object(depth));
    }

    private static Arbitrary<String> array(int depth) {
        return joined(value(depth - 1), "[", "]");
    }

    private static Arbitrary<String> object(int depth) {
        return joined(member(string(), value(depth - 1)), "{", "}");
    }

    /** An object with members such as the envelope's. */
    static Arbitrary<String> object() {
        return object(3);
    }

    private static Arbitrary<String> member(Arbitrary<String> key, Arbitrary<String> value) {
        return Combinators.combine(key, space(), space(), value).as((k, s1, s2, v) -> k + s1 + ':' + s2 + v);
    }

    private static Arbitrary<String> joined(Arbitrary<String> elements, String open, String close) {
        Arbitrary<List<String>> spaced = Combinators.combine(space(), elements, space())
                .as((before, element, after) -> before + element + after)
                .list()
                .ofMaxSize(4);
        return Combinators.combine(space(), spaced)
                .as((inside, list) -> open + (list.isEmpty() ? inside : String.join(",", list)) + close);
    }

    /** A whole envelope with such data: its keys in any order, some more among them, some of them twice or wrong. */
    static Arbitrary<String> envelope(Arbitrary<String> data) {
        Arbitrary<String> key = Arbitraries.of(
                "\"version\"", "\"dest_addr\"", "\"source_addr\"", "\"dest_instance\"", "\"x\"", "\"d\\u0061ta\"");
        Arbitrary<List<String>> more = member(key, Arbitraries.oneOf(value(1), Arbitraries.just("2")))
                .list()
                .ofMaxSize(3);
        return Combinators.combine(
                        space(), more, member(Arbitraries.just("\"data\""), data), space(), string(), string())
                .as((space, first, member, after, destination, source) -> space + '{'
                        + String.join(",", first) + (first.isEmpty() ? "" : ",")
                        + "\"version\":2,\"dest_addr\":" + destination + ',' + member + after + ",\"source_addr\":"
                        + source + '}' + space);
    }

    /** Such JSON, and it with a few bytes changed, put in, taken out or cut off. */
    static Arbitrary<byte[]> mutated(Arbitrary<String> json) {
        Arbitrary<List<Mutation>> mutations = Combinators.combine(
                        Arbitraries.of(Mutation.Kind.class),
                        Arbitraries.integers().between(0, Integer.MAX_VALUE),
                        Arbitraries.oneOf(
                                Arbitraries.bytes(),
                                Arbitraries.of("{}[]\",:\\ \n\t019.-+eEtfnu\u0000\u007f\u0080\u00c3\u00ed\u00f4\u00ff"
                                        .chars()
                                        .mapToObj(c -> (byte) c)
                                        .toList())))
                .as(Mutation::new)
                .list()
                .ofMaxSize(3);
        return Combinators.combine(json, mutations).as((text, list) -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            for (Mutation mutation : list) {
                bytes = mutation.of(bytes);
            }
            return bytes;
        });
    }

    record Mutation(Kind kind, int place, byte value) {
        enum Kind {
            CHANGE,
            INSERT,
            REMOVE,
            CUT
        }

        byte[] of(byte[] bytes) {
            if (bytes.length == 0) {
                return bytes;
            }
            int at = place % bytes.length;
            return switch (kind) {
                case CHANGE -> {
                    byte[] changed = bytes.clone();
                    changed[at] = value;
                    yield changed;
                }
                case INSERT -> {
                    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
                    System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
                    longer[at] = value;
                    yield longer;
                }
                case REMOVE -> {
                    byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);
                    System.arraycopy(bytes, at + 1, shorter, at, bytes.length - at - 1);
                    yield shorter;
                }
                case CUT -> Arrays.copyOf(bytes, at);
            };
        }
    }
}
