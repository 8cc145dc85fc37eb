package org.servergroup.sample.internal;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.servergroup.ServerGroup;
import org.servergroup.StatusTimeoutException;

/** What the sample does once it can: sends its text, if it has one, and asks for the status until it is answered. */
public final class Conversation {
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 5_000;

    private final ServerGroup group;
    private final Printer printer;
    private final Consumer<IOException> problems;

    /** Tells each problem once, as long as it stays the same. */
    public Conversation(ServerGroup group, Printer printer, Consumer<IOException> problems) {
        this.group = group;
        this.printer = printer;
        this.problems = problems;
    }

    /**
     * Tries until it has the status.
     *
     * @param text what to broadcast first, once; null for nothing
     * @param patience how long to wait for somebody to take the messages, and with it, give up when the answer to the
     *     query does not come in time; null to wait for ever
     * @return whether the status has come
     * @throws IllegalArgumentException if the text cannot be broadcast; says why
     */
    public boolean run(@Nullable String text, @Nullable Duration patience) throws InterruptedException {
        long started = System.nanoTime();
        long pause = FIRST_PAUSE_MS;
        String told = "";
        String unsent = text;
        while (true) {
            IOException problem;
            try {
                if (unsent != null) {
                    group.broadcast(unsent);
                    unsent = null;
                }
                problem = askForStatus();
            } catch (IOException e) {
                problem = e;
            }
            if (problem == null) {
                return true;
            }
            String message = String.valueOf(problem.getMessage());
            boolean late = problem instanceof StatusTimeoutException
                    || (patience != null && System.nanoTime() - started > patience.toNanos());
            if (!message.equals(told)) {
                told = message;
                problems.accept(problem);
            }
            if (patience != null && late) {
                return false;
            }
            Thread.sleep(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
        }
    }

    private @Nullable IOException askForStatus() throws InterruptedException {
        try {
            printer.status(group.status().getValue());
            return null;
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            return cause instanceof IOException failure ? failure : new IOException("the status query failed", cause);
        }
    }
}
