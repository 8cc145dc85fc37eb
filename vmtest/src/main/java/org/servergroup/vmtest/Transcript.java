package org.servergroup.vmtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The lines that something said, in order, kept in a log file with the time as well. One thread adds, others wait for a line. */
final class Transcript implements AutoCloseable {
    private static final int TAIL = 12;
    /** Logs count seconds from here, all of them. */
    private static final long START = System.nanoTime();

    private final String name;
    private final Writer log;
    private final List<String> lines = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();
    private @Nullable String end;
    private boolean closed;

    Transcript(String name, Path log) throws IOException {
        this.name = name;
        this.log = Files.newBufferedWriter(log);
    }

    /** Takes a line; one that comes after the close is dropped. */
    synchronized void add(String line) {
        if (closed) {
            return;
        }
        long now = System.nanoTime();
        lines.add(line);
        times.add(now);
        try {
            log.write(String.format("%9.3f %s%n", (now - START) / 1e9, line));
            log.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        notifyAll();
    }

    /** Says that no line will follow, so that nobody waits for one. */
    synchronized void end(String reason) {
        if (end == null) {
            end = reason;
        }
        notifyAll();
    }

    /** The place after the last line so far. */
    synchronized int mark() {
        return lines.size();
    }

    synchronized List<String> since(int mark) {
        return List.copyOf(lines.subList(mark, lines.size()));
    }

    /** Waits until no line will follow. */
    synchronized boolean awaitEnd(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (end == null) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            wait(left / 1_000_000 + 1);
        }
        return true;
    }

    /** Waits for a line after the mark that contains the text; longer than it has patience when the machine is busy. */
    Seen await(int mark, String text, Duration patience) throws InterruptedException {
        return await(mark, "\"" + text + "\"", line -> line.contains(text), patience);
    }

    synchronized Seen await(int mark, String what, Predicate<String> wanted, Duration patience)
            throws InterruptedException {
        long start = System.nanoTime();
        int next = mark;
        while (true) {
            for (; next < lines.size(); next++) {
                if (wanted.test(lines.get(next))) {
                    return new Seen(lines.get(next), next + 1, times.get(next));
                }
            }
            long waited = System.nanoTime() - start;
            long left = patience.toNanos() - waited;
            if (left <= 0) {
                left = Load.stretch(patience).toNanos() - waited;
            }
            if (end != null || left <= 0) {
                String why = end != null ? end : "within " + waited / 1_000_000_000 + " s";
                throw new NotSeen(name + " did not say " + what + " (" + why + "); its last lines: " + tail());
            }
            wait(left / 1_000_000 + 1);
        }
    }

    synchronized String tail() {
        return lines.isEmpty()
                ? "none"
                : "\n    | " + String.join("\n    | ", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    }

    @Override
    public synchronized void close() throws IOException {
        end("closed");
        closed = true;
        log.close();
    }

    /** A line, the mark after it, and when it came ({@link System#nanoTime()}). */
    record Seen(String line, int mark, long nanos) {}
}
