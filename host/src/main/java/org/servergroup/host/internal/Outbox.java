package org.servergroup.host.internal;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Runs tasks in the order in which they were put, one at a time, by the threads that come by. Thread-safe. */
final class Outbox {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    /** Puts a task: its place in the order is decided by what lock the caller holds. Runs nothing. */
    synchronized void put(Runnable task) {
        tasks.add(task);
    }

    /** Runs what was put, unless another thread is at it; to be called with no lock held. */
    void run() {
        for (Runnable task = take(false); task != null; task = take(true)) {
            task.run();
        }
    }

    private synchronized @Nullable Runnable take(boolean mine) {
        if (running && !mine) {
            return null;
        }
        Runnable task = tasks.poll();
        running = task != null;
        return task;
    }
}
