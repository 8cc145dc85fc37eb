package org.servergroup.agent.internal;

import java.io.IOException;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import org.servergroup.spi.HostTransport;

/** A host transport, and how it has fared. What changes is guarded by its owner. */
final class HostCandidate {
    /** By hand: comparators put together from others take 3 ms of the start. */
    static final Comparator<HostCandidate> BEST_FIRST = (one, other) ->
            one.ranking == other.ranking ? Long.compare(one.id, other.id) : Integer.compare(other.ranking, one.ranking);

    final HostTransport transport;
    final long id;
    final String name;

    int ranking;
    boolean removed;
    Backoff backoff;
    /** When it may be opened, in nanoseconds. */
    long retryAt = System.nanoTime();
    /** When it was opened last. */
    long openedAt;
    /** Why it could not be opened the last time; empty if it could. */
    String reason = "";
    /** Its channel, open or being opened. */
    @Nullable
    HostSession session;
    /** Why that cannot be used any more. */
    @Nullable
    IOException failure;

    HostCandidate(HostTransport transport, String name, long id, int ranking, Backoff backoff) {
        this.transport = transport;
        this.name = name;
        this.id = id;
        this.ranking = ranking;
        this.backoff = backoff;
    }

    String label() {
        return name + " " + target();
    }

    String target() {
        try {
            return transport.target();
        } catch (RuntimeException e) { // a transport that is being stopped, say
            return "(" + e + ")";
        }
    }
}
