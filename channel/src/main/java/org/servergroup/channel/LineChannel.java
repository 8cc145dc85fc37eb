package org.servergroup.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.servergroup.posix.Epoll;
import org.servergroup.spi.HostTransport;
import org.servergroup.spi.Offer;

/**
 * Frames as lines over a {@link Wire} (PROTOCOL.md section 2). One thread waits for events, reads, and writes what did not
 * go out at once; whoever flushes writes at once.
 */
public final class LineChannel implements HostTransport.Channel, Loop.Body {
    private static final int MAY_WRITE = Epoll.OUT | Epoll.HUP | Epoll.ERR;
    /** After so many reads the way out gets its turn. */
    private static final int READS_PER_TURN = 16;
    /** So often a write is tried again at once: that is cheaper than to sleep, where an idle processor wakes up slowly. */
    private static final int YIELDS = 20;

    /** After so many turns with one line each the next one is taken to come alone, too. */
    private static final int CALM_TURNS = 8;

    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    private final Object lock = new Object();
    private final Wire wire;
    private final int maxFrameBytes;
    private final SafeReceiver receiver;
    private final Outbox outbox;
    private final Inbound inbound;
    private final Loop loop;
    private final Patience patience = new Patience();

    // Guarded by the lock. The link is changed by the loop alone, which may look at it without.
    private boolean up;
    private boolean blocked;
    private boolean wanted;
    private boolean ended;
    private boolean emptied;
    /** Set with the lock, looked at without. */
    private volatile int writeFailure;

    private volatile boolean resumeAsked;

    // The loop's own.
    private final Finish finish = new Finish();
    private boolean changed;
    private boolean drained;
    private boolean paused;
    private boolean dataUnwatched;
    private int calmTurns;

    private LineChannel(String name, Wire wire, LineSettings settings, HostTransport.Receiver receiver)
            throws IOException {
        this.wire = wire;
        this.maxFrameBytes = settings.maxFrameBytes();
        this.receiver = new SafeReceiver(receiver);
        this.loop = new Loop(name, this);
        this.outbox = new Outbox(settings.writeBufferBytes());
        this.inbound = new Inbound(maxFrameBytes, this.receiver);
    }

    /**
     * Starts a channel, which then owns the wire: it is closed in any case.
     *
     * @param name what its thread is called, after {@code servergroup-}
     */
    public static LineChannel open(String name, Wire wire, LineSettings settings, HostTransport.Receiver receiver)
            throws IOException {
        LineChannel channel;
        try {
            channel = new LineChannel(name, wire, settings, receiver);
        } catch (IOException | RuntimeException e) {
            wire.close();
            throw e;
        }
        channel.start();
        return channel;
    }

    private void start() throws IOException {
        boolean started = false;
        try {
            wire.start(loop.epoll());
            started = true;
        } finally {
            if (!started) {
                loop.release();
                outbox.close();
            }
        }
        loop.start();
    }

    @Override
    public Offer offer(ByteBuffer... parts) {
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

    @Override
    public void flush() {
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
            // The loop reads what is left to read first, then draws the conclusion.
            writeFailure = result;
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

    /** From now on no edge tells of room, unless it is waited for. The lock is held. */
    private void restFromWriting() {
        if (up && !blocked && writeFailure == 0) {
            int result = wire.watchRoom(false);
            if (result < 0) {
                writeFailure = result;
            }
        }
    }

    @Override
    public void resume() {
        resumeAsked = true;
        loop.wake();
    }

    /** Whether {@link #close} was called. */
    public boolean isClosed() {
        return loop.isClosing();
    }

    @Override
    public void close() {
        loop.end();
        receiver.mute();
        synchronized (lock) {
            if (wire.survivesClose() && !emptied) {
                outbox.settle();
            }
            ended = true;
        }
        for (byte[] frame = takeBack(); frame != null; frame = takeBack()) {
            receiver.returned(ByteBuffer.wrap(frame));
        }
    }

    private byte @Nullable [] takeBack() {
        synchronized (lock) {
            byte[] frame = emptied ? null : outbox.takeFirst();
            if (frame == null) {
                emptied = true;
                outbox.close();
            }
            return frame;
        }
    }

    @Override
    public void failed(IOException cause) {
        synchronized (lock) {
            ended = true;
        }
        inbound.reset();
        receiver.failed(cause);
    }

    @Override
    public void release() {
        // What was read is not lost: nobody can read it again.
        inbound.deliver();
        inbound.endBatch();
        synchronized (lock) {
            blocked = false;
            write();
            ended = true;
            wire.close();
        }
        inbound.close();
    }

    @Override
    public int timeoutMillis() {
        return finish.timeoutMillis(resumeAsked || (!drained && !paused) ? 0 : -1);
    }

    /**
     * What has come is delivered, and the rest of a line that has come in part is awaited: whoever opens the wire next
     * would find only its second half.
     */
    @Override
    public boolean finishing() {
        if (!finish.hasBegun()) {
            drained = false; // one last look
        }
        if (paused) {
            finish.progress(); // the receiver has its own patience
        }
        boolean done = drained && !paused && inbound.isBetweenLines();
        if (done || !finish.goesOn()) {
            return false;
        }
        synchronized (lock) {
            return up && !ended;
        }
    }

    @Override
    public void event(int token, int events) throws IOException {
        if (up && events == Epoll.IN) {
            drained = false;
            return; // the lock may be busy: somebody writes
        }
        boolean connected;
        synchronized (lock) {
            connected = wire.ready(token, events);
            blocked = blocked && (events & MAY_WRITE) == 0;
        }
        changed = true;
        drained &= events == Epoll.OUT; // nothing to read, then
        if (connected) {
            goUp();
        }
    }

    @Override
    public void turn() throws IOException {
        if (changed) {
            changed = false;
            writeAndTell();
        }
        if (resumeAsked) {
            resumeAsked = false;
            paused = false;
            drained = false;
        }
        if (!paused && !drained) {
            read();
            calmTurns = inbound.isOneLine() ? Math.min(calmTurns + 1, CALM_TURNS) : 0;
            inbound.endBatch();
        }
        if (paused != dataUnwatched) {
            watchData(!paused);
        }
        if (!paused && drained) {
            concludeFailedWrite();
        }
    }

    private void watchData(boolean wanted) {
        dataUnwatched = !wanted;
        synchronized (lock) {
            int result = wire.watchData(wanted);
            if (result < 0) {
                writeFailure = result;
            }
        }
    }

    private void goUp() {
        synchronized (lock) {
            if (up) {
                return;
            }
            up = true;
            blocked = false;
            writeFailure = 0;
        }
        drained = false;
        receiver.linkUp();
    }

    private void goDown() throws IOException {
        inbound.endBatch();
        inbound.reset();
        boolean wasUp;
        boolean again;
        synchronized (lock) {
            wasUp = up;
            up = false;
            writeFailure = 0;
            outbox.rewind();
            again = wire.away();
            if (wire.watchRoom(true) == Wire.BROKEN) {
                throw wire.failure();
            }
        }
        if (wasUp) {
            receiver.linkDown(wire.reason());
        }
        drained = !again;
        if (again) {
            goUp();
            writeAndTell();
        }
    }

    private void writeAndTell() {
        boolean tell;
        synchronized (lock) {
            write();
            restFromWriting();
            tell = wanted && up && outbox.hasRoom();
            if (tell) {
                wanted = false;
            }
        }
        if (tell) {
            receiver.writable();
        }
    }

    private void read() throws IOException {
        for (int i = 0; i < READS_PER_TURN; i++) {
            if (!inbound.deliver()) {
                paused = true;
                return;
            }
            int read = inbound.readFrom(wire);
            if (read < 0) {
                ended(read);
                return;
            }
            finish.progress();
            if (read < Inbound.READ_BYTES && isProbablyAll()) {
                drained = true;
                paused = !inbound.deliver();
                return;
            }
        }
    }

    /** Whether another read would find nothing, which would cost a system call for each message that comes alone. */
    private boolean isProbablyAll() {
        return wire.shortReadEnds() || (calmTurns == CALM_TURNS && wire.tellsOfRest());
    }

    private void ended(int why) throws IOException {
        switch (why) {
            case Wire.AWAY -> goDown();
            case Wire.BROKEN -> {
                inbound.endBatch();
                throw wire.failure();
            }
            default -> drained = true;
        }
    }

    private void concludeFailedWrite() throws IOException {
        int failure = writeFailure;
        if (failure != 0) {
            ended(failure);
        }
    }
}
