package org.servergroup.agent.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.servergroup.spi.LocalTransport;

/** Keeps the address of one local transport bound, trying again with back-off. Thread-safe. */
final class LocalLink implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.servergroup.agent");
    private static final long RELEASE_MILLIS = 7_000;

    private final LocalTransport transport;
    private final Router router;
    private final Supplier<Settings> settings;
    private final RandomGenerator random;
    private final Consumer<IOException> failures;
    private final Thread thread = new Thread(this::run, "servergroup-agent-local-link");
    private final Object lock = new Object();
    private boolean stopped;
    private boolean changed;
    private @Nullable IOException failure;
    private volatile @Nullable LocalSession session;
    private volatile String reason = "";

    /** @param failures is told when the address cannot be bound, once until it could */
    LocalLink(
            LocalTransport transport,
            Router router,
            Supplier<Settings> settings,
            RandomGenerator random,
            Consumer<IOException> failures) {
        this.transport = transport;
        this.router = router;
        this.settings = settings;
        this.random = random;
        this.failures = failures;
        thread.setDaemon(true);
    }

    void start() {
        router.locals().expect();
        thread.start();
    }

    /** The transport may have another address now. */
    void addressChanged() {
        synchronized (lock) {
            changed = true;
            lock.notifyAll();
        }
    }

    /** The address that is bound; null if none is. */
    @Nullable
    String boundAddress() {
        LocalSession open = session;
        return open == null ? null : open.address();
    }

    /** Why the address is not bound; empty if it is. */
    String reason() {
        return reason;
    }

    /** Unbinds the address and ends the thread. Idempotent. */
    @Override
    public void close() {
        synchronized (lock) {
            stopped = true;
            lock.notifyAll();
        }
        try {
            thread.join(RELEASE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void failed(IOException cause) {
        synchronized (lock) {
            failure = failure == null ? cause : failure;
            lock.notifyAll();
        }
    }

    // On the thread of its own.

    private void run() {
        Backoff backoff = backoff();
        try {
            while (!stopped()) {
                synchronized (lock) {
                    failure = null;
                    changed = false;
                }
                long delay = 0;
                try {
                    if (serve()) {
                        backoff = backoff();
                    }
                } catch (IOException e) {
                    notBound(e);
                    delay = backoff.next();
                } catch (RuntimeException e) {
                    notBound(new IOException("the local transport threw " + e, e));
                    delay = backoff.next();
                }
                awaitRetry(delay);
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "interrupted");
        }
    }

    private Backoff backoff() {
        Settings now = settings.get();
        return new Backoff(
                now.localRetry().min().toNanos(), now.localRetry().max().toNanos(), random);
    }

    private boolean stopped() {
        synchronized (lock) {
            return stopped;
        }
    }

    private void awaitRetry(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        synchronized (lock) {
            for (long left = nanos; left > 0 && !stopped && !changed; left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(lock, left + 1_000_000); // timedWait rounds down
            }
        }
    }

    /** Binds the address and waits until that has to end; returns whether it lasted. Throws if it failed. */
    private boolean serve() throws IOException, InterruptedException {
        String address = transport.address();
        LocalSession opening = new LocalSession(address, router, this::failed);
        opening.opened(transport.open(address, opening));
        session = opening;
        reason = "";
        LOG.log(Level.INFO, "listening on " + address);
        try {
            awaitEnd(address);
        } finally {
            session = null;
            opening.close();
        }
        synchronized (lock) {
            if (failure != null) {
                throw failure;
            }
        }
        LOG.log(Level.INFO, "no longer listening on " + address);
        return true;
    }

    private void awaitEnd(String address) throws InterruptedException {
        synchronized (lock) {
            while (!stopped && failure == null) {
                if (changed && !transport.address().equals(address)) {
                    return;
                }
                changed = false;
                lock.wait();
            }
        }
    }

    private void notBound(IOException cause) {
        String message = cause.getMessage();
        String why = message == null ? cause.toString() : message;
        String before = reason;
        reason = why;
        // Told first: whoever ends the program because of it has said so by then, and need not hear it twice.
        if (before.isEmpty()) {
            failures.accept(cause);
        }
        if (!why.equals(before)) {
            LOG.log(Level.WARNING, "not listening: " + why + ", retrying");
        }
    }
}
