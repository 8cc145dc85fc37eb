package org.servergroup.transport.unix.internal;

import java.nio.ByteBuffer;
import org.servergroup.channel.Patience;
import org.servergroup.posix.DatagramSocket;
import org.servergroup.posix.Errno;
import org.servergroup.posix.SendBatch;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.Offer;

/** A batch that goes to everybody with one call. What finds no room is left to the backlog. Guarded by the outlet's lock. */
final class Outbox {
    private static final int SLOTS = 128;
    /** Each of them may have to be waited for. */
    private static final int PATIENT_SLOTS = 16;

    /** From so many messages on it is cheaper not to watch the socket while they are sent. */
    private static final int MUCH = 16;

    private static final int BATCH_BYTES = 512 * 1024;
    /** Of long messages so much is enough: whoever reads them would have nothing to do while more is put together. */
    private static final int ENOUGH_BYTES = 8 * 1024;

    private static final int LONG_BYTES = 1024;

    private final DatagramSocket socket;
    private final Namespace namespace;
    private final SocketWatch watch;
    private final Backlog backlog;
    private final Losses losses;
    private final Patience patience = new Patience();
    private final SendBatch batch = new SendBatch(SLOTS, BATCH_BYTES);
    /** Whose name stands in each slot of the batch, those of sent ones, too. */
    private final LocalAddress[] to = new LocalAddress[SLOTS];

    private final byte[] name = new byte[LocalAddress.MAX_BYTES];

    Outbox(DatagramSocket socket, Namespace namespace, SocketWatch watch, Backlog backlog, Losses losses) {
        this.socket = socket;
        this.namespace = namespace;
        this.watch = watch;
        this.backlog = backlog;
        this.losses = losses;
    }

    Offer offer(LocalAddress peer, ByteBuffer[] parts, long length) {
        if (length > BATCH_BYTES) {
            return Offer.TOO_LONG;
        }
        if (!namespace.fits(peer)) {
            return Offer.NO_SUCH_PEER;
        }
        Lane lane = backlog.laneFor(peer);
        // What is in the batch for the same peer goes before what takes its lane.
        if (lane == null ? !hasRoom((int) length) : lane.frames() == 0) {
            flush();
            lane = backlog.laneFor(peer);
        }
        if (lane != null) {
            return backlog.offer(lane, parts, (int) length);
        }
        add(peer, (int) length);
        for (ByteBuffer part : parts) {
            batch.append(part);
            part.position(part.limit());
        }
        return Offer.ACCEPTED;
    }

    private boolean hasRoom(int length) {
        boolean enough = length >= LONG_BYTES && batch.bytes() >= ENOUGH_BYTES;
        return !enough && batch.fits(length);
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

    /** Sends the batch. What finds no room goes to the backlog. */
    void flush() {
        if (batch.count() == 0) {
            return;
        }
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
        int end = 0;
        while (from < batch.count()) {
            if (from >= end) {
                end = from + backlog.sending(batch, from);
                divertStalled(from);
                continue;
            }
            int sent = send(from, end - from);
            if (sent > 0) {
                from += sent;
            } else if (Backlog.isNoRoom(sent)) {
                divert(from);
                end = from;
            } else if (sent != -Errno.EINTR) {
                losses.add(to[from], reason(sent), 1);
                from++;
            }
        }
    }

    /** Moves what goes to peers that were just found not to read to their lanes. */
    private void divertStalled(int from) {
        int slot = from;
        while (backlog.isAnybodyStalled() && slot < batch.count()) {
            if (backlog.isStalled(to[slot])) {
                divert(slot);
            } else {
                slot++;
            }
        }
    }

    /** Waits for peers that read: a lane costs more, which another thread has to serve. */
    private int send(int from, int most) {
        long before = System.nanoTime();
        if (!patience.isLeft(before)) {
            return socket.send(batch, from, most);
        }
        int sent = socket.sendPatiently(batch, from, Math.min(most, PATIENT_SLOTS));
        patience.waited(before, System.nanoTime(), Backlog.isNoRoom(sent));
        return sent;
    }

    private static Discard reason(int error) {
        return error == -Errno.EMSGSIZE ? Discard.TOO_LONG : Discard.NO_SUCH_PEER;
    }

    /** Moves this datagram and all later ones to the same peer to its lane, so that they keep their order. */
    private void divert(int from) {
        LocalAddress peer = to[from];
        Lane lane = backlog.open(peer);
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
                backlog.add(lane, batch, i);
            }
        }
        batch.truncate(kept);
        if (lane == null) {
            losses.add(peer, Discard.PEER_FULL, lost);
        } else {
            backlog.await(lane);
        }
    }

    void close() {
        batch.close();
    }
}
