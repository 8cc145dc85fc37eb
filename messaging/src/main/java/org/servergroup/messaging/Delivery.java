package org.servergroup.messaging;

import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.ObjLongConsumer;
import org.servergroup.spi.Discard;

/**
 * Calls listeners on threads of its own ({@code servergroup-delivery-N}), so that none can hold up a reader or another
 * listener. Thread-safe.
 *
 * <p>Each listener object has a bounded mailbox and is called serially, in the order of arrival, whatever it is
 * registered for. When the mailbox is full the oldest call is dropped, because what is newest is worth most to a
 * listener that has fallen behind, and the last state of the link must never be lost; {@link Discard#LISTENER_FULL}
 * counts it. A listener that throws is logged and stays. One that hangs is logged once, and another thread takes the
 * place of the one it holds. There are no threads while there is nothing to do.
 */
public final class Delivery implements AutoCloseable {
    /**
     * The bounds.
     *
     * @param maxThreads how many listeners are called at the same time, not counting those that hang
     * @param maxQueuedCalls how many calls wait for one listener
     * @param maxQueuedBytes how many bytes of messages wait for one listener; a longer message can wait alone
     * @param hangTimeout how long a call may take before it counts as hanging
     */
    public record Settings(int maxThreads, int maxQueuedCalls, long maxQueuedBytes, Duration hangTimeout) {
        /** 8 threads, 256 calls, 1 MiB, 10 seconds. */
        public static final Settings DEFAULT = new Settings(8, 256, 1 << 20, Duration.ofSeconds(10));

        /**
         * Checks the bounds.
         *
         * @throws IllegalArgumentException if one is not positive
         */
        public Settings {
            if (maxThreads <= 0 || maxQueuedCalls <= 0 || maxQueuedBytes <= 0 || !isPositive(hangTimeout)) {
                throw new IllegalArgumentException("delivery needs positive bounds, not " + maxThreads + " threads, "
                        + maxQueuedCalls + " calls, " + maxQueuedBytes + " bytes, " + hangTimeout);
            }
        }

        private static boolean isPositive(Duration duration) {
            return !duration.isNegative() && !duration.isZero();
        }
    }

    private final ObjLongConsumer<Discard> discards;
    private final DeliveryThreads threads;
    private final IdentityHashMap<Object, Mailbox> mailboxes = new IdentityHashMap<>();
    private volatile Settings settings;

    /**
     * Starts nothing yet.
     *
     * @param timer notices hanging calls; not shut down by this class
     * @param discards is told of each dropped call; called on the thread that brought the message
     */
    public Delivery(Settings settings, ScheduledExecutorService timer, ObjLongConsumer<Discard> discards) {
        this.settings = settings;
        this.discards = discards;
        this.threads = new DeliveryThreads(timer, this::settings);
    }

    /** Takes other bounds, which count from now on. */
    public void settings(Settings settings) {
        this.settings = settings;
    }

    Settings settings() {
        return settings;
    }

    DeliveryThreads threads() {
        return threads;
    }

    void dropped(long calls) {
        discards.accept(Discard.LISTENER_FULL, calls);
    }

    /** Opens a way to the listener. All ways to one listener object lead through one mailbox. */
    <L> Subscription<L> subscribe(L listener) {
        synchronized (mailboxes) {
            Mailbox mailbox = mailboxes.computeIfAbsent(
                    listener, key -> new Mailbox(this, key.getClass().getName(), true));
            mailbox.subscribers++;
            return new Subscription<>(listener, mailbox);
        }
    }

    /** Closes a way to a listener. Nothing of the listener stays here once the last one is closed. */
    void unsubscribe(Subscription<?> subscription) {
        Mailbox mailbox = subscription.mailbox();
        synchronized (mailboxes) {
            if (--mailbox.subscribers == 0) {
                mailboxes.remove(subscription.listener(), mailbox);
            }
        }
        mailbox.remove(subscription);
    }

    /**
     * A serial executor without a bound of its own, for tasks that nobody from outside can multiply. None is lost: once
     * the delivery is closed, it runs them in the caller's thread.
     */
    Executor executor(String name) {
        Mailbox mailbox = new Mailbox(this, name, false);
        Subscription<Executor> subscription = new Subscription<>(Runnable::run, mailbox);
        return task -> mailbox.put(subscription, runner -> runner.execute(task), 0);
    }

    /**
     * Lets the callbacks of promises end, drops what else waits, interrupts the calls that run and ends the threads,
     * within about 2 seconds. Idempotent.
     */
    @Override
    public void close() {
        threads.close();
        synchronized (mailboxes) {
            mailboxes.clear();
        }
    }
}
