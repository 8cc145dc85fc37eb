package org.servergroup.messaging;

import java.time.Duration;
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
     * @param maxQueuedBytes how many bytes of messages wait for one listener
     * @param hangTimeout how long a call may take before it counts as hanging
     */
    public record Settings(int maxThreads, int maxQueuedCalls, long maxQueuedBytes, Duration hangTimeout) {
        /** 8 threads, 256 calls, 1 MiB, 10 seconds. */
        public static final Settings DEFAULT = new Settings(8, 256, 1 << 20, Duration.ofSeconds(10));
    }

    /**
     * Starts nothing yet.
     *
     * @param timer notices hanging calls; not shut down by this class
     * @param discards is told of each dropped call; called on the thread that brought the message
     */
    public Delivery(Settings settings, ScheduledExecutorService timer, ObjLongConsumer<Discard> discards) {
        throw new UnsupportedOperationException();
    }

    /** Takes other bounds, which count from now on. */
    public void settings(Settings settings) {
        throw new UnsupportedOperationException();
    }

    /** Drops what waits, interrupts the calls that run and ends the threads, within 2 seconds. Idempotent. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
