package org.servergroup.itest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long nothing arrived, each time that something was swapped.
 *
 * <p>The longest ones are not the swap's own: every few hundred swaps the virtual machine stops for some 40 ms to unload
 * the classes of all the bundles that have gone, and where processors are scarce each of the threads that take part waits
 * for one. That is why the share of both is told. What goes through a pseudo-terminal waits for threads of the kernel, too.
 */
final class Gaps {
    private record Gap(long millis, Machine.Delay delay) {}

    private final Map<String, List<Gap>> gaps = new TreeMap<>();

    void add(String what, long millis, Machine.Delay delay) {
        gaps.computeIfAbsent(what, each -> new ArrayList<>()).add(new Gap(millis, delay));
    }

    void clear() {
        gaps.clear();
    }

    void print() {
        gaps.forEach((what, all) -> {
            all.sort((one, other) -> Long.compare(one.millis, other.millis));
            Gap worst = all.get(all.size() - 1);
            System.out.printf(
                    "[hotswap] longest of %d gaps in ms, %s: %d, when a mere sleeper was late by %d and the threads waited %d"
                            + " for a processor; median %d%n",
                    all.size(),
                    what,
                    worst.millis,
                    worst.delay.asleep(),
                    worst.delay.ready(),
                    all.get(all.size() / 2).millis);
        });
    }
}
