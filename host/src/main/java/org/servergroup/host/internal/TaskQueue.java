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
        return put(task, Thread.currentThread() != taker);
    }

    /**
     * Puts a task behind the others even if it is full: one that comes seldom, and from somebody who must not wait.
     *
     * @return false if the queue is closed
     */
    boolean putAnyway(Runnable task) {
        return put(task, false);
    }

    private boolean put(Runnable task, boolean waits) {
        lock.lock();
        try {
            while (waits && tasks.size() >= MAX_TASKS && !closed) {
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

    /** Nothing more is put, and whoever waits with more is sent away; what is there already can still be taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Closes, and drops what is there. */
    void clear() {
        lock.lock();
        try {
            close();
            tasks.clear();
        } finally {
            lock.unlock();
        }
    }
}
