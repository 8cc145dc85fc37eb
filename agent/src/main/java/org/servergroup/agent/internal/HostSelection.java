package org.servergroup.agent.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.servergroup.spi.HostTransport;

/**
 * Which host transport is in use, which is being opened, and whether another should be. Thread-safe; its lock guards the
 * candidates, too, and nothing foreign is called with it held.
 *
 * <p>One thread, the link's, asks for the {@link #next} and says what has become of it; nobody else changes which one is in
 * use. All others may change what there is to choose from, and tell what happens to the channels.
 */
final class HostSelection {
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** How long at most it takes to close a channel. */
    static final long RELEASE_NANOS = TimeUnit.SECONDS.toNanos(7);

    private final Supplier<Settings> settings;
    private final RandomGenerator random;
    private final HostCandidates candidates = new HostCandidates();
    private @Nullable HostCandidate current;
    private @Nullable HostCandidate opening;
    private boolean stopped;

    HostSelection(Supplier<Settings> settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
    }

    private Backoff backoff() {
        Settings now = settings.get();
        return new Backoff(
                now.reconnect().min().toNanos(), now.reconnect().max().toNanos(), random);
    }

    synchronized void add(HostTransport transport, String name, long id, int ranking) {
        candidates.add(new HostCandidate(transport, name, id, ranking, backoff()));
        notifyAll();
    }

    synchronized void rank(long id, int ranking) {
        candidates.rank(id, ranking);
        notifyAll();
    }

    /** Takes one out. Returns once nothing of it is in use any more, or after some seconds. */
    synchronized void remove(long id) {
        HostCandidate going = candidates.remove(id);
        if (going == null) {
            return;
        }
        notifyAll();
        await(RELEASE_NANOS, () -> going != current && going != opening);
    }

    /** Waits for what others do, or say, for so long at most. */
    private synchronized void await(long nanos, BooleanSupplier done) {
        long deadline = System.nanoTime() + nanos;
        try {
            for (long left = nanos; left > 0 && !done.getAsBoolean(); left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left + 1_000_000); // timedWait rounds down
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The delays have changed: all may be tried at once. */
    synchronized void retryNow() {
        for (HostCandidate candidate : candidates.all()) {
            candidate.retryNow(backoff());
        }
        notifyAll();
    }

    /**
     * One of them at one moment.
     *
     * @param state what is done with it: {@code up}, {@code waiting} for the host's end, {@code down} or {@code spare}
     */
    record Standing(HostCandidate candidate, int ranking, String state, String reason) {}

    /** All of them, the best first. */
    synchronized List<Standing> standings() {
        List<Standing> standings = new ArrayList<>();
        for (HostCandidate each : candidates.all()) {
            standings.add(new Standing(each, each.ranking, stateOf(each), each.reason));
        }
        return standings;
    }

    private String stateOf(HostCandidate candidate) {
        if (candidate == current) {
            HostSession session = candidate.session;
            return session != null && session.up() ? "up" : "waiting";
        }
        return candidate.reason.isEmpty() && candidate != opening && current != null ? "spare" : "down";
    }

    // What is to be done.

    /** Waits until there is one to be opened or, if it is the one in use, to be given up; null to end. */
    @Nullable
    synchronized HostCandidate next() throws InterruptedException {
        while (!stopped) {
            long now = System.nanoTime();
            HostCandidate due = due(now);
            if (due != null) {
                if (due != current) {
                    opening = due; // at once, so that whoever takes it away waits for what becomes of it
                }
                return due;
            }
            long wait = candidates.untilDue(now, current);
            if (wait == HostCandidates.NEVER) {
                wait();
            } else {
                TimeUnit.NANOSECONDS.timedWait(this, wait + 1_000_000); // timedWait rounds down
            }
        }
        return null;
    }

    /** The one in use if it is of no use any more, else a better one whose time has come. */
    private @Nullable HostCandidate due(long now) {
        HostCandidate used = current;
        return used != null && (used.removed || used.failure != null) ? used : candidates.due(now, used);
    }

    // What becomes of them.

    @Nullable
    synchronized HostCandidate current() {
        return current;
    }

    /** That is the channel of it which is being opened. */
    synchronized void opening(HostCandidate candidate, HostSession session) {
        candidate.opening(session);
    }

    /** It is the one in use now; false if nobody wants it any more. */
    synchronized boolean opened(HostCandidate candidate) {
        if (candidate.removed || stopped) {
            return false;
        }
        opening = null;
        candidate.opened();
        current = candidate;
        return true;
    }

    /** It could not be opened. Returns whether that is for another reason than the last time. */
    synchronized boolean notOpened(HostCandidate candidate, String reason) {
        opening = null;
        notifyAll();
        return candidate.notOpened(reason);
    }

    /** Takes its channel from it, which is to be closed: what that tells from now on is of no interest. */
    @Nullable
    synchronized HostSession release(HostCandidate candidate) {
        return candidate.release();
    }

    /** Why one in use is to be given up: it was taken away, or its channel has failed. */
    record Loss(boolean removed, @Nullable IOException failure) {}

    synchronized Loss loss(HostCandidate candidate) {
        return new Loss(candidate.removed, candidate.failure);
    }

    /** It is no longer in use. */
    synchronized void lost(HostCandidate candidate) {
        candidate.lost();
        current = null;
        notifyAll();
    }

    /** No more of them will be used. */
    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    /** None is in use, nor will be: whoever takes one away has nothing to wait for. */
    synchronized void end() {
        current = null;
        opening = null;
        stop();
    }

    // What their channels tell.

    /** Waits a little, because most links come up at once and only one that does not is worth a line; then tells. */
    synchronized void settle(HostCandidate candidate, HostSession session, LinkState state) {
        await(SETTLE_NANOS, () -> session.up() || candidate.failure != null || candidate.removed || stopped);
        if (session.up()) {
            state.up(session.label());
        } else if (candidate.failure == null) {
            state.down(session.label(), session.label() + " is open, but the host is not connected", "waiting for it");
        }
        notifyAll();
    }

    /** Tells of it under the lock, so that the last word is that of the channel in use. */
    synchronized void linkChanged(HostSession session, String reason, LinkState state) {
        notifyAll();
        if (current == null || current.session != session) {
            return;
        }
        if (session.up()) {
            state.up(session.label());
        } else {
            state.down(session.label(), reason, "waiting for it");
        }
    }

    synchronized void failed(HostSession session, IOException cause) {
        if (current != null) {
            current.failed(session, cause);
        }
        if (opening != null) {
            opening.failed(session, cause);
        }
        notifyAll();
    }
}
