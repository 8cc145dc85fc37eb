package org.servergroup.transport.unix.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.servergroup.channel.Loop;
import org.servergroup.posix.DatagramSocket;
import org.servergroup.posix.UnreadSockets;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.Offer;

/**
 * The way out: whoever flushes sends at once, and the loop's thread what found no room then. Thread-safe; its lock guards
 * the parts, and nothing foreign is called with it held.
 */
final class Outlet {
    private final Object lock = new Object();
    private final SafeReceiver receiver;
    private final Loop loop;
    private final Losses losses = new Losses();
    private final Backlog backlog;
    private final Outbox outbox;

    // Guarded by the lock.
    private boolean ended;
    private boolean released;

    // The loop's own.
    private final List<LocalAddress> writable = new ArrayList<>();
    private boolean laneReady;

    /** @param sendBufferBytes how much the kernel holds of what peers have not read */
    Outlet(
            DatagramSocket socket,
            int sendBufferBytes,
            DatagramSettings settings,
            SafeReceiver receiver,
            Loop loop,
            SocketWatch watch) {
        this.receiver = receiver;
        this.loop = loop;
        Congestion congestion =
                new Congestion(socket, settings.namespace(), sendBufferBytes, UnreadSockets::names, System::nanoTime);
        this.backlog = new Backlog(socket, settings, congestion, loop.epoll(), loop::wake, losses);
        this.outbox = new Outbox(socket, settings.namespace(), watch, backlog, losses);
    }

    // The senders' side.

    Offer offer(LocalAddress to, ByteBuffer[] parts, long length) {
        Offer outcome;
        List<Losses.Loss> lost;
        synchronized (lock) {
            if (ended || loop.isClosing()) {
                return Offer.CLOSED;
            }
            outcome = outbox.offer(to, parts, length);
            lost = losses.take();
        }
        tell(lost);
        return outcome;
    }

    void flush() {
        List<Losses.Loss> lost;
        synchronized (lock) {
            if (ended) {
                return;
            }
            outbox.flush();
            lost = losses.take();
        }
        tell(lost);
    }

    private void tell(List<Losses.Loss> lost) {
        for (int i = 0; i < lost.size(); i++) {
            Losses.Loss loss = lost.get(i);
            receiver.undelivered(loss.peer(), loss.reason(), loss.frames());
        }
    }

    // The loop's side.

    /** How long until {@link #turn} has something to do, -1 if only an event may bring it. */
    int timeoutMillis() {
        if (!backlog.isTimed()) {
            return -1; // the lock may be busy: somebody sends
        }
        synchronized (lock) {
            return ended ? -1 : backlog.timeoutMillis();
        }
    }

    /** A watched peer seems to have room. */
    void ready(int token) {
        laneReady = true;
        synchronized (lock) {
            if (!ended) {
                backlog.ready(token, writable);
            }
        }
    }

    /** Sends what is due, and tells what came of that and of the events. */
    void turn() {
        if (!laneReady && !backlog.isTimed()) {
            return;
        }
        laneReady = false;
        List<Losses.Loss> lost;
        synchronized (lock) {
            if (!ended) {
                backlog.retry(writable);
            }
            lost = losses.take();
        }
        tell(lost);
        for (int i = 0; i < writable.size(); i++) {
            receiver.writable(writable.get(i));
        }
        writable.clear();
    }

    // The end.

    boolean isEnded() {
        synchronized (lock) {
            return ended;
        }
    }

    /** Nothing is sent any more. */
    void end() {
        synchronized (lock) {
            ended = true;
        }
    }

    /** Sends the last frames: the socket is going to be closed. */
    void finish() {
        synchronized (lock) {
            if (!released) {
                outbox.flush();
            }
            ended = true;
        }
    }

    /** Tells what is lost, gives back what was not sent, and releases everything. Idempotent. */
    void close() {
        List<Losses.Loss> lost;
        synchronized (lock) {
            ended = true;
            lost = losses.take();
        }
        tell(lost);
        for (Backlog.Returned frame = takeBack(); frame != null; frame = takeBack()) {
            receiver.returned(frame.peer(), ByteBuffer.wrap(frame.frame()));
        }
    }

    private Backlog.@Nullable Returned takeBack() {
        synchronized (lock) {
            Backlog.Returned frame = released ? null : backlog.takeBack();
            if (frame == null && !released) {
                released = true;
                outbox.close();
                backlog.close();
            }
            return frame;
        }
    }
}
