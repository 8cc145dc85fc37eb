package org.servergroup.agent.internal;

import java.io.IOException;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.servergroup.spi.HostTransport;

/** A host transport, and how it has fared. What changes is guarded by {@link HostSelection}. */
final class HostCandidate {
    /** By hand: comparators put together from others take 3 ms of the start. */
    static final Comparator<HostCandidate> BEST_FIRST = (one, other) ->
            one.ranking == other.ranking ? Long.compare(one.id, other.id) : Integer.compare(other.ranking, one.ranking);

    private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    final HostTransport transport;
    final long id;
    final String name;

    int ranking;
    boolean removed;
    private Backoff backoff;
    /** When it may be opened, in nanoseconds. */
    long retryAt = System.nanoTime();
    /** When it was opened last. */
    private long openedAt;
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

    /** It can be opened at once, and from now on waits as its owner's settings say. */
    void retryNow(Backoff anew) {
        backoff = anew;
        retryAt = System.nanoTime();
    }

    /** That is its channel, which is being opened. */
    void opening(HostSession of) {
        session = of;
        failure = null;
    }

    /** It is in use. */
    void opened() {
        openedAt = System.nanoTime();
        reason = "";
    }

    /** It could not be opened. Returns whether that is for another reason than the last time. */
    boolean notOpened(String why) {
        boolean news = !reason.equals(why);
        session = null;
        reason = why;
        retryAt = System.nanoTime() + backoff.next();
        return news;
    }

    /** A channel has failed. If it is its own, the cause that is told first counts. */
    void failed(HostSession of, IOException cause) {
        if (session == of && failure == null) {
            failure = cause;
        }
    }

    /** Its channel, which is to be closed, and no longer is its own. */
    @Nullable
    HostSession release() {
        HostSession released = session;
        session = null;
        return released;
    }

    /** It was in use. One that was so for long enough has been a good one. */
    void lost() {
        if (System.nanoTime() - openedAt >= STABLE_NANOS) {
            backoff.reset();
        }
        failure = null;
        retryAt = System.nanoTime() + backoff.next();
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
