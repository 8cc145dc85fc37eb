package org.servergroup.itest;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the number in a message of these tests. */
final class Numbered {
    private static final Pattern NUMBER = Pattern.compile("\"n\":(\\d+)");

    private Numbered() {}

    /** Whether this is a whole object; there are no braces in the texts of these tests. */
    static boolean isWhole(String line) {
        long open = line.chars().filter(each -> each == '{').count();
        long closed = line.chars().filter(each -> each == '}').count();
        return line.startsWith("{") && line.endsWith("}") && open == closed;
    }

    static void in(String message, Sequence sequence) {
        Matcher number = NUMBER.matcher(message);
        if (number.find()) {
            sequence.arrived(Long.parseLong(number.group(1)));
        }
    }
}
