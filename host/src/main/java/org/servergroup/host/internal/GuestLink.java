package org.servergroup.host.internal;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.servergroup.host.spi.ChannelState;

/** Keeps a guest connected for as long as its socket is there. Loop thread only. */
final class GuestLink {
    /** Hears of what lasts: a short drop is not told. */
    interface Listener {
        void channel(Guest guest, ChannelState state, boolean initially);

        /** The guest is not known any more. */
        void forgotten(Guest guest);
    }

    private static final System.Logger LOG = System.getLogger("org.servergroup.host");

    /** A connection that lasted this long was a good one: the next attempt is made at once. */
    private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Guest guest;
    private final Shared shared;
    private final Listener listener;
    private final BackOff backOff;
    private final EventLoop.Timer retry;
    private final EventLoop.Timer goneTimer;
    private @Nullable Path path;
    private @Nullable Object fileKey;
    private boolean present;
    private boolean initially;
    private boolean warned;
    private @Nullable GuestStream stream;
    private @Nullable ChannelState told;
    private long connectedAt;
    private long bytesBefore;
    private String lastReason = "";
    private Dialer.Obstacle obstacle = Dialer.Obstacle.OTHER;

    GuestLink(Guest guest, Shared shared, Listener listener) {
        this.guest = guest;
        this.shared = shared;
        this.listener = listener;
        this.backOff = new BackOff(
                shared.settings().reconnectMinMs(), shared.settings().reconnectMaxMs());
        this.retry = shared.loop().timer(this::connect);
        this.goneTimer = shared.loop().timer(this::gone);
    }

    /** Other settings are in force: who waited by the old ones makes an attempt at once. */
    void configured(Settings settings) {
        if (backOff.limit(settings.reconnectMinMs(), settings.reconnectMaxMs()) && retry.armed()) {
            backOff.reset();
            retry.arm(backOff.next());
        }
    }

    /** Its socket is there: for the first time, again, or as another file under the same path. */
    void found(Path where, @Nullable Object key, boolean atStart) {
        boolean same = present && where.equals(path) && Objects.equals(key, fileKey);
        path = where;
        fileKey = key;
        present = true;
        if (stream != null && same) {
            return;
        }
        if (stream != null) {
            lost("its socket was replaced");
        } else if (!same) {
            initially = atStart;
        }
        if (!same || !retry.armed()) {
            backOff.reset();
            retry.arm(backOff.next());
        }
    }

    /** Its socket is gone. A connection that is open stays so. */
    void vanished() {
        present = false;
        retry.cancel();
        if (stream == null && !goneTimer.armed()) {
            gone();
        }
    }

    /** Its socket is not one of ours any more. */
    void dismissed() {
        vanished();
        lost("its socket is not looked for any more");
    }

    @Nullable
    Path path() {
        return path;
    }

    boolean isPresent() {
        return present;
    }

    boolean isConnected() {
        return stream != null;
    }

    /** Whether it has said anything since it was connected. */
    boolean isHeard() {
        return guest.counters().bytesReceived > bytesBefore;
    }

    boolean isStalled() {
        return stream != null && stream.isStalled();
    }

    /** Whether it is connected, or was a moment ago, so that it is worthwhile to queue something. */
    boolean isReachable() {
        return stream != null || goneTimer.armed();
    }

    /** What was told last; null if nothing was. */
    @Nullable
    ChannelState told() {
        return told;
    }

    /** Why it was disconnected last, in words. */
    String lastReason() {
        return lastReason;
    }

    /** Of what kind the reason is. */
    Dialer.Obstacle obstacle() {
        return obstacle;
    }

    private void connect() {
        SocketChannel channel = null;
        try {
            channel = Dialer.connect(Objects.requireNonNull(path));
            stream = new GuestStream(guest, shared, channel);
            connected();
        } catch (IOException | UnsupportedOperationException e) {
            EventLoop.close(channel);
            failed(e);
        }
    }

    private void connected() {
        connectedAt = shared.loop().now();
        bytesBefore = guest.counters().bytesReceived;
        warned = false;
        goneTimer.cancel();
        guest.counters().connected();
        tell(ChannelState.CONNECTED, initially);
        initially = false;
        guest.flushLater();
    }

    private void failed(Exception cause) {
        initially = false;
        lastReason = String.valueOf(cause.getMessage());
        obstacle = Dialer.Obstacle.of(cause);
        // A socket that has just gone is one that ended in order; the watch of its folder will say so.
        if (!warned && obstacle != Dialer.Obstacle.REFUSED && path != null && Files.exists(path)) {
            warned = true;
            LOG.log(System.Logger.Level.WARNING, "cannot connect to {0}: {1}", path, lastReason);
        }
        retry.arm(backOff.next());
    }

    /** The connection has ended. */
    void lost(String reason) {
        GuestStream ended = stream;
        if (ended == null) {
            return;
        }
        stream = null;
        lastReason = reason;
        obstacle = Dialer.Obstacle.OTHER;
        LOG.log(System.Logger.Level.DEBUG, "instance {0}: disconnected: {1}", guest.instance(), reason);
        ended.close();
        guest.connectionEnded();
        if (shared.loop().now() - connectedAt >= STABLE_NANOS) {
            backOff.reset();
        }
        goneTimer.arm(shared.settings().goneDelayMs());
        if (present) {
            retry.arm(backOff.next());
        }
    }

    private void gone() {
        guest.gone();
        if (told != null) {
            tell(present ? ChannelState.LOST : ChannelState.REMOVED, false);
        }
        if (!present) {
            listener.forgotten(guest);
        }
    }

    private void tell(ChannelState state, boolean atStart) {
        if (told == state) {
            return;
        }
        told = state;
        // Those that were there before are summed up in one line.
        LOG.log(
                atStart ? System.Logger.Level.DEBUG : System.Logger.Level.INFO,
                "instance {0}: {1}",
                guest.instance(),
                state == ChannelState.CONNECTED
                        ? "connected"
                        : state == ChannelState.LOST ? "lost: " + lastReason : "gone");
        listener.channel(guest, state, atStart);
    }

    void flush() {
        if (stream == null) {
            return;
        }
        try {
            stream.flush();
        } catch (IOException e) {
            lost(String.valueOf(e.getMessage()));
        }
    }

    /** Closes the connection and looks for the socket again. */
    void reconnect() {
        lost("by the operator");
    }

    /** Ends for good. */
    void close() {
        retry.cancel();
        goneTimer.cancel();
        if (stream != null) {
            stream.close();
            stream = null;
        }
        guest.connectionEnded();
        guest.gone();
    }
}
