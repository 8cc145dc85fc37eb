package org.servergroup.agent.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.servergroup.protocol.EnvelopeReader;
import org.servergroup.protocol.Leg;
import org.servergroup.protocol.Verdict;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.LocalTransport.Channel;
import org.servergroup.spi.LocalTransport.Receiver;
import org.servergroup.spi.Offer;
import org.servergroup.spi.Peer;

/** One open local channel: what comes from its applications goes to the host, and the other way round. */
final class LocalSession implements Receiver {
    private static final System.Logger LOG = System.getLogger("org.servergroup.agent");

    private final String address;
    private final Router router;
    private final Consumer<IOException> failed;
    private final EnvelopeReader envelope = new EnvelopeReader();
    private final Waiter.Reader place = new Waiter.Reader(this::resume);

    private volatile @Nullable Channel channel;
    private volatile boolean unsent;
    private volatile boolean held;
    private final AtomicInteger writables = new AtomicInteger();
    private @Nullable Route last;

    /** @param failed is told that the channel cannot be used any more; must not close it in the call */
    LocalSession(String address, Router router, Consumer<IOException> failed) {
        this.address = address;
        this.router = router;
        this.failed = failed;
    }

    String address() {
        return address;
    }

    /** The channel is open; frames may have come already. */
    void opened(Channel opened) {
        channel = opened;
        router.localOpened(this);
        flush();
        opened.resume();
    }

    /** Ends it; a frame that is held goes into the queue first, so that it is not lost. Not for reader threads. */
    void close() {
        place.beginLeaving();
        router.localClosing(this, place);
        Channel open = channel;
        if (open == null) {
            return;
        }
        try {
            if (held) {
                open.resume();
                awaitNothingHeld();
            }
            open.close();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the local channel " + address + " did not close in order", e);
        }
        router.localClosed(this, place);
    }

    private synchronized void awaitNothingHeld() {
        long deadline = System.nanoTime() + 200_000_000L;
        try {
            for (long left = 200; held && left > 0; left = (deadline - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // Towards the applications.

    /** Offers a message to an application; {@link #flush} sends it. */
    Offer offer(LocalAddress to, ByteBuffer... parts) {
        Channel open = channel;
        if (open == null) {
            return Offer.CLOSED;
        }
        try {
            Offer offer = open.offer(to, parts);
            if (offer == Offer.BACK_PRESSURED) {
                open.flush();
                offer = open.offer(to, parts);
            }
            if (offer == Offer.ACCEPTED) {
                unsent = true;
            }
            return offer;
        } catch (RuntimeException e) {
            failed(new IOException("the local channel " + address + " threw " + e, e));
            return Offer.CLOSED;
        }
    }

    /** How often a peer got room again. */
    int writables() {
        return writables.get();
    }

    void flush() {
        Channel open = channel;
        if (unsent && open != null) {
            unsent = false;
            open.flush();
        }
    }

    // From the applications, on the reader's thread.

    @Override
    public boolean received(Peer from, ByteBuffer frame) {
        boolean taken = take(from, frame);
        if (held && taken) {
            synchronized (this) {
                held = false;
                notifyAll();
            }
        } else if (!taken) {
            held = true;
        }
        return taken;
    }

    private boolean take(Peer from, ByteBuffer frame) {
        String name = from.address().name();
        if (name.isEmpty()) {
            router.discards().dropped(Discard.REFUSED_SENDER, frame.remaining(), from.pid());
            return true;
        }
        if (name.equals(address)) {
            router.discards().dropped(Direction.TO_HOST, Discard.REFUSED_SENDER, 1, frame.remaining(), name);
            return true;
        }
        Verdict verdict = envelope.read(Leg.APP_TO_AGENT, frame);
        if (verdict != Verdict.OK) {
            router.refused(this, from.address(), verdict, envelope, frame.remaining());
            return true;
        }
        Route route = last;
        if (route == null || !route.live || !route.address.equals(from.address())) {
            route = router.routes().seen(from.address(), this);
            last = route;
        }
        if (!router.outbound().submit(place, route, envelope.toChannel(name))) {
            return false;
        }
        route.fromApp.add(frame.remaining());
        router.counters().fromApps.add(frame.remaining());
        return true;
    }

    @Override
    public void batchEnded() {
        router.outbound().batchEnded(place);
        flush();
    }

    @Override
    public void writable(LocalAddress peer) {
        writables.incrementAndGet();
        router.writable(peer);
    }

    @Override
    public void undelivered(LocalAddress peer, Discard reason, long frames) {
        router.undelivered(this, peer, reason, frames);
    }

    @Override
    public void returned(LocalAddress peer, ByteBuffer frame) {
        router.returned(peer, frame);
    }

    @Override
    public void discarded(Discard reason, long bytes, int pid) {
        router.discards().dropped(reason, bytes, pid);
    }

    @Override
    public void failed(IOException cause) {
        failed.accept(cause);
    }

    private void resume() {
        Channel open = channel;
        if (open != null) {
            open.resume();
        }
    }
}
