package org.servergroup.transport.unix.internal;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.servergroup.posix.DatagramSocket;
import org.servergroup.posix.Epoll;
import org.servergroup.posix.Errno;
import org.servergroup.posix.SendBatch;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.Offer;

/**
 * What waits for peers that have no room, in a lane for each, and is sent once they have some. Guarded by the lock of the
 * outlet.
 */
final class Backlog {
    /** What the kernel lets wait for a peer is 11 datagrams, unless net.unix.max_dgram_qlen says more. */
    private static final int SLOTS = 16;

    /** In all lanes. */
    private static final long MAX_BYTES = 16 * 1024 * 1024;

    private final DatagramSocket socket;
    private final int peerQueueBytes;
    private final Lanes lanes;
    private final Congestion congestion;
    private final Losses losses;
    private final SendBatch batch = new SendBatch(SLOTS, 1);
    private long bytes;
    /** Somebody was refused because of what waits for others. */
    private boolean crowded;

    Backlog(
            DatagramSocket socket,
            DatagramSettings settings,
            Congestion congestion,
            Epoll epoll,
            Runnable wake,
            Losses losses) {
        this.socket = socket;
        this.peerQueueBytes = settings.peerQueueBytes();
        this.lanes = new Lanes(epoll, settings.namespace(), settings.peersMax(), wake);
        this.congestion = congestion;
        this.losses = losses;
    }

    /** Whether that is the answer of the kernel when there is no room. */
    static boolean isNoRoom(int sent) {
        return sent == -Errno.EAGAIN || sent == -Errno.ENOBUFS || sent == -Errno.ENOMEM;
    }

    /** The lane that frames to a peer have to take now; null if they can be sent at once. */
    @Nullable
    Lane laneFor(LocalAddress peer) {
        Lane lane = lanes.find(peer);
        if (lane != null && lane.frames() > 0) {
            return lane;
        }
        return congestion.isStalled(peer) ? lanes.open(peer) : null;
    }

    Offer offer(Lane lane, ByteBuffer[] parts, int length) {
        boolean taken = bytes < MAX_BYTES && lane.bytes() + length <= peerQueueBytes;
        if (taken) {
            lane.add(parts, length);
            bytes += length;
        } else {
            lane.wanted = true;
            crowded |= bytes >= MAX_BYTES;
        }
        lanes.hold(lane); // even if it is empty: whoever was refused waits
        return taken ? Offer.ACCEPTED : Offer.BACK_PRESSURED;
    }

    /** Counts what is going to be sent at once, which peers may leave unread: see {@link Congestion#sending}. */
    int sending(SendBatch sent, int from) {
        return congestion.sending(sent, from);
    }

    /** Whether nothing is to be sent to some peers now. */
    boolean isAnybodyStalled() {
        return congestion.isAnybodyStalled();
    }

    /** Whether nothing is to be sent to this peer now. */
    boolean isStalled(LocalAddress peer) {
        return congestion.isStalled(peer);
    }

    // For what was accepted and found no room: the bounds do not apply, because it is taken already.

    /** The lane of a peer without room; null if there are too many. */
    @Nullable
    Lane open(LocalAddress peer) {
        return lanes.open(peer);
    }

    void add(Lane lane, SendBatch from, int slot) {
        lane.add(from, slot);
        bytes += from.length(slot);
    }

    /** Waits for the peer to have room, or to read. */
    void await(Lane lane) {
        if (isStalled(lane.peer())) {
            lanes.hold(lane);
        } else {
            lanes.watch(lane);
        }
    }

    // The loop's side.

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
        while (lane.frames() > 0 && !full) {
            lane.fill(batch);
            int most = congestion.sending(batch, 0);
            if (isStalled(lane.peer())) {
                break;
            }
            int sent = socket.send(batch, 0, most);
            if (isNoRoom(sent)) {
                full = true;
            } else if (sent == -Errno.EMSGSIZE) {
                progress = true;
                losses.add(lane.peer(), Discard.TOO_LONG, 1);
                drop(lane, 1);
            } else if (sent > 0) {
                progress = true;
                full = sent < most; // if it is something else, the watcher will tell at once
                drop(lane, sent);
            } else if (sent != -Errno.EINTR) {
                progress = true;
                losses.add(lane.peer(), Discard.NO_SUCH_PEER, lane.frames());
                drop(lane, lane.frames());
            }
        }
        tellOfRoom(lane, writable);
        if (crowded && bytes < MAX_BYTES) {
            crowded = false;
            for (Lane refused : lanes.all()) {
                tellOfRoom(refused, writable);
            }
        }
        lanes.settle(lane, progress);
    }

    private void tellOfRoom(Lane lane, List<LocalAddress> writable) {
        if (lane.wanted && lane.bytes() <= peerQueueBytes / 2) {
            lane.wanted = false;
            writable.add(lane.peer());
        }
    }

    /** Forgets the first frames. */
    private void drop(Lane lane, int frames) {
        int before = lane.bytes();
        lane.drop(frames);
        bytes -= before - lane.bytes();
    }

    // The end.

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
        congestion.close();
    }
}
