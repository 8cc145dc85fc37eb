package org.servergroup.channel;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.servergroup.posix.Epoll;
import org.servergroup.posix.Wakeup;

/** The one thread of a channel: it waits for events, runs the channel's body, and lets go of everything at its end. */
public final class Loop {
    /** What is done on the thread. */
    public interface Body {
        /** How long to wait for events: -1 for ever, 0 not at all, else milliseconds. */
        int timeoutMillis();

        /** Takes an event of what was watched. */
        void event(int token, int events) throws IOException;

        /** Does what is to be done after the events, if there were any. */
        void turn() throws IOException;

        /** Whether it is worth another turn although the end was asked for: something is under way and will be lost. */
        default boolean finishing() {
            return false;
        }

        /** The loop ends because something is broken, not because it was closed. */
        void failed(IOException cause);

        /** The loop has ended, and nobody is in a system call on a descriptor any more: closes them. Called once. */
        void release();
    }

    private static final int WAKE = 0;
    private static final int MAX_EVENTS = 32;
    private static final long END_MILLIS = TimeUnit.SECONDS.toMillis(5);

    private final Body body;
    private final Epoll epoll;
    private final Wakeup wakeup;
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean finish;

    /**
     * A loop that is not started yet.
     *
     * @param name what its thread is called, after {@code servergroup-}
     */
    public Loop(String name, Body body) throws IOException {
        this.body = body;
        this.epoll = new Epoll(MAX_EVENTS);
        try {
            this.wakeup = new Wakeup();
        } catch (IOException e) {
            epoll.close();
            throw e;
        }
        this.thread = new Thread(this::run, "servergroup-" + name);
        thread.setDaemon(true);
    }

    /** Where to watch more, under tokens from 1 on. */
    public Epoll epoll() {
        return epoll;
    }

    /** Starts the thread. If that fails, with an {@link Error} where there may be no more threads, it is to be released. */
    public void start() throws IOException {
        epoll.add(wakeup.descriptor(), Epoll.IN | Epoll.EDGE, WAKE);
        thread.start();
    }

    /** Makes the thread look at what it has to do. */
    public void wake() {
        if (!isCurrent()) {
            wakeup.wake();
        }
    }

    /** Whether the caller is the loop's thread. */
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** Whether it ends or has ended. */
    public boolean isClosing() {
        return closing;
    }

    /**
     * Ends the thread once its body has finished, and waits for that for 5 seconds at most. On the thread itself, it ends
     * after the present turn. Idempotent.
     */
    public void end() {
        finish = !isCurrent();
        closing = true;
        if (isCurrent()) {
            return;
        }
        wakeup.wake();
        try {
            thread.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closing || (finish && body.finishing())) {
                turn();
            }
        } catch (IOException e) {
            fail(e);
        } catch (RuntimeException e) {
            fail(new IOException("internal error in " + thread.getName() + ": " + e, e));
        } finally {
            release();
        }
    }

    private void turn() throws IOException {
        int count = epoll.await(body.timeoutMillis());
        for (int i = 0; i < count; i++) {
            if (epoll.token(i) != WAKE) {
                body.event(epoll.token(i), epoll.events(i));
            }
        }
        body.turn();
    }

    private void fail(IOException cause) {
        if (!closing) {
            body.failed(cause);
        }
    }

    /** Releases everything; for a loop that was never started, too. */
    public void release() {
        body.release();
        wakeup.close();
        epoll.close();
    }
}
