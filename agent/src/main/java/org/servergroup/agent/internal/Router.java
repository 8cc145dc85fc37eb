package org.servergroup.agent.internal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.servergroup.messaging.Endpoint;
import org.servergroup.protocol.EnvelopeReader;
import org.servergroup.protocol.Verdict;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalAddress;

/** Knows who is where, and joins the two directions. Thread-safe. */
final class Router {
    private static final int MAX_ROUTES = 1024;

    private final Counters counters;
    private final Discards discards;
    private final Endpoint endpoint;
    private final ScheduledExecutorService timer;
    private final Supplier<Settings> settings;
    private final LongSupplier nanoTime;
    private final RoutingTable routes = new RoutingTable(MAX_ROUTES);
    private final List<Hold> holds = new CopyOnWriteArrayList<>();
    private final LocalChannels locals;
    private final Outbound outbound;
    private final Nacks nacks;
    private final Stash stash;

    Router(
            Supplier<Settings> settings,
            Counters counters,
            Discards discards,
            Endpoint endpoint,
            ScheduledExecutorService timer,
            LongSupplier nanoTime) {
        this.counters = counters;
        this.discards = discards;
        this.endpoint = endpoint;
        this.timer = timer;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.locals = new LocalChannels(settings, nanoTime);
        this.stash = new Stash(settings, discards, timer);
        this.nacks = new Nacks(routes, endpoint, counters, discards);
        this.outbound = new Outbound(settings, counters.queued, nacks, timer, nanoTime);
    }

    Counters counters() {
        return counters;
    }

    Discards discards() {
        return discards;
    }

    RoutingTable routes() {
        return routes;
    }

    LocalChannels locals() {
        return locals;
    }

    Outbound outbound() {
        return outbound;
    }

    // Local channels.

    void localOpened(LocalSession session) {
        stash.giveTo(session); // before it is known, so that nothing can overtake
        locals.opened(session);
        holds.forEach(Hold::localsChanged);
    }

    /** Nothing is offered to the channel any more; what its reader still holds will be queued. */
    void localClosing(LocalSession session, Waiter.Reader place) {
        locals.closed(session);
        routes.forget(session);
        outbound.leave(place);
    }

    void localClosed(LocalSession session, Waiter.Reader place) {
        routes.forget(session);
        outbound.leave(place);
        holds.forEach(Hold::localsChanged);
    }

    /** An application has room again. */
    void writable(LocalAddress peer) {
        Route route = routes.find(peer.name());
        if (route != null) {
            route.stalled = false;
        }
        for (int i = 0; i < holds.size(); i++) {
            holds.get(i).writable(peer);
        }
    }

    /** A local channel had taken messages which it could not deliver. */
    void undelivered(LocalSession session, LocalAddress peer, Discard reason, long frames) {
        if (reason == Discard.NO_SUCH_PEER) {
            routes.forget(peer, session);
            if (endpoint.wants(peer.name())) {
                return; // they were delivered in the framework
            }
        }
        discards.dropped(Direction.TO_APPS, reason, frames, 0, peer.name());
    }

    /** An application has sent something that is not an envelope. */
    void refused(LocalSession via, LocalAddress from, Verdict verdict, EnvelopeReader envelope, long bytes) {
        discards.dropped(Direction.TO_HOST, Verdicts.discard(verdict), 1, bytes, from.name());
        nacks.refused(via, from, verdict, envelope);
    }

    /** A local channel that was closed had taken a message which it did not deliver. */
    void returned(LocalAddress peer, ByteBuffer frame) {
        stash.add(peer, frame);
    }

    /** Nothing will be opened any more. */
    void stop() {
        stash.drop(Discard.STOPPED);
    }

    // Host channels.

    /** What keeps the messages of one host channel from being delivered. */
    Hold hold(Runnable resume) {
        Hold hold = new Hold(resume, timer);
        holds.add(hold);
        return hold;
    }

    /** The way in for the messages of one host channel. */
    Inbound inbound(Hold hold) {
        return new Inbound(hold, routes, locals, endpoint, counters, discards, settings, nanoTime);
    }

    void forget(Hold hold) {
        holds.remove(hold);
        hold.forget();
    }
}
