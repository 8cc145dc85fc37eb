package org.servergroup.messaging;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.osgi.util.promise.Deferred;
import org.osgi.util.promise.Promise;
import org.osgi.util.promise.PromiseFactory;
import org.servergroup.Member;
import org.servergroup.StatusTimeoutException;
import org.servergroup.protocol.GroupMessage;

/** Asks for the status of the members, and resolves what was asked. Thread-safe; has no lock of its own. */
final class StatusQueries {
    /** How a query gets out; may block for a bounded time. */
    @FunctionalInterface
    interface Sender {
        void send(byte[] data) throws IOException;
    }

    private static final System.Logger LOG = System.getLogger("org.servergroup.messaging");

    private static final int MAX_NAMED = 8;

    private final Sender sender;
    private final Delivery delivery;
    private final ScheduledExecutorService timer;
    private final Supplier<String> linkState;
    private final Executor sending;
    private final PendingQueries pending =
            new PendingQueries(ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE));
    private volatile Duration timeLimit;

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
        return pending.isEmpty();
    }

    Promise<List<Member>> ask() {
        // Each query has an executor of its own, so that a callback that hangs holds up no other promise.
        PromiseFactory promises = new PromiseFactory(
                delivery.executor("callbacks of a status query"),
                timer,
                PromiseFactory.Option.CALLBACKS_EXECUTOR_THREAD);
        Deferred<List<Member>> answer = promises.deferred();
        long seq;
        try {
            seq = pending.add(answer);
        } catch (IOException e) {
            return promises.failed(e);
        }
        startTimeout(seq, timeLimit);
        sending.execute(() -> send(seq));
        return answer.getPromise();
    }

    private void startTimeout(long seq, Duration limit) {
        Future<?> timeout;
        try {
            timeout = timer.schedule(() -> timedOut(seq, limit), limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            fail(seq, new IOException("no status query is possible any more: the timer has been shut down"));
            return;
        }
        pending.timeout(seq, timeout);
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
        return pending.contains(seq);
    }

    /** One member has been told. */
    void responded(long seq, Member member) {
        try {
            pending.collect(seq, member);
        } catch (IOException e) {
            fail(seq, e);
        }
    }

    /** All members have been told. */
    void done(long seq) {
        PendingQueries.Query query = pending.remove(seq);
        if (query == null) {
            LOG.log(Level.DEBUG, "the end of status responses to nobody here, seq {0}", seq);
            return;
        }
        query.answer().resolve(List.copyOf(query.arrived()));
    }

    private void timedOut(long seq, Duration limit) {
        PendingQueries.Query query = pending.remove(seq);
        if (query != null) {
            String message = "the host has not answered the status query completely within " + limit.toMillis()
                    + " ms; arrived: " + names(query.arrived()) + "; " + linkState.get();
            query.answer().fail(new StatusTimeoutException(message, query.arrived()));
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
        PendingQueries.Query query = pending.remove(seq);
        if (query != null) {
            query.answer().fail(cause);
        }
    }

    void close() {
        for (long seq : pending.close()) {
            fail(seq, new IOException("closed before the host had answered the status query"));
        }
    }
}
