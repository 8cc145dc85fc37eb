package org.servergroup.channel;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps what foreign code throws away from the thread that calls it, and calls it no more once that has been muted. What is
 * called for each message asks {@link #areMuted} and tells {@link #threw} itself: a call in an object is memory. Thread-safe.
 */
public final class ForeignCalls {
    private final Logger log;
    private final AtomicLong thrown = new AtomicLong();
    private volatile boolean muted;

    /** @param log where to tell what was thrown */
    public ForeignCalls(Logger log) {
        this.log = log;
    }

    /** From now on {@link #make} does nothing. */
    public void mute() {
        muted = true;
    }

    /** Whether nothing is to be called any more. */
    public boolean areMuted() {
        return muted;
    }

    /** Calls unless muted. */
    public void make(String name, Runnable call) {
        if (!muted) {
            makeEvenIfMuted(name, call);
        }
    }

    /** Calls in any case. */
    public void makeEvenIfMuted(String name, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            threw(name, e);
        }
    }

    /** Foreign code that throws does so for every message, perhaps: powers of two are logged. */
    public void threw(String name, RuntimeException cause) {
        long count = thrown.incrementAndGet();
        if (Long.bitCount(count) == 1) {
            log.log(Level.ERROR, "receiver threw in " + name + ", " + count + " times in all", cause);
        }
    }
}
