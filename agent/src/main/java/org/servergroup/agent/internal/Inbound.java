package org.servergroup.agent.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.servergroup.messaging.Endpoint;
import org.servergroup.protocol.EnvelopeReader;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalAddress;

/**
 * The way from one host channel: to the local application bound to the address, and to those in the framework who want it.
 * For the channel's reader only.
 */
final class Inbound {
    private enum Fate {
        TAKEN,
        HELD,
        STALLED,
        ABSENT,
        TOO_LONG
    }

    private final Hold hold;
    private final RoutingTable routes;
    private final LocalChannels locals;
    private final Endpoint endpoint;
    private final Tally fromHost;
    private final Tally toApps;
    private final Traffic toFramework;
    private final Discards discards;
    private final Supplier<Settings> settings;
    private final LongSupplier nanoTime;

    /** @param hold what keeps its messages from being delivered */
    Inbound(
            Hold hold,
            RoutingTable routes,
            LocalChannels locals,
            Endpoint endpoint,
            Counters counters,
            Discards discards,
            Supplier<Settings> settings,
            LongSupplier nanoTime) {
        this.hold = hold;
        this.routes = routes;
        this.locals = locals;
        this.endpoint = endpoint;
        this.fromHost = new Tally(counters.fromHost);
        this.toApps = new Tally(counters.toApps);
        this.toFramework = counters.toFramework;
        this.discards = discards;
        this.settings = settings;
        this.nanoTime = nanoTime;
    }

    /**
     * Delivers a message, or drops and counts it.
     *
     * @return false if it is held: it wants to be offered again, then
     */
    boolean deliver(EnvelopeReader envelope, long bytes) {
        String destination = envelope.destination();
        Fate fate = toApp(destination, envelope);
        if (fate == Fate.HELD) {
            batchEnded();
            return false;
        }
        hold.end();
        fromHost.add(bytes);
        // Last, because it cannot be refused: what is held and offered again must not be told twice.
        boolean wanted =
                endpoint.wants(destination) && endpoint.received(destination, envelope.source(), envelope.data());
        if (wanted) {
            toFramework.add(bytes);
        }
        switch (fate) {
            case STALLED -> dropped(Discard.PEER_FULL, bytes, destination);
            case TOO_LONG -> dropped(Discard.TOO_LONG, bytes, destination);
            case ABSENT -> {
                if (!wanted) {
                    dropped(Discard.NO_SUCH_PEER, bytes, destination);
                }
            }
            default -> {}
        }
        return true;
    }

    /** What was delivered is sent, and counted. */
    void batchEnded() {
        fromHost.tell();
        toApps.tell();
        locals.flush();
    }

    private void dropped(Discard reason, long bytes, String destination) {
        discards.dropped(Direction.TO_APPS, reason, 1, bytes, destination);
    }

    private Fate toApp(String destination, EnvelopeReader envelope) {
        for (; ; ) {
            LocalSession[] open = locals.open();
            if (open.length > 0) {
                Fate fate = toApp(destination, envelope, open);
                if (fate != Fate.ABSENT || locals.open() == open) {
                    return fate;
                }
                continue;
            }
            long now = nanoTime.getAsLong();
            if (!hold.hold(null, now, locals.expectedFor(now))) {
                return Fate.ABSENT;
            }
            if (locals.open() == open) {
                return Fate.HELD;
            }
        }
    }

    private Fate toApp(String destination, EnvelopeReader envelope, LocalSession[] open) {
        Route known = routes.find(destination);
        if (known != null) {
            Fate fate = toRoute(known, envelope);
            if (fate != Fate.ABSENT) {
                return fate;
            }
            routes.forget(known);
        }
        LocalAddress plain = plain(destination);
        if (plain == null) {
            return Fate.ABSENT;
        }
        for (LocalSession session : open) {
            if (known != null && known.session == session && known.address.equals(plain)) {
                continue;
            }
            Route route = new Route(plain, session);
            Fate fate = toRoute(route, envelope);
            if (fate != Fate.ABSENT) {
                routes.add(route);
                return fate;
            }
        }
        return Fate.ABSENT;
    }

    private Fate toRoute(Route route, EnvelopeReader envelope) {
        LocalSession session = route.session;
        for (; ; ) {
            int seen = session.writables();
            ByteBuffer[] parts = envelope.toApp();
            long bytes = 0;
            for (ByteBuffer part : parts) {
                bytes += part.remaining();
            }
            switch (session.offer(route.address, parts)) {
                case ACCEPTED -> {
                    route.toApp.add(bytes);
                    toApps.add(bytes);
                    return Fate.TAKEN;
                }
                case BACK_PRESSURED -> {
                    if (route.stalled) {
                        return Fate.STALLED;
                    }
                    long patience = settings.get().peerWait().toNanos();
                    boolean held = hold.hold(route.address, nanoTime.getAsLong(), patience);
                    route.stalled = !held;
                    if (session.writables() == seen) {
                        return held ? Fate.HELD : Fate.STALLED;
                    }
                    route.stalled = false; // it has room by now, perhaps
                }
                case TOO_LONG -> {
                    return Fate.TOO_LONG;
                }
                case CLOSED, NOT_CONNECTED -> {
                    locals.closed(session);
                    return Fate.ABSENT;
                }
                default -> {
                    return Fate.ABSENT;
                }
            }
        }
    }

    /** The address of that name without padding; null if there can be none. */
    private static @Nullable LocalAddress plain(String name) {
        if (name.isEmpty() || name.length() > LocalAddress.MAX_BYTES || name.indexOf('\0') >= 0) {
            return null;
        }
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return bytes.length > LocalAddress.MAX_BYTES ? null : LocalAddress.ofBytes(bytes);
    }
}
