package org.servergroup.host.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** An open connection to a guest. Loop thread only. */
final class GuestStream implements EventLoop.Handler {
    /** How long a guest that is over its limits is not read from: its flood costs no time then. */
    private static final long PAUSE_MILLIS = 50;

    private final Guest guest;
    private final Shared shared;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final EventLoop.Timer goOn;
    private boolean fresh = true;

    /** Takes over a connected channel. */
    GuestStream(Guest guest, Shared shared, SocketChannel channel) throws IOException {
        this.guest = guest;
        this.shared = shared;
        this.channel = channel;
        this.key = shared.loop().register(channel, SelectionKey.OP_READ, this);
        this.goOn = shared.loop().timer(() -> key.interestOpsOr(SelectionKey.OP_READ));
    }

    @Override
    public void ready(SelectionKey ready) {
        try {
            if (ready.isReadable()) {
                read();
            }
            if (ready.isValid() && ready.isWritable()) {
                guest.flushLater();
            }
        } catch (IOException e) {
            guest.link().lost(String.valueOf(e.getMessage()));
        }
    }

    /** Reads once only, so that one guest's flood leaves time for the others. */
    private void read() throws IOException {
        ByteBuffer in = shared.in();
        int count = channel.read(in);
        if (count < 0) {
            guest.link().lost("closed by the other end");
        } else if (count > 0 && !guest.read(in.flip())) {
            key.interestOpsAnd(~SelectionKey.OP_READ);
            goOn.arm(PAUSE_MILLIS);
        }
    }

    /** Writes what waits, once; the rest follows by itself. */
    void flush() throws IOException {
        guest.continueAnswers();
        OutQueue queue = guest.queue();
        if (queue.isEmpty()) {
            key.interestOpsAnd(~SelectionKey.OP_WRITE);
            return;
        }
        ByteBuffer out = shared.out();
        if (fresh) {
            out.put((byte) '\n'); // ends what a former connection may have left torn in the port
        }
        queue.fill(out);
        out.flip();
        int count = channel.write(out);
        if (fresh && count > 0) {
            fresh = false;
            count--;
        }
        guest.counters().written(count, queue.written(count));
        if (out.hasRemaining()) {
            key.interestOpsOr(SelectionKey.OP_WRITE);
        } else {
            key.interestOpsAnd(~SelectionKey.OP_WRITE);
            if (!queue.isEmpty()) {
                guest.flushLater();
            }
        }
    }

    /** Whether the guest does not read as fast as others write. */
    boolean isStalled() {
        return key.isValid() && (key.interestOps() & SelectionKey.OP_WRITE) != 0;
    }

    void close() {
        goOn.cancel();
        EventLoop.close(channel);
    }
}
