package org.servergroup.channel;

import java.io.IOException;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import org.servergroup.spi.Discard;
import org.servergroup.spi.HostTransport;

/** Keeps what a receiver throws away from the channel's thread, and keeps quiet once the channel is closed. */
final class SafeReceiver implements HostTransport.Receiver {
    private static final Logger LOG = System.getLogger("org.servergroup.channel");

    private final HostTransport.Receiver receiver;
    private final ForeignCalls calls = new ForeignCalls(LOG);

    SafeReceiver(HostTransport.Receiver receiver) {
        this.receiver = receiver;
    }

    /** From now on only {@link #returned} is told. */
    void mute() {
        calls.mute();
    }

    @Override
    public boolean received(ByteBuffer frame) {
        try {
            return calls.areMuted() || receiver.received(frame);
        } catch (RuntimeException e) {
            calls.threw("received", e);
            return true;
        }
    }

    @Override
    public void batchEnded() {
        try {
            if (!calls.areMuted()) {
                receiver.batchEnded();
            }
        } catch (RuntimeException e) {
            calls.threw("batchEnded", e);
        }
    }

    @Override
    public void linkUp() {
        calls.make("linkUp", receiver::linkUp);
    }

    @Override
    public void linkDown(String reason) {
        calls.make("linkDown", () -> receiver.linkDown(reason));
    }

    @Override
    public void failed(IOException cause) {
        calls.make("failed", () -> receiver.failed(cause));
    }

    @Override
    public void writable() {
        calls.make("writable", receiver::writable);
    }

    @Override
    public void returned(ByteBuffer frame) {
        calls.makeEvenIfMuted("returned", () -> receiver.returned(frame));
    }

    @Override
    public void discarded(Discard reason, long bytes) {
        calls.make("discarded", () -> receiver.discarded(reason, bytes));
    }
}
