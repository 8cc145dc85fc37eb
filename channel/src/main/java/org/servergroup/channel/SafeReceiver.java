package org.servergroup.channel;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.servergroup.spi.Discard;
import org.servergroup.spi.HostTransport;

/** Keeps what a receiver throws away from the channel's thread, and keeps quiet once the channel is closed. */
final class SafeReceiver implements HostTransport.Receiver {
    private static final Logger LOG = System.getLogger("org.servergroup.channel");

    private final HostTransport.Receiver receiver;
    private final AtomicLong thrown = new AtomicLong();
    private volatile boolean muted;

    SafeReceiver(HostTransport.Receiver receiver) {
        this.receiver = receiver;
    }

    /** From now on only {@link #returned} is told. */
    void mute() {
        muted = true;
    }

    @Override
    public boolean received(ByteBuffer frame) {
        try {
            return muted || receiver.received(frame);
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
    public void linkUp() {
        try {
            if (!muted) {
                receiver.linkUp();
            }
        } catch (RuntimeException e) {
            threw("linkUp", e);
        }
    }

    @Override
    public void linkDown(String reason) {
        try {
            if (!muted) {
                receiver.linkDown(reason);
            }
        } catch (RuntimeException e) {
            threw("linkDown", e);
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

    @Override
    public void writable() {
        try {
            if (!muted) {
                receiver.writable();
            }
        } catch (RuntimeException e) {
            threw("writable", e);
        }
    }

    @Override
    public void returned(ByteBuffer frame) {
        try {
            receiver.returned(frame);
        } catch (RuntimeException e) {
            threw("returned", e);
        }
    }

    @Override
    public void discarded(Discard reason, long bytes) {
        try {
            if (!muted) {
                receiver.discarded(reason, bytes);
            }
        } catch (RuntimeException e) {
            threw("discarded", e);
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
