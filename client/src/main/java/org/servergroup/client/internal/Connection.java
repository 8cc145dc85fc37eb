package org.servergroup.client.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.servergroup.messaging.Delivery;
import org.servergroup.messaging.Endpoint;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalTransport;

/**
 * A client's address and what is behind it. Thread-safe.
 *
 * <p>When the local channel fails, its address is bound anew, with back-off. The agent may come and go as it likes.
 */
public final class Connection implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.servergroup.client");
    private static final long FIRST_DELAY_MS = 100;
    private static final long LONGEST_DELAY_MS = 5_000;

    private final Consumer<IOException> failures;
    private final ScheduledThreadPoolExecutor timer;
    private final Losses losses = new Losses();
    private final Delivery delivery;
    private final AgentSocket socket;
    private final Binding binding;
    private final Endpoint endpoint;
    private volatile Settings settings;

    private @Nullable Future<?> attempt; // guarded by this

    // The timer's own.
    private long delayMs = FIRST_DELAY_MS;
    private String lastFailure = "";

    /**
     * Binds nothing yet, and has no transport.
     *
     * @param failures is told, on the timer's thread, when the address cannot be bound and why; once for each cause
     */
    public Connection(Settings settings, Consumer<IOException> failures) {
        this.settings = settings;
        this.failures = failures;
        this.timer = new ScheduledThreadPoolExecutor(1, Connection::timerThread);
        timer.setRemoveOnCancelPolicy(true);
        this.delivery = new Delivery(Delivery.Settings.DEFAULT, timer, losses::add);
        this.socket = new AgentSocket(settings, this::linkUp, this::linkDown);
        this.binding = new Binding(socket);
        this.endpoint =
                new Endpoint(settings.address(), settings.statusTimeout(), socket, delivery, timer, losses::add);
        endpoint.linkDown("nothing has been sent to the agent yet");
    }

    private static Thread timerThread(Runnable work) {
        Thread thread = new Thread(null, work, "servergroup-client-timer", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(Connection.class.getClassLoader());
        return thread;
    }

    private void linkUp() {
        endpoint.linkUp();
    }

    private void linkDown(String reason) {
        endpoint.linkDown(reason);
    }

    /** The API side. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** How many messages were dropped, by reason. */
    public Map<Discard, Long> discards() {
        return losses.totals();
    }

    /**
     * Binds the address.
     *
     * @throws IOException if that is not possible now
     */
    public void open(LocalTransport over) throws IOException {
        binding.transport(over);
        open();
    }

    private void open() throws IOException {
        Settings now = settings;
        AgentReceiver receiver = new AgentReceiver(now, socket, endpoint, losses, this::failed);
        if (!binding.open(now.address(), receiver)) {
            linkDown("there is no local transport at present");
        }
    }

    /** A transport has come: binds the address over it as soon as that is possible. */
    public void transportCame(LocalTransport newOne) {
        binding.transport(newOne);
        reopenLater(0);
    }

    /** A transport has gone. Nothing is open over it any more when this returns. */
    public void transportWent(LocalTransport oldOne) {
        if (binding.leave(oldOne)) {
            linkDown("the local transport has gone");
        }
    }

    /** Takes other settings. The address is bound anew if it is another one. */
    public void settings(Settings newOnes) {
        Settings old = settings;
        settings = newOnes;
        socket.settings(newOnes);
        endpoint.statusTimeout(newOnes.statusTimeout());
        endpoint.groupAddress(newOnes.address());
        if (!old.address().equals(newOnes.address()) || !old.agentAddress().equals(newOnes.agentAddress())) {
            reopenLater(0);
        }
    }

    private void failed(IOException cause) {
        LOG.log(Level.WARNING, "the local channel has failed and is opened anew: {0}", cause.getMessage());
        linkDown("the local channel has failed: " + cause.getMessage());
        reopenLater(0);
    }

    private void reopen() {
        try {
            binding.release();
            open();
            delayMs = FIRST_DELAY_MS;
            lastFailure = "";
        } catch (IOException e) {
            again(e);
        } catch (RuntimeException | LinkageError e) {
            again(new IOException("the local transport has thrown " + e, e));
        }
    }

    private void again(IOException cause) {
        tellOnce(cause);
        reopenLater(delayMs);
        delayMs = Math.min(2 * delayMs, LONGEST_DELAY_MS);
    }

    private void tellOnce(IOException cause) {
        String message = String.valueOf(cause.getMessage());
        if (!message.equals(lastFailure)) {
            lastFailure = message;
            LOG.log(Level.WARNING, "cannot bind {0}, trying again: {1}", settings.address(), message);
            linkDown(message);
            failures.accept(cause);
        }
    }

    /** Schedules the next attempt, instead of one that may be waiting: two would undo each other's work. */
    private synchronized void reopenLater(long afterMs) {
        if (attempt != null) {
            attempt.cancel(false);
        }
        try {
            attempt = timer.schedule(this::reopen, afterMs, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "closed while the local channel was about to be opened");
        }
    }

    /** Fails what is pending, unbinds the address and ends the threads. Idempotent. */
    @Override
    public void close() {
        binding.end();
        endpoint.close();
        binding.release();
        delivery.close();
        timer.shutdownNow();
    }
}
