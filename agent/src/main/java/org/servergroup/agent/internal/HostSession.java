package org.servergroup.agent.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.servergroup.protocol.EnvelopeReader;
import org.servergroup.protocol.Leg;
import org.servergroup.protocol.Verdict;
import org.servergroup.spi.Discard;
import org.servergroup.spi.HostTransport.Channel;
import org.servergroup.spi.HostTransport.Receiver;
import org.servergroup.spi.Offer;

/**
 * One open host channel. Opened aside and then activated, so that another one can go on until this one is ready: before
 * that it keeps what the host sends.
 */
final class HostSession implements Receiver {
    private static final System.Logger LOG = System.getLogger("org.servergroup.agent");

    /** Told of what happens to the channel; must not close it in the call. */
    interface Owner {
        void linkChanged(HostSession session, String reason);

        void failed(HostSession session, IOException cause);
    }

    private final String label;
    private final Router router;
    private final Owner owner;
    private final EnvelopeReader envelope = new EnvelopeReader();
    private final Hold hold;
    private final Inbound inbound;
    private final List<byte[]> returned = new ArrayList<>();

    private volatile @Nullable Channel channel;
    private volatile boolean active;
    private volatile boolean up;

    /** @param label the channel in words, such as {@code virtio /dev/virtio-ports/cgcs.messaging} */
    HostSession(String label, Router router, Owner owner) {
        this.label = label;
        this.router = router;
        this.owner = owner;
        this.hold = router.hold(this::resume);
        this.inbound = router.inbound(hold);
    }

    String label() {
        return label;
    }

    boolean up() {
        return up;
    }

    void opened(Channel opened) {
        channel = opened;
    }

    /** From now on this is the way to the host and back. */
    void activate() {
        active = true;
        router.outbound().attach(this);
        resume();
    }

    /**
     * Ends it: nothing is taken any more, what was taken and not sent goes back to the head of the queue.
     *
     * @param patienceNanos how long a message of the host's that is held up may still wait
     */
    void close(long patienceNanos) {
        try {
            hold.awaitEnd(patienceNanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        hold.close();
        router.outbound().detach(this);
        Channel open = channel;
        if (open != null) {
            try {
                open.close();
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "the host channel " + label + " did not close in order", e);
            }
        }
        up = false;
        router.forget(hold);
        if (hold.held()) {
            hold.end();
            router.discards().dropped(Direction.TO_APPS, Discard.PEER_FULL, 1, 0, "held when its channel was closed");
        }
        router.outbound().giveBack(returned);
    }

    // To the host.

    /** Offers a frame; sends what the channel holds if that makes room for it. */
    Offer offer(ByteBuffer[] parts) {
        Channel open = channel;
        if (open == null) {
            return Offer.CLOSED;
        }
        long bytes = 0;
        for (ByteBuffer part : parts) {
            bytes += part.remaining();
        }
        try {
            Offer offer = open.offer(parts);
            if (offer == Offer.BACK_PRESSURED) {
                open.flush();
                offer = open.offer(parts);
            }
            if (offer == Offer.ACCEPTED) {
                router.counters().toHost.add(bytes);
            }
            return offer;
        } catch (RuntimeException e) {
            failed(new IOException("the host channel threw " + e, e));
            return Offer.CLOSED;
        }
    }

    void flush() {
        Channel open = channel;
        if (open != null) {
            try {
                open.flush();
            } catch (RuntimeException e) {
                failed(new IOException("the host channel threw " + e, e));
            }
        }
    }

    // From the host, on the reader's thread.

    @Override
    public boolean received(ByteBuffer frame) {
        if (!active) {
            return false;
        }
        Verdict verdict = envelope.read(Leg.CHANNEL, frame);
        if (verdict == Verdict.OK) {
            return inbound.deliver(envelope, frame.remaining());
        }
        router.discards().dropped(Direction.TO_APPS, Verdicts.discard(verdict), 1, frame.remaining(), "");
        return true;
    }

    @Override
    public void batchEnded() {
        inbound.batchEnded();
    }

    @Override
    public void linkUp() {
        up = true;
        router.outbound().linkChanged(this);
        owner.linkChanged(this, "");
    }

    @Override
    public void linkDown(String reason) {
        up = false;
        router.outbound().linkChanged(this);
        owner.linkChanged(this, reason);
    }

    @Override
    public void failed(IOException cause) {
        up = false;
        router.outbound().linkChanged(this);
        owner.failed(this, cause);
    }

    @Override
    public void writable() {
        router.outbound().writable(this);
    }

    @Override
    public void returned(ByteBuffer frame) {
        byte[] copy = new byte[frame.remaining()];
        frame.get(copy);
        returned.add(copy);
    }

    @Override
    public void discarded(Discard reason, long bytes) {
        router.discards().dropped(Direction.TO_APPS, reason, 1, bytes, "");
    }

    private void resume() {
        Channel open = channel;
        if (open != null) {
            open.resume();
        }
    }
}
