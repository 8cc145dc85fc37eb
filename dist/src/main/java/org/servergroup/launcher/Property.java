package org.servergroup.launcher;

import java.lang.reflect.Array;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A configuration property as a bundle describes it (OSGi metatype).
 *
 * @param type the name of its type, such as {@code Integer}
 * @param list whether it takes several values, separated by commas
 * @param min the least value, or the least length of a text; null if there is none
 * @param max the greatest value or length; null if there is none
 * @param preset what it is if it is not set; null if the bundle does not say
 * @param options the only values there are; any if empty
 */
record Property(
        String type,
        boolean list,
        @Nullable String min,
        @Nullable String max,
        @Nullable String preset,
        List<String> options) {
    private static final Pattern COMMA = Pattern.compile(",");

    /** What is not described is taken as it is. */
    static final Property TEXT = new Property("String", false, null, null, null, List.of());

    /** Every component takes this one, whether or not its bundle says so: which service is preferred. */
    static final Property RANKING = new Property("Integer", false, null, null, "0", List.of());

    Property {
        options = List.copyOf(options);
    }

    /**
     * The value as the component wants it.
     *
     * @throws IllegalArgumentException if the text is no such value; says what would be one
     */
    Object parse(String text) {
        if (!list) {
            return parseOne(text);
        }
        Object[] values = Stream.of(COMMA.split(text))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .map(this::parseOne)
                .toArray();
        Object typed = Array.newInstance(valueType(), values.length);
        for (int i = 0; i < values.length; i++) {
            Array.set(typed, i, values[i]);
        }
        return typed;
    }

    private Object parseOne(String text) {
        if (!options.isEmpty() && !options.contains(text)) {
            throw new IllegalArgumentException("must be one of " + String.join(", ", options));
        }
        return switch (type) {
            case "Long" -> whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
            case "Integer" -> (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case "Short" -> (short) whole(text, Short.MIN_VALUE, Short.MAX_VALUE);
            case "Byte" -> (byte) whole(text, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case "Double" -> fraction(text);
            case "Float" -> (float) fraction(text);
            case "Boolean" -> truth(text);
            case "Character" -> single(text);
            default -> limited(text);
        };
    }

    private Class<?> valueType() {
        return switch (type) {
            case "Long" -> Long.class;
            case "Integer" -> Integer.class;
            case "Short" -> Short.class;
            case "Byte" -> Byte.class;
            case "Double" -> Double.class;
            case "Float" -> Float.class;
            case "Boolean" -> Boolean.class;
            case "Character" -> Character.class;
            default -> String.class;
        };
    }

    private long whole(String text, long least, long greatest) {
        long from = min == null ? least : Math.max(least, Long.parseLong(min));
        long to = max == null ? greatest : Math.min(greatest, Long.parseLong(max));
        String wanted = wholeNumber(from, to);
        long value;
        try {
            value = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(wanted, e);
        }
        if (value < from || value > to) {
            throw new IllegalArgumentException(wanted);
        }
        return value;
    }

    private static String wholeNumber(long from, long to) {
        if (to == Long.MAX_VALUE) {
            return "must be a whole number" + (from == Long.MIN_VALUE ? "" : ", " + from + " or more");
        }
        return "must be a whole number from " + from + " to " + to;
    }

    private double fraction(String text) {
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a number", e);
        }
        double from = min == null ? Double.NEGATIVE_INFINITY : Double.parseDouble(min);
        double to = max == null ? Double.POSITIVE_INFINITY : Double.parseDouble(max);
        // What is no number is not within any limits.
        if (value >= from && value <= to) {
            return value;
        }
        throw new IllegalArgumentException("must be a number from " + from + " to " + to);
    }

    private static boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        };
    }

    private static char single(String text) {
        if (text.length() != 1) {
            throw new IllegalArgumentException("must be one character");
        }
        return text.charAt(0);
    }

    private String limited(String text) {
        if (min != null && text.length() < Integer.parseInt(min)) {
            throw new IllegalArgumentException("must have at least " + min + " characters");
        }
        if (max != null && text.length() > Integer.parseInt(max)) {
            throw new IllegalArgumentException("must have at most " + max + " characters");
        }
        return text;
    }
}
