package org.servergroup.transport.unix.internal;

import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.servergroup.posix.DatagramSocket;
import org.servergroup.posix.Errno;
import org.servergroup.posix.PosixException;
import org.servergroup.posix.ReceiveBatch;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.LocalTransport;
import org.servergroup.spi.Peer;

/** The way in: datagrams to the receiver as long as it takes them. Used by one thread, but for {@link #resume}. */
final class Intake {
    private static final int SLOTS = 32;
    /** After so many batches the way out gets its turn. */
    private static final int BATCHES_PER_TURN = 8;

    private final DatagramSocket socket;
    private final DatagramSettings settings;
    private final LocalTransport.Receiver receiver;
    private final BooleanSupplier closing;
    private final ReceiveBatch batch;
    private final PeerCache peers;
    private final byte[] name = new byte[LocalAddress.MAX_BYTES];
    private final byte[] payload;
    private final ByteBuffer frame;
    private int count;
    private int next;
    private @Nullable Peer left;
    private boolean drained = true;
    private boolean paused;
    private volatile boolean resumeAsked;

    /** @param closing whether to end at the next occasion */
    Intake(
            DatagramSocket socket,
            DatagramSettings settings,
            LocalTransport.Receiver receiver,
            BooleanSupplier closing) {
        this.socket = socket;
        this.settings = settings;
        this.receiver = receiver;
        this.closing = closing;
        this.batch = new ReceiveBatch(SLOTS, settings.maxDatagramBytes());
        this.peers = new PeerCache(settings.peersMax());
        this.payload = new byte[settings.maxDatagramBytes()];
        this.frame = ByteBuffer.wrap(payload);
    }

    /** Something has arrived. */
    void arrived() {
        drained = false;
    }

    /** The receiver takes again what it has left. */
    void resume() {
        resumeAsked = true;
    }

    /** Whether {@link #turn} has something to do. */
    boolean isReady() {
        return resumeAsked || (!drained && !paused);
    }

    /** Receives for a while, until there is no more or the receiver leaves a datagram. */
    void turn() throws PosixException {
        if (resumeAsked) {
            resumeAsked = false;
            paused = false;
        }
        if (paused) {
            return;
        }
        paused = !deliver();
        for (int i = 0; i < BATCHES_PER_TURN && !paused && !drained && !closing.getAsBoolean(); i++) {
            int error = receive();
            if (error == Errno.EAGAIN) {
                drained = true;
            } else if (error != 0 && error != Errno.EINTR) {
                throw new PosixException("recvmmsg", socket.descriptor().subject(), error);
            }
            paused = !deliver();
        }
    }

    /** What peers have sent with success is not lost when the socket goes; from now on they are refused. */
    void finish() {
        try {
            socket.stopReceiving();
        } catch (PosixException e) {
            return; // a socket that is broken has nothing to give
        }
        boolean more = deliver();
        while (more) {
            more = receive() == 0;
            more = deliver() && more;
        }
    }

    /**
     * Receives a batch, once {@link #deliver} has given away the last one.
     *
     * @return 0 if there may be more, else the error: {@link Errno#EAGAIN} if not
     */
    private int receive() {
        next = 0;
        count = 0;
        int received = socket.receive(batch);
        if (received < 0) {
            return -received;
        }
        count = received;
        return received < SLOTS ? Errno.EAGAIN : 0;
    }

    /** Gives datagrams to the receiver, until there are none or it leaves one: then false. */
    private boolean deliver() {
        if (next >= count) {
            return true;
        }
        while (next < count) {
            Peer from = left != null ? left : open(next);
            if (from != null) {
                frame.clear().limit(batch.length(next));
                if (!receiver.received(from, frame)) {
                    left = from;
                    receiver.batchEnded();
                    return false;
                }
            }
            left = null;
            next++;
        }
        receiver.batchEnded();
        return true;
    }

    /** Who sent a datagram, with its payload ready; null if it is not taken. */
    private @Nullable Peer open(int slot) {
        int length = batch.length(slot);
        Discard reason = check(slot);
        Peer peer = reason == null ? sender(slot) : null;
        if (peer == null) {
            receiver.discarded(reason == null ? Discard.REFUSED_SENDER : reason, length, batch.pid(slot));
            return null;
        }
        batch.payload(slot, payload);
        return peer;
    }

    private @Nullable Discard check(int slot) {
        if (batch.isUnbound(slot)) {
            return Discard.UNBOUND_SENDER;
        }
        if (!batch.isAbstract(slot)) {
            return Discard.PATH_SENDER;
        }
        if (batch.length(slot) == 0) {
            return Discard.EMPTY;
        }
        if (batch.truncated(slot)) {
            return Discard.TOO_LONG;
        }
        return settings.allowed().contains(batch.uid(slot)) ? null : Discard.REFUSED_SENDER;
    }

    private @Nullable Peer sender(int slot) {
        int length = settings.namespace().strip(name, batch.name(slot, name));
        if (length < 0) {
            return null;
        }
        return peers.find(name, length, batch.pid(slot), batch.uid(slot), batch.gid(slot));
    }

    void close() {
        batch.close();
    }
}
