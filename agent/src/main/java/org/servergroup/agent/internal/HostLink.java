package org.servergroup.agent.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.servergroup.spi.HostTransport;

/**
 * Keeps a channel to the host open: that of the best transport which can be opened. While a lesser one is in use the
 * better ones are tried again, with back-off; the change to another channel loses and reorders nothing. Thread-safe.
 *
 * <p>One thread opens and closes. Which transport is better is a matter of ranking, then of age, as with services.
 */
final class HostLink implements HostSession.Owner, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.servergroup.agent");
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long RELEASE_NANOS = TimeUnit.SECONDS.toNanos(7);

    private final Router router;
    private final LinkState state;
    private final Supplier<Settings> settings;
    private final RandomGenerator random;
    private final Object lock = new Object();
    private final List<HostCandidate> candidates = new ArrayList<>();
    private @Nullable HostCandidate current;
    private @Nullable HostCandidate opening;
    private @Nullable Thread thread;
    private boolean stopped;

    HostLink(Router router, LinkState state, Supplier<Settings> settings, RandomGenerator random) {
        this.router = router;
        this.state = state;
        this.settings = settings;
        this.random = random;
    }

    void start() {
        Thread starting = new Thread(this::run, "servergroup-agent-host-link");
        starting.setDaemon(true);
        synchronized (lock) {
            thread = starting;
        }
        starting.start();
    }

    /** A transport has come. */
    void add(HostTransport transport, String name, long id, int ranking) {
        synchronized (lock) {
            candidates.add(new HostCandidate(transport, name, id, ranking, backoff()));
            candidates.sort(HostCandidate.BEST_FIRST);
            lock.notifyAll();
        }
    }

    /** A transport ranks differently now. */
    void rank(long id, int ranking) {
        synchronized (lock) {
            HostCandidate candidate = candidate(id);
            if (candidate != null) {
                candidate.ranking = ranking;
            }
            candidates.sort(HostCandidate.BEST_FIRST);
            lock.notifyAll();
        }
    }

    /** A transport has gone. Returns once nothing of it is in use any more, or after some seconds. */
    void remove(long id) {
        synchronized (lock) {
            HostCandidate going = candidate(id);
            if (going == null) {
                return;
            }
            candidates.remove(going);
            going.removed = true;
            lock.notifyAll();
            long deadline = System.nanoTime() + RELEASE_NANOS;
            try {
                while ((going == current || going == opening) && isRunning() && System.nanoTime() < deadline) {
                    TimeUnit.NANOSECONDS.timedWait(lock, Math.max(1_000_000, deadline - System.nanoTime()));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private @Nullable HostCandidate candidate(long id) {
        for (HostCandidate candidate : candidates) {
            if (candidate.id == id) {
                return candidate;
            }
        }
        return null;
    }

    /** Once the thread has ended, which is with its channel closed, there is nothing to wait for. */
    private boolean isRunning() {
        return thread != null && thread.isAlive();
    }

    /**
     * One of the ways to the host.
     *
     * @param name the transport
     * @param state what is done with it: {@code up}, {@code waiting} for the host's end, {@code down} or {@code spare}
     * @param reason why it could not be opened; empty if it could, or was not tried
     */
    record LinkStatus(String name, String target, int ranking, String state, String reason) {}

    /** All ways to the host, the best first. */
    List<LinkStatus> links() {
        List<HostCandidate> known;
        List<LinkStatus> links = new ArrayList<>();
        synchronized (lock) {
            known = List.copyOf(candidates);
            known.forEach(each -> links.add(new LinkStatus(each.name, "", each.ranking, stateOf(each), each.reason)));
        }
        // Asked without the lock: what a transport says is foreign code.
        for (int i = 0; i < links.size(); i++) {
            LinkStatus link = links.get(i);
            String target = known.get(i).target();
            links.set(i, new LinkStatus(link.name(), target, link.ranking(), link.state(), link.reason()));
        }
        return links;
    }

    private String stateOf(HostCandidate candidate) {
        if (candidate == current) {
            HostSession session = candidate.session;
            return session != null && session.up() ? "up" : "waiting";
        }
        return candidate.reason.isEmpty() && candidate != opening && current != null ? "spare" : "down";
    }

    /** The delays have changed. */
    void settingsChanged() {
        synchronized (lock) {
            for (HostCandidate candidate : candidates) {
                candidate.retryNow(backoff());
            }
            lock.notifyAll();
        }
    }

    /** Closes the channel and ends the thread. Idempotent. */
    @Override
    public void close() {
        Thread ending;
        synchronized (lock) {
            stopped = true;
            lock.notifyAll();
            ending = thread;
        }
        if (ending == null) {
            return;
        }
        try {
            ending.join(TimeUnit.NANOSECONDS.toMillis(RELEASE_NANOS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Backoff backoff() {
        Settings now = settings.get();
        return new Backoff(
                now.reconnect().min().toNanos(), now.reconnect().max().toNanos(), random);
    }

    // On the thread of its own.

    private void run() {
        try {
            for (Runnable task = next(); task != null; task = next()) {
                task.run();
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "interrupted");
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the host link has ended", e);
        } finally {
            HostCandidate left = current;
            if (left != null) {
                end(left, 0);
            }
            // Whoever takes a transport away now has nothing to wait for.
            synchronized (lock) {
                stopped = true;
                current = null;
                opening = null;
                lock.notifyAll();
            }
        }
    }

    /** Waits for something to do; null to end. */
    private @Nullable Runnable next() throws InterruptedException {
        synchronized (lock) {
            while (!stopped) {
                HostCandidate used = current;
                if (used != null && (used.removed || used.failure != null)) {
                    return () -> lose(used);
                }
                long now = System.nanoTime();
                long wait = Long.MAX_VALUE;
                for (HostCandidate candidate : candidates) {
                    if (candidate == used) {
                        break;
                    }
                    if (candidate.retryAt - now <= 0) {
                        opening = candidate;
                        return () -> open(candidate);
                    }
                    wait = Math.min(wait, candidate.retryAt - now);
                }
                if (wait == Long.MAX_VALUE) {
                    lock.wait();
                } else {
                    TimeUnit.NANOSECONDS.timedWait(lock, wait + 1_000_000); // timedWait rounds down
                }
            }
            return null;
        }
    }

    private void open(HostCandidate candidate) {
        HostSession session = new HostSession(candidate.label(), router, this);
        synchronized (lock) {
            candidate.session = session;
            candidate.failure = null;
        }
        try {
            session.opened(candidate.transport.open(session));
        } catch (IOException e) {
            notOpened(candidate, session, reason(e));
            return;
        } catch (RuntimeException e) {
            notOpened(candidate, session, "opening " + candidate.label() + " threw " + e);
            return;
        }
        HostCandidate before;
        boolean unwanted;
        synchronized (lock) {
            unwanted = candidate.removed || stopped;
            before = current;
            if (!unwanted) {
                opening = null;
                candidate.opened();
                current = candidate;
            }
        }
        if (unwanted) {
            notOpened(candidate, session, candidate.label() + " was taken away");
            return;
        }
        if (before != null) {
            LOG.log(Level.INFO, "moving the host link from " + before.label() + " to " + candidate.label());
            end(before, settings.get().peerWait().toNanos());
        }
        session.activate();
        synchronized (lock) {
            awaitUp(candidate, session);
            if (session.up()) {
                state.up(session.label());
            } else if (candidate.failure == null) {
                state.down(
                        session.label(), session.label() + " is open, but the host is not connected", "waiting for it");
            }
            lock.notifyAll();
        }
    }

    /** Most links come up at once; only one that does not is worth a line. */
    private void awaitUp(HostCandidate candidate, HostSession session) {
        long deadline = System.nanoTime() + SETTLE_NANOS;
        try {
            for (long left = SETTLE_NANOS; left > 0; left = deadline - System.nanoTime()) {
                if (session.up() || candidate.failure != null || candidate.removed || stopped) {
                    return;
                }
                TimeUnit.NANOSECONDS.timedWait(lock, left + 1_000_000); // timedWait rounds down
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void notOpened(HostCandidate candidate, HostSession session, String reason) {
        session.close(0);
        boolean news;
        boolean alone;
        synchronized (lock) {
            news = candidate.notOpened(reason);
            alone = current == null;
            opening = null;
            lock.notifyAll();
        }
        if (alone) {
            state.down("", reason, "retrying");
        } else if (news) {
            LOG.log(Level.INFO, "cannot change to " + candidate.label() + ": " + reason + ", retrying");
        }
    }

    /** The channel in use has failed, or its transport has gone. */
    private void lose(HostCandidate candidate) {
        boolean removed;
        IOException failure;
        synchronized (lock) {
            removed = candidate.removed;
            failure = candidate.failure;
        }
        end(candidate, removed && failure == null ? settings.get().peerWait().toNanos() : 0);
        String reason = failure == null ? candidate.label() + " was taken away" : reason(failure);
        synchronized (lock) {
            candidate.lost();
            current = null;
            lock.notifyAll();
        }
        state.down("", reason, removed ? "waiting for a transport" : "retrying");
    }

    private void end(HostCandidate candidate, long patienceNanos) {
        HostSession session;
        synchronized (lock) {
            session = candidate.session;
            candidate.session = null;
        }
        if (session != null) {
            session.close(patienceNanos);
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null || message.isEmpty() ? e.toString() : message;
    }

    // What channels tell, on their readers' threads.

    @Override
    public void linkChanged(HostSession session, String reason) {
        synchronized (lock) {
            lock.notifyAll();
            if (current == null || current.session != session) {
                return;
            }
            if (session.up()) {
                state.up(session.label());
            } else {
                state.down(session.label(), reason, "waiting for it");
            }
        }
    }

    @Override
    public void failed(HostSession session, IOException cause) {
        synchronized (lock) {
            fail(current, session, cause);
            fail(opening, session, cause);
            lock.notifyAll();
        }
    }

    private static void fail(@Nullable HostCandidate candidate, HostSession session, IOException cause) {
        if (candidate != null && candidate.session == session && candidate.failure == null) {
            candidate.failure = cause;
        }
    }
}
