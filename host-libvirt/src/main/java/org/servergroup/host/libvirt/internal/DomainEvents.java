package org.servergroup.host.libvirt.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The events of domains that matter, as one virsh process prints them; a thread of its own reads them. */
final class DomainEvents implements AutoCloseable {
    /**
     * An event.
     *
     * @param domain its name; empty if the events have ended, or some were lost: everything may have changed
     * @param event such as {@code Stopped Destroyed}, or {@link #REBOOT}
     */
    record Event(String domain, String event) {}

    static final Event EVERYTHING = new Event("", "");

    /** The domain was reset: no change of its state. */
    static final String REBOOT = "reboot";

    private static final System.Logger LOG = System.getLogger("org.servergroup.host.libvirt");
    private static final Pattern LINE =
            Pattern.compile("event '(lifecycle|metadata-change|reboot)' for domain '?([^':]*)'?(?:: (.*))?");

    private final Process process;
    private final BlockingQueue<Event> queue;
    private final Thread thread;
    private volatile String last = "";

    DomainEvents(Virsh virsh, BlockingQueue<Event> queue) throws IOException {
        this.queue = queue;
        this.process = virsh.start("event", "--loop", "--all");
        this.thread = new Thread(this::read, "servergroup-host-libvirt-events");
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether more may come. */
    boolean isOpen() {
        return process.isAlive();
    }

    /** Why it has ended, in virsh's words. */
    String reason() {
        return last;
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Matcher matcher = LINE.matcher(line);
                if (matcher.matches()) {
                    put(new Event(matcher.group(2), text(matcher)));
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "reading events: {0}", e.getMessage());
        }
        last = lastError();
        process.destroyForcibly();
        put(EVERYTHING);
    }

    private static String text(Matcher matcher) {
        return switch (matcher.group(1)) {
            case "lifecycle" -> Objects.requireNonNullElse(matcher.group(3), "");
            case "reboot" -> REBOOT;
            default -> "";
        };
    }

    private String lastError() {
        try {
            String errors = new String(process.getErrorStream().readNBytes(4096), StandardCharsets.UTF_8);
            return errors.strip().lines().findFirst().orElse("virsh has ended");
        } catch (IOException e) {
            return "virsh has ended";
        }
    }

    /** When there are too many to be kept, everything is looked at anew. */
    private void put(Event event) {
        if (!queue.offer(event)) {
            queue.clear();
            queue.offer(EVERYTHING);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            thread.join(2000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
