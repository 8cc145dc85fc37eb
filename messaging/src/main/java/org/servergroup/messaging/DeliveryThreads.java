package org.servergroup.messaging;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads that serve mailboxes, one call at a time and in turn. As many as there are busy mailboxes, up to a bound;
 * none when there is nothing to do. A thread held by a hanging listener does not count.
 */
final class DeliveryThreads {
    private static final System.Logger LOG = System.getLogger("org.servergroup.messaging");

    /** How many threads listeners may hold for good and have replaced. */
    private static final int MAX_REPLACED = 32;

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ScheduledExecutorService timer;
    private final Supplier<Delivery.Settings> settings;
    private final LogLimit ended = new LogLimit();

    // Everything below is guarded by this. A mailbox's lock may be held when this one is taken, never the reverse.
    private final ArrayDeque<Mailbox> ready = new ArrayDeque<>();
    private final List<Mailbox> running = new ArrayList<>();
    private final Set<Thread> threads = new HashSet<>();
    private int idle;
    private int hanging;
    private long lastThread;
    private @Nullable Future<?> watch;
    private boolean closing;
    private boolean closed;

    DeliveryThreads(ScheduledExecutorService timer, Supplier<Delivery.Settings> settings) {
        this.timer = timer;
        this.settings = settings;
    }

    /** The mailbox has something to deliver and is not being served. False if it will not be. */
    synchronized boolean ready(Mailbox mailbox) {
        if (closed || (closing && mailbox.isBounded())) {
            return false;
        }
        ready.add(mailbox);
        if (closing) {
            notifyAll();
        } else if (idle >= ready.size()) {
            notify();
        }
        if (idle < ready.size()) {
            startThread();
        }
        return true;
    }

    private void startThread() {
        if (threads.size() - Math.min(hanging, MAX_REPLACED) >= settings.get().maxThreads()) {
            return;
        }
        // No thread locals and no class loader of whoever brought the message may live on in the thread.
        Thread thread = new Thread(null, this::work, "servergroup-delivery-" + ++lastThread, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(DeliveryThreads.class.getClassLoader());
        thread.setUncaughtExceptionHandler(
                (dead, error) -> ended.warn(LOG, error, "of some kind", "has thrown an error and ended its thread"));
        boolean started = false;
        threads.add(thread);
        try {
            thread.start();
            started = true;
        } finally {
            if (!started) {
                threads.remove(thread);
            }
        }
    }

    private void work() {
        boolean left = false;
        try {
            Mailbox mailbox = next();
            while (mailbox != null) {
                serve(mailbox);
                mailbox = next();
            }
            left = true;
        } finally {
            if (!left) {
                leave();
            }
        }
    }

    private void serve(Mailbox mailbox) {
        try {
            mailbox.deliverNext();
        } finally {
            boolean more = mailbox.finished();
            // An interrupt was meant for the call that has just ended; none comes after finished().
            Thread.interrupted();
            synchronized (this) {
                running.remove(mailbox);
                if (more && !(closing && mailbox.isBounded())) {
                    ready.add(mailbox);
                }
                if (closing) {
                    notifyAll();
                }
            }
        }
    }

    /** Waits for work; null when the thread is to end. */
    private synchronized @Nullable Mailbox next() {
        Mailbox mailbox = awaitReady();
        if (mailbox == null) {
            leave();
            return null;
        }
        running.add(mailbox);
        watch(settings.get().hangTimeout().toNanos());
        return mailbox;
    }

    private @Nullable Mailbox awaitReady() {
        long deadline = System.nanoTime() + IDLE_NANOS;
        long left = IDLE_NANOS;
        idle++;
        try {
            while (ready.isEmpty() && !closing && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = deadline - System.nanoTime();
            }
            return ready.poll();
        } catch (InterruptedException e) {
            return null; // ends the thread
        } finally {
            idle--;
        }
    }

    private synchronized void leave() {
        threads.remove(Thread.currentThread());
        if (idle < ready.size()) {
            startThread();
        }
        if (closing) {
            notifyAll();
        }
    }

    private void watch(long afterNanos) {
        if (watch != null || closing) {
            return;
        }
        try {
            watch = timer.schedule(this::lookForHanging, afterNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "hanging listeners are not noticed any more: the timer has been shut down");
        }
    }

    private void lookForHanging() {
        List<Mailbox> served;
        synchronized (this) {
            watch = null;
            served = List.copyOf(running);
        }
        long now = System.nanoTime();
        long soonest = Long.MAX_VALUE;
        for (Mailbox mailbox : served) {
            soonest = Math.min(soonest, mailbox.checkHanging(now, settings.get().hangTimeout()));
        }
        if (soonest != Long.MAX_VALUE) {
            synchronized (this) {
                watch(soonest);
            }
        }
    }

    synchronized void hangingBegan() {
        hanging++;
        if (idle < ready.size()) {
            startThread();
        }
    }

    synchronized void hangingEnded() {
        hanging--;
    }

    void close() {
        List<Mailbox> served;
        synchronized (this) {
            closing = true;
            if (watch != null) {
                watch.cancel(false);
            }
            ready.removeIf(Mailbox::isBounded);
            notifyAll();
            await(() -> ready.isEmpty() && running.stream().allMatch(Mailbox::mayBeInterrupted));
            closed = true;
            served = List.copyOf(running);
        }
        for (Mailbox mailbox : served) {
            mailbox.interrupt();
        }
        synchronized (this) {
            int own = threads.contains(Thread.currentThread()) ? 1 : 0;
            await(() -> threads.size() <= own);
            if (threads.size() > own) {
                LOG.log(Level.WARNING, "{0} listeners hang and could not be interrupted", threads.size() - own);
            }
        }
    }

    /** Waits a bounded time for a condition that is guarded by this. */
    private void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + CLOSE_NANOS;
        long left = CLOSE_NANOS;
        try {
            while (!condition.getAsBoolean() && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = deadline - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
