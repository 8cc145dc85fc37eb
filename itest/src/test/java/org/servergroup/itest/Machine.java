package org.servergroup.itest;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How late a thread is that does nothing but sleep: what a machine that is busy does to every thread of this process. */
final class Hiccups implements AutoCloseable {
    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Thread thread = new Thread(this::run, "hiccups");
    private volatile boolean stopped;
    private long worst;

    Hiccups() {
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        long last = System.nanoTime();
        while (!stopped) {
            LockSupport.parkNanos(NAP_NANOS);
            long now = System.nanoTime();
            late(now - last - NAP_NANOS);
            last = now;
        }
    }

    private synchronized void late(long nanos) {
        worst = Math.max(worst, nanos);
    }

    /** The worst since it was asked last, in milliseconds. */
    synchronized long takeMillis() {
        long taken = worst;
        worst = 0;
        return TimeUnit.NANOSECONDS.toMillis(taken);
    }

    @Override
    public void close() {
        stopped = true;
        Launched.join(thread);
    }
}
