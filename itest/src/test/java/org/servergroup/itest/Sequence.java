package org.servergroup.itest;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Numbered messages as they arrive: what is missing, what comes late or twice, and the longest time without any. */
final class Sequence {
    private final String name;
    private long next;
    private long missing;
    private long late;
    private String first = "";
    private long last = System.nanoTime();
    private long worst;

    Sequence(String name) {
        this.name = name;
    }

    synchronized void arrived(long number) {
        long now = System.nanoTime();
        worst = Math.max(worst, now - last);
        last = now;
        if (number < next) {
            late++;
            note(number + " came after " + (next - 1));
        } else {
            if (number > next) {
                missing += number - next;
                note(next + " to " + (number - 1) + " missing");
            }
            next = number + 1;
        }
        notifyAll();
    }

    private void note(String problem) {
        if (first.length() < 500) {
            first += " " + problem + ";";
        }
    }

    /** The number after the last one that has arrived. */
    synchronized long next() {
        return next;
    }

    synchronized long missing() {
        return missing;
    }

    /** How many came after a later one, or a second time. */
    synchronized long late() {
        return late;
    }

    /** What went wrong at first. */
    synchronized String problems() {
        return name + ":" + first;
    }

    /** Begins to look for the longest gap. */
    synchronized void beginGap() {
        worst = 0;
        last = System.nanoTime();
    }

    /** The longest time without a message since then, in milliseconds. */
    synchronized long gapMillis() {
        return TimeUnit.NANOSECONDS.toMillis(worst);
    }

    /** Waits until this number or a later one has arrived. */
    synchronized void await(long number, Duration deadline) throws InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        while (next <= number) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError(name + ": " + number + " has not arrived, the last one is " + (next - 1));
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }
}
