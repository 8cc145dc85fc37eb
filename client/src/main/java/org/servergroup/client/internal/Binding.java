package org.servergroup.client.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.servergroup.spi.LocalTransport;

/**
 * The transport at present and the channel that is open, which may still be one over the transport before. Thread-safe;
 * calls transports without a lock held.
 */
final class Binding {
    private static final long BUSY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final AgentSocket socket;

    // Guarded by this.
    private @Nullable LocalTransport transport;
    private final List<LocalTransport> busy = new ArrayList<>(); // opening or closing a channel now
    private LocalTransport.@Nullable Channel channel;
    private @Nullable LocalTransport channelOver;
    private boolean ended;

    /** No transport yet. The socket sends over the channel while one is open. */
    Binding(AgentSocket socket) {
        this.socket = socket;
    }

    /** Opens over this one from now on. */
    synchronized void transport(LocalTransport newOne) {
        transport = newOne;
    }

    /**
     * Opens a channel; none may be open.
     *
     * @return whether there is a transport
     */
    boolean open(String address, LocalTransport.Receiver receiver) throws IOException {
        LocalTransport over;
        synchronized (this) {
            over = transport;
            if (over == null) {
                return false;
            }
            busy.add(over);
        }
        try {
            LocalTransport.Channel opened = over.open(address, receiver);
            if (!use(opened, over)) {
                opened.close();
            }
        } finally {
            done(over);
        }
        return true;
    }

    private synchronized boolean use(LocalTransport.Channel opened, LocalTransport over) {
        if (ended || transport != over) {
            return false;
        }
        channel = opened;
        channelOver = over;
        socket.channel(opened);
        return true;
    }

    /** Closes the channel if one is open. */
    void release() {
        LocalTransport.Channel old;
        LocalTransport over;
        synchronized (this) {
            old = channel;
            over = channelOver;
            channel = null;
            channelOver = null;
            socket.channel(null);
            if (old == null || over == null) {
                return;
            }
            busy.add(over);
        }
        try {
            old.close();
        } finally {
            done(over);
        }
    }

    private synchronized void done(LocalTransport over) {
        busy.remove(over);
        notifyAll();
    }

    /**
     * Leaves a transport. Nothing is open over it any more when this returns.
     *
     * @return whether the channel was over it
     */
    boolean leave(LocalTransport oldOne) {
        boolean inUse;
        synchronized (this) {
            if (transport == oldOne) {
                transport = null;
            }
            // A transport whose bundle has gone may not be able to close what it has just opened.
            awaitDone(oldOne);
            inUse = channelOver == oldOne;
        }
        if (inUse) {
            release();
        }
        return inUse;
    }

    /** Lets no channel be used that is opened from now on. What is open stays until it is released. */
    synchronized void end() {
        ended = true;
        if (transport != null) {
            awaitDone(transport);
        }
    }

    private void awaitDone(LocalTransport over) {
        long deadline = System.nanoTime() + BUSY_NANOS;
        long left = BUSY_NANOS;
        try {
            while (busy.contains(over) && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = deadline - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
