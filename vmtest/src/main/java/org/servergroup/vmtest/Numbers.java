package org.servergroup.vmtest;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Accounts for numbered messages, counted from 1: what came, what came twice or late, and what is missing. */
final class Numbers {
    private static final Pattern NUMBER = Pattern.compile("\"n\":(\\d+)|\\bn=(\\d+)\\b");

    private final BitSet seen = new BitSet();
    private final List<Integer> disordered = new ArrayList<>();
    private int last;
    private int count;

    /** Takes the numbers of the lines that have one. */
    static Numbers of(List<String> lines) {
        Numbers numbers = new Numbers();
        for (String line : lines) {
            int number = in(line);
            if (number > 0) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    /** The number in a line, or 0. */
    static int in(String line) {
        Matcher matcher = NUMBER.matcher(line);
        if (!matcher.find()) {
            return 0;
        }
        return Integer.parseInt(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
    }

    void add(int number) {
        count++;
        if (number <= last) {
            disordered.add(number);
        }
        seen.set(number);
        last = Math.max(last, number);
    }

    int count() {
        return count;
    }

    /** The least that came, or 0. */
    int first() {
        return Math.max(0, seen.nextSetBit(0));
    }

    int last() {
        return last;
    }

    /** What came after a greater one, or a second time. */
    List<Integer> disordered() {
        return List.copyOf(disordered);
    }

    /** What is missing from {@code first} to {@code end}, both included. */
    List<Integer> missing(int first, int end) {
        List<Integer> missing = new ArrayList<>();
        for (int number = seen.nextClearBit(first); number <= end; number = seen.nextClearBit(number + 1)) {
            missing.add(number);
        }
        return missing;
    }
}
