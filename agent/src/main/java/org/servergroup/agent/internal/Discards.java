package org.servergroup.agent.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.servergroup.spi.Discard;

/**
 * Counts what is dropped and logs it, at most one line per direction, reason and minute. Thread-safe.
 *
 * <p>No timer: the first loss is told at once, those of the following minute with the first one after it.
 */
final class Discards {
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MAX_NAME_LENGTH = 120;

    private final Counters counters;
    private final Logger log;
    private final LongSupplier nanoTime;
    private final Map<Direction, Map<Discard, Throttle>> throttles = new EnumMap<>(Direction.class);

    Discards(Counters counters, Logger log, LongSupplier nanoTime) {
        this.counters = counters;
        this.log = log;
        this.nanoTime = nanoTime;
        for (Direction direction : Direction.values()) {
            Map<Discard, Throttle> reasons = new EnumMap<>(Discard.class);
            for (Discard reason : Discard.values()) {
                reasons.put(reason, new Throttle());
            }
            throttles.put(direction, reasons);
        }
    }

    /**
     * Something was dropped.
     *
     * @param who the application or address concerned, as the log is to name it; empty if there is none
     */
    void dropped(Direction direction, Discard reason, long messages, long bytes, String who) {
        if (messages <= 0) {
            return;
        }
        counters.discarded(direction, reason, messages, bytes);
        long told = throttle(direction, reason).take(messages, nanoTime.getAsLong(), who, 0);
        if (told > 0) {
            log.log(Level.WARNING, line(direction, reason, told, who));
        }
    }

    /**
     * A datagram for the host was dropped.
     *
     * @param pid the process that sent it, 0 if unknown; looked at only when it is logged
     */
    void dropped(Discard reason, long bytes, int pid) {
        counters.discarded(Direction.TO_HOST, reason, 1, bytes);
        Throttle throttle = throttle(Direction.TO_HOST, reason);
        long told = throttle.take(1, nanoTime.getAsLong(), "", pid);
        if (told > 0) {
            throttle.program = Program.of(pid);
            log.log(Level.WARNING, line(Direction.TO_HOST, reason, told, throttle.about()));
        }
    }

    /** How long ago something was last dropped on that way for that reason; it has been. */
    Duration sinceLast(Direction direction, Discard reason) {
        return Duration.ofNanos(nanoTime.getAsLong() - throttle(direction, reason).last);
    }

    /** The application, address or process that it was last about; empty if that is not known. */
    String lastAbout(Direction direction, Discard reason) {
        return printable(throttle(direction, reason).about());
    }

    private Throttle throttle(Direction direction, Discard reason) {
        return Objects.requireNonNull(
                Objects.requireNonNull(throttles.get(direction)).get(reason));
    }

    private static String line(Direction direction, Discard reason, long messages, String who) {
        return "dropped " + messages + (messages == 1 ? " message " : " messages ") + direction + ": " + reason.label()
                + (who.isEmpty() ? "" : " (" + printable(who) + ")");
    }

    /** What came from outside must not forge a second line, nor fill the log. */
    static String printable(String text) {
        StringBuilder printable = new StringBuilder(Math.min(text.length(), MAX_NAME_LENGTH) + 1);
        for (int i = 0; i < text.length(); i++) {
            if (i == MAX_NAME_LENGTH) {
                return printable.append('…').toString();
            }
            char c = text.charAt(i);
            printable.append(Character.isISOControl(c) ? '?' : c);
        }
        return printable.toString();
    }

    /** Counts what was not told yet; lets somebody tell it once a minute. */
    private static final class Throttle {
        private final AtomicLong untold = new AtomicLong();
        private final AtomicLong next = new AtomicLong(Long.MIN_VALUE);
        volatile long last;
        volatile Program program = new Program(0, "");
        private volatile String address = "";
        private volatile int pid;

        long take(long messages, long now, String who, int process) {
            last = now;
            address = who;
            pid = process;
            untold.addAndGet(messages);
            long due = next.get();
            boolean first = due == Long.MIN_VALUE;
            if ((first || now - due >= 0) && next.compareAndSet(due, now + QUIET_NANOS)) {
                return untold.getAndSet(0);
            }
            return 0;
        }

        /** By now, another process may have the number: the name is that of the time when it was logged. */
        String about() {
            Program known = program;
            int last = pid;
            if (last == 0) {
                return address;
            }
            return (known.pid() == last ? known : new Program(last, "")).toString();
        }
    }
}
