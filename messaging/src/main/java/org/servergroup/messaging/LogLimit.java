package org.servergroup.messaging;

import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lets one warning of a kind through per minute and counts the others. Thread-safe. */
final class LogLimit {
    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private boolean logged;
    private long lastNanos;
    private long heldBack;

    /** Logs a warning about a listener, or counts it for the next one. */
    void warn(System.Logger log, @Nullable Throwable cause, String name, String message) {
        long before = pass(System.nanoTime());
        if (before < 0) {
            return;
        }
        String times = before == 0 ? "" : " (" + before + " times more since the last such line)";
        log.log(Level.WARNING, "listener " + name + " " + message + times, cause);
    }

    /** How many were held back since the last one, or -1 if this one is held back, too. */
    synchronized long pass(long nowNanos) {
        if (logged && nowNanos - lastNanos < INTERVAL_NANOS) {
            heldBack++;
            return -1;
        }
        long before = heldBack;
        logged = true;
        lastNanos = nowNanos;
        heldBack = 0;
        return before;
    }
}
