package org.servergroup.transport.unix.internal;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.servergroup.channel.Patience;
import org.servergroup.posix.DatagramSocket;
import org.servergroup.posix.Epoll;
import org.servergroup.posix.Errno;
import org.servergroup.posix.SendBatch;
import org.servergroup.posix.UnreadSockets;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.Offer;

/**
 * The way out: a batch that goes to everybody with one call, and a lane for each peer that has no room. Guarded by the
 * lock of the channel.
 */
final class Outlet {
    private static final int SLOTS = 128;
    /** What the kernel lets wait for a peer is 11 datagrams, unless net.unix.max_dgram_qlen says more. */
    private static final int LANE_SLOTS = 16;

    /** Each of them may have to be waited for. */
    private static final int PATIENT_SLOTS = 16;

    /** From so many messages on it is cheaper not to watch the socket while they are sent. */
    private static final int MUCH = 16;

    private static final int BATCH_BYTES = 512 * 1024;

    private final DatagramSocket socket;
    private final int peerQueueBytes;
    private final SocketWatch watch;
    private final Namespace namespace;
    private final Lanes lanes;
    private final Losses losses = new Losses();
    private final Patience patience = new Patience();
    private final SendBatch batch = new SendBatch(SLOTS, BATCH_BYTES);
    /** Whose name stands in each slot of the batch, those of sent ones, too. */
    private final LocalAddress[] to = new LocalAddress[SLOTS];

    private final SendBatch laneBatch = new SendBatch(LANE_SLOTS, 1);
    private final byte[] name = new byte[LocalAddress.MAX_BYTES];
    private final Congestion congestion;
    private long batched;

    Outlet(
            DatagramSocket socket,
            int sendBufferBytes,
            DatagramSettings settings,
            Epoll epoll,
            Runnable wake,
            SocketWatch watch) {
        this.socket = socket;
        this.watch = watch;
        this.congestion =
                new Congestion(socket, settings.namespace(), sendBufferBytes, UnreadSockets::names, System::nanoTime);
        this.peerQueueBytes = settings.peerQueueBytes();
        this.namespace = settings.namespace();
        this.lanes = new Lanes(epoll, namespace, settings.peersMax(), wake);
    }

    Offer offer(LocalAddress peer, ByteBuffer[] parts, long length) {
        if (length > BATCH_BYTES) {
            return Offer.TOO_LONG;
        }
        if (!namespace.fits(peer)) {
            return Offer.NO_SUCH_PEER;
        }
        Lane lane = busyLane(peer);
        // What is in the batch for the same peer goes before what takes its lane.
        if (lane == null ? !batch.fits((int) length) : lane.frames() == 0) {
            flush();
            lane = busyLane(peer);
        }
        if (lane != null) {
            return offer(lane, parts, (int) length);
        }
        add(peer, (int) length);
        for (ByteBuffer part : parts) {
            batch.append(part);
            part.position(part.limit());
        }
        batched += length + Congestion.OVERHEAD_BYTES;
        return Offer.ACCEPTED;
    }

    @SuppressWarnings("ReferenceEquality") // another one that is equal costs a copy, no more
    private void add(LocalAddress peer, int length) {
        int slot = batch.count();
        if (to[slot] == peer) {
            batch.addAgain(length);
        } else {
            to[slot] = peer;
            batch.add(name, namespace.put(peer, name), length);
        }
    }

    /** The lane that frames to a peer have to take now, null if they can be sent at once. */
    private @Nullable Lane busyLane(LocalAddress peer) {
        Lane lane = lanes.find(peer);
        if (lane != null && lane.frames() > 0) {
            return lane;
        }
        return congestion.isStalled(peer) ? lanes.open(peer) : null;
    }

    private Offer offer(Lane lane, ByteBuffer[] parts, int length) {
        if (lane.bytes() + length > peerQueueBytes || lanes.isFull()) {
            lane.wanted = true;
            return Offer.BACK_PRESSURED;
        }
        lane.add(parts, length);
        lanes.grown(length);
        lanes.hold(lane);
        return Offer.ACCEPTED;
    }

    /** Sends the batch. What finds no room is left in lanes. */
    void flush() {
        if (batch.count() == 0) {
            return;
        }
        // Before it is sent: who reads at once has nothing unread now.
        congestion.sending(batched);
        batched = 0;
        if (batch.count() < MUCH) {
            sendAll();
        } else {
            sendUnwatched();
        }
        batch.clear();
    }

    private void sendUnwatched() {
        watch.pause();
        try {
            sendAll();
        } finally {
            watch.resume();
        }
    }

    private void sendAll() {
        int from = 0;
        while (from < batch.count()) {
            int sent = sendFrom(from);
            if (sent > 0) {
                from += sent;
            } else if (isFull(sent)) {
                divert(from);
            } else if (sent != -Errno.EINTR) {
                losses.add(to[from], reason(sent), 1);
                from++;
            }
        }
    }

    /** Waits for peers that read: a lane costs more, which another thread has to serve. */
    private int sendFrom(int slot) {
        long before = System.nanoTime();
        if (!patience.isLeft(before)) {
            return socket.send(batch, slot);
        }
        int sent = socket.sendPatiently(batch, slot, PATIENT_SLOTS);
        patience.waited(before, System.nanoTime(), isFull(sent));
        return sent;
    }

    private static boolean isFull(int error) {
        return error == -Errno.EAGAIN || error == -Errno.ENOBUFS || error == -Errno.ENOMEM;
    }

    private static Discard reason(int error) {
        return error == -Errno.EMSGSIZE ? Discard.TOO_LONG : Discard.NO_SUCH_PEER;
    }

    /** Moves this datagram and all later ones to the same peer to its lane, so that they keep their order. */
    private void divert(int from) {
        LocalAddress peer = to[from];
        Lane lane = lanes.open(peer);
        int kept = from;
        int lost = 0;
        for (int i = from; i < batch.count(); i++) {
            if (!to[i].equals(peer)) {
                if (kept < i) {
                    batch.move(i, kept);
                    to[kept] = to[i];
                }
                kept++;
            } else if (lane == null) {
                lost++;
            } else {
                lane.add(batch, i);
                lanes.grown(batch.length(i));
            }
        }
        batch.truncate(kept);
        if (lane == null) {
            losses.add(peer, Discard.PEER_FULL, lost);
        } else {
            lanes.watch(lane);
        }
    }

    /** A watched peer seems to have room. */
    void ready(int token, List<LocalAddress> writable) {
        Lane lane = lanes.byToken(token);
        if (lane != null && lane.frames() > 0) {
            send(lane, writable);
        } else if (lane != null) {
            // Silenced, and yet it tells something: its peer has gone.
            lane.closeWatcher();
        }
    }

    /** Tries again where no event will tell. */
    void retry(List<LocalAddress> writable) {
        long now = System.nanoTime();
        for (Lane lane = lanes.takeDue(now); lane != null; lane = lanes.takeDue(now)) {
            if (congestion.isStillStalled(lane.peer())) {
                lanes.hold(lane);
            } else {
                send(lane, writable);
            }
        }
    }

    /** Whether {@link #retry} will be due some time. May be asked without the lock. */
    boolean isTimed() {
        return lanes.isTimed();
    }

    /** How long until {@link #retry} is due, -1 if never. */
    int timeoutMillis() {
        return lanes.timeoutMillis();
    }

    private void send(Lane lane, List<LocalAddress> writable) {
        boolean progress = false;
        boolean full = false;
        while (lane.frames() > 0 && !full && !congestion.isStalled(lane.peer())) {
            lane.fill(laneBatch);
            int sent = socket.send(laneBatch, 0);
            if (isFull(sent)) {
                full = true;
            } else if (sent == -Errno.EMSGSIZE) {
                progress = true;
                losses.add(lane.peer(), Discard.TOO_LONG, 1);
                drop(lane, 1);
            } else if (sent > 0) {
                progress = true;
                full = sent < laneBatch.count(); // if it is something else, the watcher will tell at once
                int before = lane.bytes();
                drop(lane, sent);
                congestion.sending(before - lane.bytes() + (long) sent * Congestion.OVERHEAD_BYTES);
            } else if (sent != -Errno.EINTR) {
                progress = true;
                losses.add(lane.peer(), reason(sent), lane.frames());
                drop(lane, lane.frames());
            }
        }
        if (lane.wanted && lane.bytes() <= peerQueueBytes / 2) {
            lane.wanted = false;
            writable.add(lane.peer());
        }
        lanes.settle(lane, progress);
    }

    private void drop(Lane lane, int frames) {
        int before = lane.bytes();
        lane.drop(frames);
        lanes.grown(lane.bytes() - before);
    }

    List<Losses.Loss> takeLosses() {
        return losses.take();
    }

    /** A frame that was taken and not sent. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Returned(LocalAddress peer, byte[] frame) {}

    /** Gives back the first frame for some peer; null if nothing is left. */
    @Nullable
    Returned takeBack() {
        for (Lane lane : lanes.all()) {
            if (lane.frames() > 0) {
                byte[] frame = lane.first();
                drop(lane, 1);
                return new Returned(lane.peer(), frame);
            }
        }
        return null;
    }

    /** Releases everything. */
    void close() {
        for (Lane lane : lanes.all()) {
            lane.close();
        }
        batch.close();
        laneBatch.close();
        congestion.close();
    }
}
