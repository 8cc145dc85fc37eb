package org.servergroup.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.servergroup.posix.Epoll;
import org.servergroup.spi.HostTransport;
import org.servergroup.spi.Offer;

/**
 * Frames as lines over a {@link Wire} (PROTOCOL.md section 2). One thread waits for events, reads, and writes what did not
 * go out at once; whoever flushes writes at once.
 */
public final class LineChannel implements HostTransport.Channel, Loop.Body {
    /** After so many reads the way out gets its turn. */
    private static final int READS_PER_TURN = 16;
    /** After so many turns with one line each the next one is taken to come alone, too. */
    private static final int CALM_TURNS = 8;

    private final Wire wire;
    private final SafeReceiver receiver;
    private final Loop loop;
    private final Inbound inbound;
    private final Outbound outbound;

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
        this.receiver = new SafeReceiver(receiver);
        this.loop = new Loop(name, this);
        this.inbound = new Inbound(settings.maxFrameBytes(), this.receiver);
        this.outbound = new Outbound(wire, loop, settings);
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
            loop.start();
            started = true;
        } finally {
            if (!started) {
                loop.release();
                outbound.close();
            }
        }
    }

    @Override
    public Offer offer(ByteBuffer... parts) {
        return outbound.offer(parts);
    }

    @Override
    public void flush() {
        outbound.flush();
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
        outbound.settle();
        for (byte[] frame = outbound.takeBack(); frame != null; frame = outbound.takeBack()) {
            receiver.returned(ByteBuffer.wrap(frame));
        }
    }

    @Override
    public void failed(IOException cause) {
        outbound.end();
        inbound.reset();
        receiver.failed(cause);
    }

    @Override
    public void release() {
        // What was read is not lost: nobody can read it again.
        inbound.deliver();
        inbound.endBatch();
        outbound.closeWire();
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
        return !done && finish.goesOn() && outbound.isUsable();
    }

    @Override
    public void event(int token, int events) throws IOException {
        if (events == Epoll.IN && outbound.isUp()) {
            drained = false;
            return; // the lock may be busy: somebody writes
        }
        boolean connected = outbound.ready(token, events);
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
            dataUnwatched = paused;
            outbound.watchData(!paused);
        }
        if (!paused && drained) {
            concludeFailedWrite();
        }
    }

    private void goUp() {
        if (outbound.linkUp()) {
            drained = false;
            receiver.linkUp();
        }
    }

    private void goDown() throws IOException {
        inbound.endBatch();
        inbound.reset();
        boolean wasUp = outbound.isUp();
        boolean again = outbound.linkDown();
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
        if (outbound.writeRest()) {
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
        int failure = outbound.failure();
        if (failure != 0) {
            ended(failure);
        }
    }
}
