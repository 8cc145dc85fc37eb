package org.servergroup.client.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.servergroup.NotAcceptedException;
import org.servergroup.messaging.Outlet;
import org.servergroup.protocol.Envelopes;
import org.servergroup.protocol.Limits;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.LocalTransport;
import org.servergroup.spi.Offer;

/**
 * The way out to the agent. Thread-safe.
 *
 * <p>A datagram socket knows of no connection: that the agent is not there shows when something is sent to it.
 */
final class AgentSocket implements Outlet {
    private final Runnable reached;
    private final Consumer<String> unreachable;
    private volatile Settings settings;
    private volatile LocalTransport.@Nullable Channel channel;

    /** The threads that are sending, and whether the transport has told them that a message was lost. */
    private final Map<Thread, Boolean> senders = new ConcurrentHashMap<>();

    private final Object lock = new Object();
    private long writableTold; // guarded by lock

    /** Tells the two what sending has shown; both must return at once. */
    AgentSocket(Settings settings, Runnable reached, Consumer<String> unreachable) {
        this.settings = settings;
        this.reached = reached;
        this.unreachable = unreachable;
    }

    void settings(Settings newOnes) {
        settings = newOnes;
    }

    /** Sends over this channel from now on; null while there is none. */
    void channel(LocalTransport.@Nullable Channel newOne) {
        channel = newOne;
        writable();
    }

    /** There may be room again. */
    void writable() {
        synchronized (lock) {
            writableTold++;
            lock.notifyAll();
        }
    }

    /** Whether the loss that the transport tells in this thread is that of a message which this thread is sending. */
    boolean lostBySender() {
        return senders.computeIfPresent(Thread.currentThread(), (thread, lost) -> true) != null;
    }

    @Override
    public void send(String sourceAddress, String destinationAddress, byte[] data) throws IOException {
        Settings now = settings;
        if (!sourceAddress.equals(now.address())) {
            throw new IllegalArgumentException(
                    "this client sends from its own address " + now.address() + " only, not from " + sourceAddress);
        }
        byte[] frame = Envelopes.toAgent(data, destinationAddress);
        checkLength(frame.length, Limits.MAX_DATAGRAM_BYTES);
        long deadline = System.nanoTime() + now.sendTimeout().toNanos();
        long seen = told();
        while (!accepted(now, frame)) {
            seen = awaitWritable(seen, deadline, now);
        }
    }

    private static void checkLength(int length, int limit) {
        if (length > limit) {
            throw new IllegalArgumentException("the message has " + length
                    + " bytes with its envelope; the local channel carries at most " + limit);
        }
    }

    /** Whether it was sent; false if there was no room. */
    private boolean accepted(Settings now, byte[] frame) throws IOException {
        LocalTransport.Channel current = channel;
        if (current == null) {
            throw new NotAcceptedException("not sent: the local address " + now.address() + " is not bound at present");
        }
        boolean lost;
        Offer offer;
        senders.put(Thread.currentThread(), false);
        try {
            offer = current.offer(LocalAddress.of(now.agentAddress()), ByteBuffer.wrap(frame));
            if (offer == Offer.ACCEPTED) {
                current.flush();
            }
        } finally {
            lost = Boolean.TRUE.equals(senders.remove(Thread.currentThread()));
        }
        return accepted(lost ? Offer.NO_SUCH_PEER : offer, now, frame.length);
    }

    private boolean accepted(Offer offer, Settings now, int length) throws IOException {
        switch (offer) {
            case ACCEPTED -> {
                reached.run();
                return true;
            }
            case BACK_PRESSURED -> {
                return false;
            }
            case NO_SUCH_PEER, NOT_CONNECTED -> {
                String reason = "no agent is running at the local address " + now.agentAddress();
                unreachable.accept(reason);
                throw new NotAcceptedException("not sent: " + reason);
            }
            case TOO_LONG ->
                throw new IllegalArgumentException(
                        "the message has " + length + " bytes with its envelope, more than the local channel carries");
            case CLOSED -> throw new IOException("not sent: the local channel is closed");
        }
        throw new IllegalStateException("unknown outcome " + offer);
    }

    private long told() {
        synchronized (lock) {
            return writableTold;
        }
    }

    /** Waits until the transport tells of room, and returns how often it has done so. */
    private long awaitWritable(long seen, long deadline, Settings now) throws NotAcceptedException {
        synchronized (lock) {
            while (writableTold == seen) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new NotAcceptedException("not sent: the agent has not made room within "
                            + now.sendTimeout().toMillis() + " ms");
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(lock, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new NotAcceptedException("not sent: interrupted while waiting for room");
                }
            }
            return writableTold;
        }
    }
}
