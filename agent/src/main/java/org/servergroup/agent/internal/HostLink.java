package org.servergroup.agent.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.servergroup.spi.HostTransport;

/**
 * Keeps a channel to the host open: that of the best transport which can be opened. While a lesser one is in use the
 * better ones are tried again, with back-off; the change to another channel loses and reorders nothing. Thread-safe.
 *
 * <p>One thread opens, moves and closes; it holds no lock meanwhile. What others change and tell, {@link HostSelection}
 * guards.
 */
final class HostLink implements HostSession.Owner, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.servergroup.agent");

    private final Router router;
    private final LinkState state;
    private final Supplier<Settings> settings;
    private final HostSelection selection;
    private final Thread thread = new Thread(this::run, "servergroup-agent-host-link");

    HostLink(Router router, LinkState state, Supplier<Settings> settings, RandomGenerator random) {
        this.router = router;
        this.state = state;
        this.settings = settings;
        this.selection = new HostSelection(settings, random);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** A transport has come. */
    void add(HostTransport transport, String name, long id, int ranking) {
        selection.add(transport, name, id, ranking);
    }

    /** A transport ranks differently now. */
    void rank(long id, int ranking) {
        selection.rank(id, ranking);
    }

    /** A transport has gone. Returns once nothing of it is in use any more, or after some seconds. */
    void remove(long id) {
        selection.remove(id);
    }

    /** The delays have changed. */
    void settingsChanged() {
        selection.retryNow();
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
        List<LinkStatus> links = new ArrayList<>();
        for (HostSelection.Standing each : selection.standings()) {
            HostCandidate candidate = each.candidate();
            links.add(new LinkStatus(candidate.name, candidate.target(), each.ranking(), each.state(), each.reason()));
        }
        return links;
    }

    /** Closes the channel and ends the thread. Idempotent. */
    @Override
    public void close() {
        selection.stop();
        try {
            thread.join(TimeUnit.NANOSECONDS.toMillis(HostSelection.RELEASE_NANOS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // What channels tell, on their readers' threads.

    @Override
    public void linkChanged(HostSession session, String reason) {
        selection.linkChanged(session, reason, state);
    }

    @Override
    public void failed(HostSession session, IOException cause) {
        selection.failed(session, cause);
    }

    // On the thread of its own.

    private void run() {
        try {
            for (HostCandidate next = selection.next(); next != null; next = selection.next()) {
                if (next == selection.current()) {
                    lose(next);
                } else {
                    open(next);
                }
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "interrupted");
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the host link has ended", e);
        } finally {
            end();
        }
    }

    private void end() {
        try {
            HostCandidate left = selection.current();
            if (left != null) {
                close(left, 0);
            }
        } finally {
            selection.end();
        }
    }

    private void open(HostCandidate candidate) {
        HostSession session = new HostSession(candidate.label(), router, this);
        selection.opening(candidate, session);
        try {
            session.opened(candidate.transport.open(session));
        } catch (IOException e) {
            notOpened(candidate, session, reason(e));
            return;
        } catch (RuntimeException e) {
            notOpened(candidate, session, "opening " + candidate.label() + " threw " + e);
            return;
        }
        HostCandidate before = selection.current();
        if (!selection.opened(candidate)) {
            notOpened(candidate, session, candidate.label() + " was taken away");
            return;
        }
        if (before != null) {
            LOG.log(Level.INFO, "moving the host link from " + before.label() + " to " + candidate.label());
            close(before, settings.get().peerWait().toNanos());
        }
        session.activate();
        selection.settle(candidate, session, state);
    }

    private void notOpened(HostCandidate candidate, HostSession session, String reason) {
        session.close(0);
        boolean news = selection.notOpened(candidate, reason);
        if (selection.current() == null) {
            state.down("", reason, "retrying");
        } else if (news) {
            LOG.log(Level.INFO, "cannot change to " + candidate.label() + ": " + reason + ", retrying");
        }
    }

    /** The channel in use has failed, or its transport has gone. */
    private void lose(HostCandidate candidate) {
        HostSelection.Loss loss = selection.loss(candidate);
        IOException failure = loss.failure();
        close(candidate, failure == null ? settings.get().peerWait().toNanos() : 0);
        String reason = failure == null ? candidate.label() + " was taken away" : reason(failure);
        selection.lost(candidate);
        state.down("", reason, loss.removed() ? "waiting for a transport" : "retrying");
    }

    private void close(HostCandidate candidate, long patienceNanos) {
        HostSession session = selection.release(candidate);
        if (session != null) {
            session.close(patienceNanos);
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null || message.isEmpty() ? e.toString() : message;
    }
}
