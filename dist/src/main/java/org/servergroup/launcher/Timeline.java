package org.servergroup.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.servergroup.LinkListener;

/** When the parts of a start were done, by the thread that starts the program, and when it was of use. */
final class Timeline implements LinkListener {
    private static final long PAUSE_MILLIS = 1;

    private final long begin = System.nanoTime();
    private final List<Step> steps = new ArrayList<>();
    private final CountDownLatch bound = new CountDownLatch(1);
    private final CountDownLatch linked = new CountDownLatch(1);
    private volatile long boundNanos = -1;
    private volatile long linkedNanos = -1;
    private boolean watched;
    private long last = begin;

    /** A part of the start and how long it took. */
    record Step(String name, long nanos) {}

    /** This part is done; it began when the one before was. */
    void done(String name) {
        long now = System.nanoTime();
        steps.add(new Step(name, now - last));
        last = now;
    }

    /** The parts so far, in order. */
    List<Step> steps() {
        return List.copyOf(steps);
    }

    /** Finds out from now on when somebody is bound to the address, by looking again and again. */
    void watch(String address) {
        watched = true;
        Thread thread = new Thread(() -> await(address), "servergroup-startup-report");
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether somebody wants to know more than the parts. */
    boolean isWatched() {
        return watched;
    }

    private void await(String address) {
        try {
            while (!Bound.now().contains(address)) {
                Thread.sleep(PAUSE_MILLIS);
            }
            boundNanos = System.nanoTime() - begin;
            bound.countDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void linkUp() {
        if (linkedNanos < 0) {
            linkedNanos = System.nanoTime() - begin;
        }
        linked.countDown();
    }

    @Override
    public void linkDown(String reason) {
        // It may come up in time.
    }

    /** How long it took until the address was bound; -1 if it has not been in time. */
    long boundNanos(long deadlineNanos) throws InterruptedException {
        return bound.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS) ? boundNanos : -1;
    }

    /** How long it took until messages could get through to the host; -1 if they could not in time. */
    long linkedNanos(long deadlineNanos) throws InterruptedException {
        return linked.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS) ? linkedNanos : -1;
    }
}
