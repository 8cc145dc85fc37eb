package org.servergroup.messaging;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.osgi.util.promise.Deferred;
import org.servergroup.Member;

/** The status queries that wait for answers, and what has arrived of these, within bounds. Thread-safe; resolves nothing. */
final class PendingQueries {
    private static final int MAX_PENDING = 64;
    private static final int MAX_MEMBERS = 1024;

    /** What all the answers that are being collected may hold together, in characters of JSON. */
    private static final int MAX_COLLECTED = 4 << 20;

    /** One query. What has arrived is only to be read once it has been removed: nothing is added from then on. */
    static final class Query {
        private final Deferred<List<Member>> answer;
        private final List<Member> arrived = new ArrayList<>();
        private int collected;
        private @Nullable Future<?> timeout;

        private Query(Deferred<List<Member>> answer) {
            this.answer = answer;
        }

        Deferred<List<Member>> answer() {
            return answer;
        }

        List<Member> arrived() {
            return arrived;
        }
    }

    // Guarded by the map.
    private final Map<Long, Query> pending = new HashMap<>();
    private int lastSeq;
    private int collected;
    private boolean closed;

    /** The size of the map, for those who only want to know whether anybody waits. */
    private volatile int waiting;

    /** @param lastSeq the number before the first one; not negative */
    PendingQueries(int lastSeq) {
        this.lastSeq = lastSeq;
    }

    boolean isEmpty() {
        return waiting == 0;
    }

    boolean contains(long seq) {
        synchronized (pending) {
            return pending.containsKey(seq);
        }
    }

    /**
     * Adds a query.
     *
     * @return its number
     * @throws IOException if there are too many, or it has been closed
     */
    long add(Deferred<List<Member>> answer) throws IOException {
        synchronized (pending) {
            if (closed) {
                throw new IOException("no status query is possible any more: it has been closed");
            }
            if (pending.size() >= MAX_PENDING) {
                throw new IOException("too many status queries at once: " + MAX_PENDING + " are pending");
            }
            long seq = nextSeq();
            pending.put(seq, new Query(answer));
            waiting = pending.size();
            return seq;
        }
    }

    private long nextSeq() {
        do {
            lastSeq = lastSeq == Integer.MAX_VALUE ? 1 : lastSeq + 1;
        } while (pending.containsKey((long) lastSeq));
        return lastSeq;
    }

    /** What is to be cancelled when the query is removed. */
    void timeout(long seq, Future<?> timeout) {
        synchronized (pending) {
            Query query = pending.get(seq);
            if (query != null) {
                query.timeout = timeout;
            }
        }
    }

    /**
     * One member has been told.
     *
     * @throws IOException if that is more than a host may make us keep
     */
    void collect(long seq, Member member) throws IOException {
        int length = member.json().length();
        synchronized (pending) {
            Query query = pending.get(seq);
            if (query == null) {
                return;
            }
            if (query.arrived.size() == MAX_MEMBERS) {
                throw new IOException("the host tells more than " + MAX_MEMBERS + " members");
            }
            if (collected + length > MAX_COLLECTED) {
                throw new IOException("the host tells more than " + MAX_COLLECTED + " characters of status");
            }
            query.arrived.add(member);
            query.collected += length;
            collected += length;
        }
    }

    @Nullable
    Query remove(long seq) {
        synchronized (pending) {
            Query query = pending.remove(seq);
            if (query != null) {
                waiting = pending.size();
                collected -= query.collected;
                if (query.timeout != null) {
                    query.timeout.cancel(false);
                }
            }
            return query;
        }
    }

    /** Takes no more. Returns the numbers of those that wait. */
    List<Long> close() {
        synchronized (pending) {
            closed = true;
            return List.copyOf(pending.keySet());
        }
    }
}
