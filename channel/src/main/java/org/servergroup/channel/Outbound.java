package org.servergroup.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.servergroup.posix.Epoll;
import org.servergroup.spi.Offer;

/**
 * The way out: frames to the wire, by whoever flushes. Holds the channel's lock whenever the wire's descriptor is written
 * to or may change, and so knows whether the other end is there. Thread-safe, but for what only the channel's thread calls.
 */
final class Outbound {
    private static final int MAY_WRITE = Epoll.OUT | Epoll.HUP | Epoll.ERR;
    /** So often a write is tried again at once: that is cheaper than to sleep, where an idle processor wakes up slowly. */
    private static final int YIELDS = 20;

    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    private final Object lock = new Object();
    private final Wire wire;
    private final Loop loop;
    private final int maxFrameBytes;
    private final Outbox outbox;
    private final Patience patience = new Patience();

    // Guarded by the lock. The link is changed by the loop alone, which may look at it without.
    private boolean up;
    private boolean blocked;
    private boolean wanted;
    private boolean ended;
    private boolean emptied;
    /** Set with the lock, looked at without. */
    private volatile int failure;

    Outbound(Wire wire, Loop loop, LineSettings settings) {
        this.wire = wire;
        this.loop = loop;
        this.maxFrameBytes = settings.maxFrameBytes();
        this.outbox = new Outbox(settings.writeBufferBytes());
    }

    Offer offer(ByteBuffer... parts) {
        long length = 0;
        for (ByteBuffer part : parts) {
            length += part.remaining();
        }
        if (length == 0) {
            throw new IllegalArgumentException("a frame must not be empty");
        }
        synchronized (lock) {
            if (ended || loop.isClosing()) {
                return Offer.CLOSED;
            }
            if (!up) {
                return Offer.NOT_CONNECTED;
            }
            if (length > maxFrameBytes) {
                return Offer.TOO_LONG;
            }
            if (outbox.append(parts, (int) length)) {
                return Offer.ACCEPTED;
            }
            write();
            if (outbox.append(parts, (int) length)) {
                return Offer.ACCEPTED;
            }
            wanted = true;
            return Offer.BACK_PRESSURED;
        }
    }

    void flush() {
        synchronized (lock) {
            write();
        }
    }

    /** Writes unless an edge is awaited anyway. The lock is held. */
    private void write() {
        if (ended || !up || blocked || outbox.isEmpty()) {
            return;
        }
        int result = outbox.writeTo(wire);
        if (result == Wire.AGAIN && !loop.isCurrent()) {
            result = writePatiently();
        }
        blocked = result < 0;
        if (result == Wire.AGAIN) {
            result = wire.watchRoom(true);
        }
        if (result < 0) {
            failure = result;
            loop.wake();
        }
    }

    /** Waits for an other end that reads: leaving the rest to the loop costs two threads a wake-up each time. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it: it only saves time
    private int writePatiently() {
        long from = System.nanoTime();
        if (!patience.isLeft(from)) {
            return Wire.AGAIN;
        }
        int result = Wire.AGAIN;
        for (int i = 0; result == Wire.AGAIN && System.nanoTime() - from < PATIENCE_NANOS; i++) {
            if (i < YIELDS) {
                Thread.yield();
            } else if (!wire.awaitRoom(1)) {
                break;
            }
            result = outbox.writeTo(wire);
        }
        patience.waited(from, System.nanoTime(), result == Wire.AGAIN);
        return result;
    }

    // On the channel's thread.

    /** Whether the other end is connected. */
    boolean isUp() {
        return up;
    }

    /** Takes an event of the wire, and returns whether the other end is connected. */
    boolean ready(int token, int events) throws IOException {
        synchronized (lock) {
            boolean connected = wire.ready(token, events);
            blocked = blocked && (events & MAY_WRITE) == 0;
            return connected;
        }
    }

    /** From now on frames are taken; returns whether they were not before. */
    boolean linkUp() {
        synchronized (lock) {
            boolean news = !up;
            up = true;
            if (news) {
                blocked = false;
                failure = 0;
            }
            return news;
        }
    }

    /**
     * From now on no frames are taken, and what is left waits for the next one who connects.
     *
     * @return whether another one is connected already
     */
    boolean linkDown() throws IOException {
        synchronized (lock) {
            up = false;
            failure = 0;
            outbox.rewind();
            boolean again = wire.away();
            if (wire.watchRoom(true) == Wire.BROKEN) {
                throw wire.failure();
            }
            return again;
        }
    }

    /** Writes what is left, and returns whether somebody who was refused is to be told of room. */
    boolean writeRest() {
        synchronized (lock) {
            write();
            unwatchRoom();
            boolean tell = wanted && up && outbox.hasRoom();
            wanted = wanted && !tell;
            return tell;
        }
    }

    /** From now on no edge tells of room, unless it is waited for. The lock is held. */
    private void unwatchRoom() {
        if (up && !blocked && failure == 0) {
            failed(wire.watchRoom(false));
        }
    }

    /** Whether what comes is going to be read at once. */
    void watchData(boolean watched) {
        synchronized (lock) {
            failed(wire.watchData(watched));
        }
    }

    private void failed(int result) {
        if (result < 0) {
            failure = result;
        }
    }

    /** What the wire said when it failed at something, 0 if it did not: read what is left to read first. */
    int failure() {
        return failure;
    }

    /** Whether it is worth going on before the end. */
    boolean isUsable() {
        synchronized (lock) {
            return up && !ended;
        }
    }

    /** No frame is taken any more. */
    void end() {
        synchronized (lock) {
            ended = true;
        }
    }

    /** Writes what can be written, and closes the wire. */
    void closeWire() {
        synchronized (lock) {
            blocked = false;
            write();
            ended = true;
            wire.close();
        }
    }

    // Once the loop has ended.

    /** Ends it; whoever opens the wire next ends the frame of which only the last newline is missing. */
    void settle() {
        synchronized (lock) {
            if (wire.survivesClose() && !emptied) {
                outbox.settle();
            }
            ended = true;
        }
    }

    /** Takes out the first frame that was not written; if there is none, null, and then it is {@link #close}d. */
    byte @Nullable [] takeBack() {
        synchronized (lock) {
            byte[] frame = emptied ? null : outbox.takeFirst();
            if (frame == null) {
                close();
            }
            return frame;
        }
    }

    /** Releases the memory; what is left in it is lost. */
    void close() {
        synchronized (lock) {
            emptied = true;
            outbox.close();
        }
    }
}
