package org.servergroup.transport.unix.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import org.servergroup.channel.ForeignCalls;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.LocalTransport;
import org.servergroup.spi.Peer;

/** Keeps what a receiver throws away from the channel's thread, and keeps quiet once the channel is closed. */
final class SafeReceiver implements LocalTransport.Receiver {
    private static final Logger LOG = System.getLogger("org.servergroup.transport.unix");

    private final LocalTransport.Receiver receiver;
    private final ForeignCalls calls = new ForeignCalls(LOG);

    SafeReceiver(LocalTransport.Receiver receiver) {
        this.receiver = receiver;
    }

    /** From now on nothing is told. */
    void mute() {
        calls.mute();
    }

    @Override
    public boolean received(Peer from, ByteBuffer frame) {
        try {
            return calls.areMuted() || receiver.received(from, frame);
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
    public void writable(LocalAddress peer) {
        calls.make("writable", () -> receiver.writable(peer));
    }

    @Override
    public void undelivered(LocalAddress peer, Discard reason, long frames) {
        calls.make("undelivered", () -> receiver.undelivered(peer, reason, frames));
    }

    @Override
    public void returned(LocalAddress peer, ByteBuffer frame) {
        calls.make("returned", () -> receiver.returned(peer, frame));
    }

    @Override
    public void discarded(Discard reason, long bytes, int pid) {
        calls.make("discarded", () -> receiver.discarded(reason, bytes, pid));
    }

    @Override
    public void failed(IOException cause) {
        calls.make("failed", () -> receiver.failed(cause));
    }
}
