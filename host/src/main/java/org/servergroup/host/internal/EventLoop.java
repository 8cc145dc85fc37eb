package org.servergroup.host.internal;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One thread that serves all channels, timers and tasks. All but the posts and stop is for that thread alone. */
final class EventLoop {
    /** Served when its channel is ready. Must not throw. */
    interface Handler {
        void ready(SelectionKey key);
    }

    private static final System.Logger LOG = System.getLogger("org.servergroup.host");

    private final Selector selector;
    private final Thread thread;
    private final BooleanSupplier turnEnded;
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final TaskQueue tasks;
    private final long origin = System.nanoTime();
    private boolean hurry;
    private long now;

    /**
     * @param turnEnded runs after every turn, when all that was ready has been served; tells whether the next turn
     *     should follow at once
     */
    EventLoop(String threadName, BooleanSupplier turnEnded) throws IOException {
        this.selector = Selector.open();
        this.turnEnded = turnEnded;
        this.thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
        this.tasks = new TaskQueue(thread);
    }

    void start() {
        thread.start();
    }

    /** Runs a last task, closes all channels and ends the thread. Idempotent; waits at most 5 seconds. */
    void stop(Runnable last) {
        postAnyway(() -> {
            last.run();
            tasks.close();
        });
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        tasks.close();
        selector.wakeup();
    }

    /**
     * Has a task run by the loop, in order. A thread other than the loop's own waits while very many are queued.
     *
     * @return false if the loop has stopped, or the caller was interrupted while it waited
     */
    boolean post(Runnable task) {
        return woken(tasks.put(task));
    }

    /**
     * Like {@link #post}, but never waits: for what comes seldom, and from somebody who bounds the time that it takes.
     *
     * @return false if the loop has stopped
     */
    boolean postAnyway(Runnable task) {
        return woken(tasks.putAnyway(task));
    }

    private boolean woken(boolean put) {
        if (put) {
            selector.wakeup();
        }
        return put;
    }

    /** Whether the caller is the loop. */
    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    SelectionKey register(SelectableChannel channel, int operations, Handler handler) throws IOException {
        return channel.register(selector, operations, handler);
    }

    Timer timer(Runnable action) {
        return new Timer(action);
    }

    /** Nanoseconds since the loop was made, as of the begin of this turn. */
    long now() {
        return now;
    }

    private void run() {
        try {
            while (!tasks.isClosed()) {
                turn();
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the relay's event loop has failed", e);
        } finally {
            end();
        }
    }

    private void turn() throws IOException {
        long wait = millisToWait();
        if (wait == 0) {
            selector.selectNow(this::serve);
        } else {
            selector.select(this::serve, wait == Long.MAX_VALUE ? 0 : wait);
        }
        now = System.nanoTime() - origin;
        runTasks();
        fireTimers();
        hurry = turnEnded.getAsBoolean();
    }

    private void serve(SelectionKey key) {
        now = System.nanoTime() - origin;
        ((Handler) key.attachment()).ready(key);
    }

    private long millisToWait() {
        if (hurry || tasks.size() > 0) {
            return 0;
        }
        Timer first = timers.peek();
        if (first == null) {
            return Long.MAX_VALUE;
        }
        long nanos = first.due - (System.nanoTime() - origin);
        return nanos <= 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
    }

    private void runTasks() {
        int count = tasks.size();
        for (int i = 0; i < count; i++) {
            tasks.take().run();
        }
    }

    private void fireTimers() {
        for (Timer first = timers.peek(); first != null && first.due <= now; first = timers.peek()) {
            timers.remove();
            first.armed = false;
            first.action.run();
        }
    }

    private void end() {
        tasks.clear();
        try {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing the relay's channels", e);
        }
    }

    /** Closes what is of no use any more, if there is anything. */
    static void close(@Nullable Channel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing a socket", e);
        }
    }

    /** Runs its action once for each time it is armed. */
    final class Timer implements Comparable<Timer> {
        private final Runnable action;
        private long due;
        private boolean armed;

        private Timer(Runnable action) {
            this.action = action;
        }

        void arm(long delayMillis) {
            cancel();
            due = System.nanoTime() - origin + TimeUnit.MILLISECONDS.toNanos(delayMillis);
            armed = true;
            timers.add(this);
        }

        void cancel() {
            if (armed) {
                armed = false;
                timers.remove(this);
            }
        }

        boolean armed() {
            return armed;
        }

        @Override
        public int compareTo(Timer other) {
            return Long.compare(due, other.due);
        }
    }
}
