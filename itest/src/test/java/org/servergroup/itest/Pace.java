package org.servergroup.itest;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Calls for messages at a steady rate, in a thread of its own, and makes up for delays of up to a quarter of a second. */
final class Pace implements AutoCloseable {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final int perSecond;
    private final Sender sender;
    private final Thread thread;
    private volatile boolean stopped;
    private final AtomicLong sent = new AtomicLong();
    private volatile @Nullable Exception failure;

    /** Sends the message of this number; returns false if it was not accepted, and is to be sent again. */
    interface Sender {
        boolean send(long number) throws Exception;
    }

    Pace(String name, int perSecond, Sender sender) {
        this.perSecond = perSecond;
        this.sender = sender;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    Pace start() {
        thread.start();
        return this;
    }

    /** How many were accepted: the number of the next one. */
    long sent() throws Exception {
        Exception thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
        return sent.get();
    }

    private void run() {
        try {
            double credit = 0;
            long last = System.nanoTime();
            while (!stopped) {
                LockSupport.parkNanos(TICK_NANOS);
                long now = System.nanoTime();
                credit = Math.min(credit + (now - last) * 1e-9 * perSecond, perSecond / 4.0);
                last = now;
                while (credit >= 1 && !stopped && sender.send(sent.get())) {
                    credit--;
                    sent.incrementAndGet();
                }
            }
        } catch (Exception e) {
            failure = e;
        }
    }

    @Override
    public void close() {
        stopped = true;
        Launched.join(thread);
    }
}
