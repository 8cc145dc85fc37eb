package org.servergroup.transport.unix.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.LocalTransport;
import org.servergroup.spi.Peer;

/** Keeps what a receiver throws away from the channel's thread, and keeps quiet once the channel is closed. */
final class SafeReceiver implements LocalTransport.Receiver {
    private static final Logger LOG = System.getLogger("org.servergroup.transport.unix");

    private final LocalTransport.Receiver receiver;
    private final AtomicLong thrown = new AtomicLong();
    private volatile boolean muted;

    SafeReceiver(LocalTransport.Receiver receiver) {
        this.receiver = receiver;
    }

    /** From now on nothing is told. */
    void mute() {
        muted = true;
    }

    @Override
    public boolean received(Peer from, ByteBuffer frame) {
        try {
            return muted || receiver.received(from, frame);
        } catch (RuntimeException e) {
            threw("received", e);
            return true;
        }
    }

    @Override
    public void batchEnded() {
        try {
            if (!muted) {
                receiver.batchEnded();
            }
        } catch (RuntimeException e) {
            threw("batchEnded", e);
        }
    }

    @Override
    public void writable(LocalAddress peer) {
        try {
            if (!muted) {
                receiver.writable(peer);
            }
        } catch (RuntimeException e) {
            threw("writable", e);
        }
    }

    @Override
    public void undelivered(LocalAddress peer, Discard reason, long frames) {
        try {
            if (!muted) {
                receiver.undelivered(peer, reason, frames);
            }
        } catch (RuntimeException e) {
            threw("undelivered", e);
        }
    }

    @Override
    public void returned(LocalAddress peer, ByteBuffer frame) {
        try {
            if (!muted) {
                receiver.returned(peer, frame);
            }
        } catch (RuntimeException e) {
            threw("returned", e);
        }
    }

    @Override
    public void discarded(Discard reason, long bytes, int pid) {
        try {
            if (!muted) {
                receiver.discarded(reason, bytes, pid);
            }
        } catch (RuntimeException e) {
            threw("discarded", e);
        }
    }

    @Override
    public void failed(IOException cause) {
        try {
            if (!muted) {
                receiver.failed(cause);
            }
        } catch (RuntimeException e) {
            threw("failed", e);
        }
    }

    /** A receiver that throws does so for every frame, perhaps: powers of two are logged. */
    private void threw(String method, RuntimeException cause) {
        long count = thrown.incrementAndGet();
        if (Long.bitCount(count) == 1) {
            LOG.log(Level.ERROR, "receiver threw in " + method + ", " + count + " times in all", cause);
        }
    }
}
