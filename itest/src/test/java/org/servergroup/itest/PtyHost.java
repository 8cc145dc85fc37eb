package org.servergroup.itest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.servergroup.posix.Descriptor;
import org.servergroup.posix.Pty;

/**
 * The host behind a pseudo-terminal, which stands in for the virtio-serial port. What it writes stays there until the agent
 * reads, also while no agent has the port open, as with the socket behind a real port.
 */
final class PtyHost implements AutoCloseable {
    private static final int READ_BYTES = 64 * 1024;
    private static final int WAIT_MILLIS = 100;
    private static final Pattern SEQUENCE = Pattern.compile("\"seq\":(\\d+)");

    private final Pty pty = new Pty();
    private final Descriptor keeper;
    private final Object writing = new Object();
    private final Consumer<String> fromApp;
    private final Sequence answers = new Sequence("answers of the handler");
    private final Object arrival = new Object();
    private int broadcasts; // guarded by arrival
    private final Thread reader;
    private final StringBuilder line = new StringBuilder();
    private volatile boolean stopped;

    PtyHost(Sequence fromApp) throws IOException {
        this(line -> Numbered.in(line, fromApp));
    }

    /** @param fromApp gets the whole lines that came from applications */
    PtyHost(Consumer<String> fromApp) throws IOException {
        this.fromApp = fromApp;
        // As long as somebody has the terminal open, what was written to it is kept.
        this.keeper = Descriptor.open(pty.device().toString());
        this.reader = new Thread(this::read, "host reader");
        reader.setDaemon(true);
        reader.start();
    }

    Path device() {
        return pty.device();
    }

    /** What the handler has answered. */
    Sequence answers() {
        return answers;
    }

    /** How many broadcasts have come. */
    int broadcasts() {
        synchronized (arrival) {
            return broadcasts;
        }
    }

    /** Waits until more broadcasts than that have come. */
    void awaitBroadcast(int before, Duration deadline) throws InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        synchronized (arrival) {
            while (broadcasts <= before) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    throw new AssertionError("no broadcast has come after the first " + before);
                }
                TimeUnit.NANOSECONDS.timedWait(arrival, left);
            }
        }
    }

    /** Sends a numbered message to an application or handler; waits while the agent does not read. */
    boolean send(String address, long number) throws IOException {
        write("{\"version\":2,\"dest_addr\":\"" + address + "\",\"source_addr\":\"cgcs.other\",\"data\":{\"n\":"
                + number + "}}\n");
        return true;
    }

    private void write(String text) throws IOException {
        synchronized (writing) {
            pty.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void read() {
        try {
            while (!stopped) {
                for (byte each : pty.read(READ_BYTES, WAIT_MILLIS)) {
                    if (each != '\n') {
                        line.append((char) each);
                    } else if (!line.isEmpty()) {
                        take(line.toString());
                        line.setLength(0);
                    }
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void take(String message) throws IOException {
        if (!Numbered.isWhole(message)) {
            return; // torn: the rest of it comes anew
        }
        if (message.contains("\"status_query\"")) {
            Matcher sequence = SEQUENCE.matcher(message);
            if (sequence.find()) {
                write("{\"version\":2,\"dest_addr\":\"cgcs.server_grp\",\"source_addr\":\"cgcs.server_grp\",\"data\":"
                        + "{\"version\":2,\"msg_type\":\"status_response_done\",\"seq\":" + sequence.group(1) + "}}\n");
            }
        } else if (message.contains("\"broadcast\"")) {
            synchronized (arrival) {
                broadcasts++;
                arrival.notifyAll();
            }
        } else if (message.contains("\"cgcs.scale\"")) {
            Numbered.in(message, answers);
        } else {
            fromApp.accept(message);
        }
    }

    @Override
    public void close() {
        stopped = true;
        Launched.join(reader);
        keeper.close();
        pty.close();
    }
}
