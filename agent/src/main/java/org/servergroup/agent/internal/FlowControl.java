package org.servergroup.agent.internal;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.servergroup.spi.Offer;

/**
 * The host channel in use, and whether it takes anything: nothing while its link is down, no more while it has no room. Its
 * owner guards it; only {@link #events} and {@link #direct} may be asked without.
 */
final class FlowControl {
    private final AtomicInteger events = new AtomicInteger();
    private final Line line;

    private volatile @Nullable HostSession direct;
    private @Nullable HostSession session;
    private boolean connected;
    private boolean blocked;

    /** @param line where a turn ends with whatever channel it was for */
    FlowControl(Line line) {
        this.line = line;
    }

    /** How often something has changed: what a channel answered before is out of date. */
    int events() {
        return events.get();
    }

    /** The channel that anybody may send through right now; null if it takes more to find out. */
    @Nullable
    HostSession direct() {
        return direct;
    }

    /** Whether anybody may send, because nobody else waits. */
    void allowDirect(boolean allowed) {
        direct = allowed ? way() : null;
    }

    @Nullable
    HostSession session() {
        return session;
    }

    /** The channel; null while the host is away. */
    @Nullable
    HostSession way() {
        return connected ? session : null;
    }

    boolean connected() {
        return connected;
    }

    boolean blocked() {
        return blocked;
    }

    void attach(HostSession opened) {
        session = opened;
        changed(opened.up());
    }

    void detach(HostSession closing) {
        if (session == closing) {
            detach();
        }
    }

    void detach() {
        session = null;
        changed(false);
    }

    void linkChanged(HostSession of) {
        if (session == of) {
            changed(of.up());
        }
    }

    void writable(HostSession of) {
        if (session == of) {
            events.incrementAndGet();
            blocked = false;
        }
    }

    /** The channel has no room; false if something has changed since it said so. */
    boolean block(int seen) {
        if (events.get() != seen) {
            return false;
        }
        blocked = true;
        direct = null;
        return true;
    }

    /** The channel takes nothing at all, unless something has changed since it said so. */
    void away(int seen) {
        if (events.get() == seen) {
            changed(false);
        }
    }

    /** The channel has not taken a frame. */
    void refused(Offer offer, int seen) {
        if (offer == Offer.BACK_PRESSURED) {
            block(seen);
        } else {
            away(seen);
        }
    }

    private void changed(boolean nowConnected) {
        events.incrementAndGet();
        connected = nowConnected;
        blocked = false;
        direct = null;
        line.endTurn();
    }
}
