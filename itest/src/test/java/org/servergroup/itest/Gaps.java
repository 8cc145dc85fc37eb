package org.servergroup.itest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How long nothing arrived, each time that something was swapped. */
final class Gaps {
    /** @param late how late a thread was meanwhile that only sleeps: the share of the machine, not of the swap */
    private record Gap(long millis, long late) {}

    private final Map<String, List<Gap>> gaps = new TreeMap<>();

    void add(String what, long millis, long late) {
        gaps.computeIfAbsent(what, each -> new ArrayList<>()).add(new Gap(millis, late));
    }

    void clear() {
        gaps.clear();
    }

    void print() {
        gaps.forEach((what, all) -> {
            all.sort((one, other) -> Long.compare(one.millis, other.millis));
            Gap worst = all.get(all.size() - 1);
            System.out.printf(
                    "[hotswap] longest of %d gaps in ms, %s: %d, when a mere sleeper was late by %d; median %d%n",
                    all.size(), what, worst.millis, worst.late, all.get(all.size() / 2).millis);
        });
    }
}
