package org.servergroup.itest.scenario;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A running program and the lines it has written, on stdout and stderr alike. */
public final class Program implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String name;
    private final Process process;
    private final Thread reader;
    private final List<String> lines = new ArrayList<>();
    private int read;

    private Program(String name, Process process, Consumer<String> listener) {
        this.name = name;
        this.process = process;
        this.reader = new Thread(() -> readAll(listener), "output of " + name);
        this.reader.setDaemon(true);
        this.reader.start();
    }

    /**
     * Starts a program.
     *
     * @param name what to call it when something goes wrong
     * @param environment variables on top of our own
     * @param listener gets each line as it is written, on a thread of its own
     */
    public static Program start(
            String name, List<String> command, Map<String, String> environment, Consumer<String> listener)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return new Program(name, process, listener);
    }

    /** Waits for a line that was not yet passed over, and passes over it and all before it. */
    public void await(String what, Predicate<String> wanted, Duration deadline)
            throws NotSeenException, InterruptedException {
        synchronized (lines) {
            read = await(what, wanted, deadline, read) + 1;
        }
    }

    /** Waits for a line, which may have been written before others that were awaited. Passes over nothing. */
    public void awaitAnywhere(String what, Predicate<String> wanted, Duration deadline)
            throws NotSeenException, InterruptedException {
        synchronized (lines) {
            await(what, wanted, deadline, 0);
        }
    }

    private int await(String what, Predicate<String> wanted, Duration deadline, int from)
            throws NotSeenException, InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        int next = from;
        synchronized (lines) {
            while (true) {
                while (next < lines.size()) {
                    if (wanted.test(lines.get(next))) {
                        return next;
                    }
                    next++;
                }
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0 || !reader.isAlive()) {
                    throw new NotSeenException(notSeen(what, left));
                }
                lines.wait(Math.min(left, 100));
            }
        }
    }

    /** Whether a line has been written, at any time. */
    public boolean hasWritten(Predicate<String> wanted) {
        synchronized (lines) {
            return lines.stream().anyMatch(wanted);
        }
    }

    /** All that has been written so far. */
    public List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** The process. */
    public Process process() {
        return process;
    }

    /** Waits for the end; returns the exit code once all output has been read. */
    public int awaitEnd(Duration deadline) throws NotSeenException, InterruptedException {
        if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new NotSeenException(name + " did not end within " + deadline.toSeconds() + " s");
        }
        reader.join(PATIENCE.toMillis());
        return process.exitValue();
    }

    /** As {@code kill -9} does it. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Asks it to end, and makes it end if it does not. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private String notSeen(String what, long left) {
        if (left > 0) {
            return name + " ended (exit code " + process.exitValue() + ") before this was seen: " + what;
        }
        return "not seen in time: " + what;
    }

    private void readAll(Consumer<String> listener) {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                listener.accept(line);
                synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                }
            }
        } catch (IOException e) {
            // The process was killed and its pipe with it: that is the end of its lines.
        }
    }
}
