package org.servergroup.messaging;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.util.promise.Deferred;
import org.osgi.util.promise.Promise;
import org.osgi.util.promise.PromiseFactory;
import org.servergroup.Member;
import org.servergroup.StatusTimeoutException;
import org.servergroup.protocol.GroupMessage;

/** The status queries that wait for answers. Thread-safe; what is resolved is resolved without a lock held. */
final class StatusQueries {
    /** How a query gets out; may block for a bounded time. */
    @FunctionalInterface
    interface Sender {
        void send(byte[] data) throws IOException;
    }

    private static final System.Logger LOG = System.getLogger("org.servergroup.messaging");

    private static final int MAX_PENDING = 64;
    private static final int MAX_MEMBERS = 1024;

    /** What all the answers that are being collected may hold together, in characters of JSON. */
    private static final int MAX_COLLECTED = 4 << 20;

    private static final int MAX_NAMED = 8;

    /** One query; guarded by the lock of all. */
    private static final class Query {
        final Deferred<List<Member>> answer;
        final List<Member> arrived = new ArrayList<>();
        int collected;

        @Nullable
        Future<?> timeout;

        Query(Deferred<List<Member>> answer) {
            this.answer = answer;
        }
    }

    private final Sender sender;
    private final Delivery delivery;
    private final ScheduledExecutorService timer;
    private final Supplier<String> linkState;
    private final Executor sending;
    private volatile Duration timeLimit;

    // Guarded by the map.
    private final Map<Long, Query> pending = new HashMap<>();
    private int lastSeq = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
    private int collected;
    private boolean closed;

    /** The size of the map, for those who only want to know whether anybody waits. */
    private volatile int waiting;

    StatusQueries(
            Duration timeLimit,
            Sender sender,
            Delivery delivery,
            ScheduledExecutorService timer,
            Supplier<String> linkState) {
        this.timeLimit = timeLimit;
        this.sender = sender;
        this.delivery = delivery;
        this.timer = timer;
        this.linkState = linkState;
        this.sending = delivery.executor("status queries");
    }

    void timeLimit(Duration limit) {
        timeLimit = limit;
    }

    boolean isEmpty() {
        return waiting == 0;
    }

    Promise<List<Member>> ask() {
        // Each query has an executor of its own, so that a callback that hangs holds up no other promise.
        PromiseFactory promises = new PromiseFactory(
                delivery.executor("callbacks of a status query"),
                timer,
                PromiseFactory.Option.CALLBACKS_EXECUTOR_THREAD);
        Query query = new Query(promises.deferred());
        long seq;
        synchronized (pending) {
            String refusal = refusal();
            if (refusal != null) {
                return promises.failed(new IOException(refusal));
            }
            seq = nextSeq();
            pending.put(seq, query);
            waiting = pending.size();
        }
        startTimeout(seq, query, timeLimit);
        sending.execute(() -> send(seq));
        return query.answer.getPromise();
    }

    private @Nullable String refusal() {
        if (closed) {
            return "no status query is possible any more: it has been closed";
        }
        return pending.size() < MAX_PENDING ? null : "too many status queries at once: " + MAX_PENDING + " are pending";
    }

    private long nextSeq() {
        do {
            lastSeq = lastSeq == Integer.MAX_VALUE ? 1 : lastSeq + 1;
        } while (pending.containsKey((long) lastSeq));
        return lastSeq;
    }

    private void startTimeout(long seq, Query query, Duration limit) {
        Future<?> timeout;
        try {
            timeout = timer.schedule(() -> timedOut(seq, limit), limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            fail(seq, new IOException("no status query is possible any more: the timer has been shut down"));
            return;
        }
        synchronized (pending) {
            query.timeout = timeout;
        }
    }

    private void send(long seq) {
        if (!isPending(seq)) {
            return;
        }
        try {
            sender.send(new GroupMessage.StatusQuery(seq).encode());
        } catch (IOException e) {
            fail(seq, e);
        } catch (RuntimeException e) {
            fail(seq, new IOException("the status query could not be sent", e));
        }
    }

    boolean isPending(long seq) {
        synchronized (pending) {
            return pending.containsKey(seq);
        }
    }

    /** One member has been told. */
    void responded(long seq, Member member) {
        int length = member.json().length();
        String tooMuch;
        synchronized (pending) {
            Query query = pending.get(seq);
            if (query == null) {
                return;
            }
            tooMuch = tooMuch(query, length);
            if (tooMuch == null) {
                query.arrived.add(member);
                query.collected += length;
                collected += length;
            }
        }
        if (tooMuch != null) {
            fail(seq, new IOException(tooMuch));
        }
    }

    private @Nullable String tooMuch(Query query, int more) {
        if (query.arrived.size() == MAX_MEMBERS) {
            return "the host tells more than " + MAX_MEMBERS + " members";
        }
        return collected + more > MAX_COLLECTED
                ? "the host tells more than " + MAX_COLLECTED + " characters of status"
                : null;
    }

    /** All members have been told. */
    void done(long seq) {
        Query query = remove(seq);
        if (query == null) {
            LOG.log(Level.DEBUG, "the end of status responses to nobody here, seq {0}", seq);
            return;
        }
        query.answer.resolve(List.copyOf(query.arrived));
    }

    private void timedOut(long seq, Duration limit) {
        Query query = remove(seq);
        if (query != null) {
            String message = "the host has not answered the status query completely within " + limit.toMillis()
                    + " ms; arrived: " + names(query.arrived) + "; " + linkState.get();
            query.answer.fail(new StatusTimeoutException(message, query.arrived));
        }
    }

    private static String names(List<Member> members) {
        if (members.isEmpty()) {
            return "nothing";
        }
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < Math.min(members.size(), MAX_NAMED); i++) {
            names.append(i == 0 ? "" : ", ").append(name(members.get(i)));
        }
        int more = members.size() - MAX_NAMED;
        return more > 0 ? names + " and " + more + " more" : names.toString();
    }

    private static String name(Member member) {
        if (!member.instanceName().isEmpty()) {
            return member.instanceName();
        }
        if (!member.displayName().isEmpty()) {
            return member.displayName();
        }
        return member.instanceId().isEmpty() ? "a member without a name" : member.instanceId();
    }

    private void fail(long seq, IOException cause) {
        Query query = remove(seq);
        if (query != null) {
            query.answer.fail(cause);
        }
    }

    private @Nullable Query remove(long seq) {
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

    void close() {
        List<Long> open;
        synchronized (pending) {
            closed = true;
            open = List.copyOf(pending.keySet());
        }
        for (Long seq : open) {
            fail(seq, new IOException("closed before the host had answered the status query"));
        }
    }
}
