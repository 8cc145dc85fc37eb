package org.servergroup.agent.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.Offer;

/**
 * Messages for applications which a local channel gave back when it was closed: the next one that is opened gets them.
 * Bounded in size and in time. Thread-safe.
 */
final class Stash {
    private final Supplier<Settings> settings;
    private final Discards discards;
    private final ScheduledExecutorService timer;
    private List<Kept> kept = new ArrayList<>();
    private long bytes;
    private @Nullable Future<?> end;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Kept(LocalAddress peer, byte[] frame) {}

    Stash(Supplier<Settings> settings, Discards discards, ScheduledExecutorService timer) {
        this.settings = settings;
        this.discards = discards;
        this.timer = timer;
    }

    void add(LocalAddress peer, ByteBuffer frame) {
        int length = frame.remaining();
        if (!keep(peer, frame)) {
            dropped(peer, Discard.STOPPED, length);
        }
    }

    private synchronized boolean keep(LocalAddress peer, ByteBuffer frame) {
        long cost = OutboundQueue.Message.cost(frame.remaining());
        if (bytes + cost > settings.get().maxQueuedBytes()) {
            return false;
        }
        byte[] copy = new byte[frame.remaining()];
        frame.get(copy);
        kept.add(new Kept(peer, copy));
        bytes += cost;
        if (end == null) {
            try {
                long wait = settings.get().localWait().toNanos();
                end = timer.schedule(() -> drop(Discard.NO_SUCH_PEER), wait, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                end = null; // the agent is being stopped, and drops it then
            }
        }
        return true;
    }

    /** Gives everything to a channel that has just been opened. */
    void giveTo(LocalSession session) {
        for (Kept message : take()) {
            if (session.offer(message.peer(), ByteBuffer.wrap(message.frame())) != Offer.ACCEPTED) {
                dropped(message.peer(), Discard.PEER_FULL, message.frame().length);
            }
        }
    }

    /** Nobody will get it. */
    void drop(Discard reason) {
        for (Kept message : take()) {
            dropped(message.peer(), reason, message.frame().length);
        }
    }

    private synchronized List<Kept> take() {
        List<Kept> taken = kept;
        kept = new ArrayList<>();
        bytes = 0;
        if (end != null) {
            end.cancel(false);
            end = null;
        }
        return taken;
    }

    private void dropped(LocalAddress peer, Discard reason, long length) {
        discards.dropped(Direction.TO_APPS, reason, 1, length, peer.name());
    }
}
