package org.servergroup.host.internal;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one thread is to run, in order. Bounded: whoever puts something waits while it is full, but not that thread, which
 * would wait for itself. Thread-safe.
 */
final class TaskQueue {
    static final int MAX_TASKS = 4096;

    private final Thread taker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private volatile boolean closed;

    TaskQueue(Thread taker) {
        this.taker = taker;
    }

    /**
     * Puts a task behind the others.
     *
     * @return false if the queue is closed, or the caller was interrupted while it waited
     */
    boolean put(Runnable task) {
        lock.lock();
        try {
            while (tasks.size() >= MAX_TASKS && Thread.currentThread() != taker && !closed) {
                room.await();
            }
            if (closed) {
                return false;
            }
            tasks.add(task);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return tasks.size();
        } finally {
            lock.unlock();
        }
    }

    /** The next task; by the taker, if there is one. */
    Runnable take() {
        lock.lock();
        try {
            room.signal();
            return tasks.remove();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more is put; what is there already can still be taken. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /** Closes, drops what is there, and sends away whoever waits with more. */
    void clear() {
        lock.lock();
        try {
            closed = true;
            tasks.clear();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
