package org.servergroup.host.internal;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.servergroup.host.spi.MachineState;

/** Whether a monitor answers, since when it does not, and what an operator is to know of that. Loop thread only. */
final class MonitorHealth {
    static final String CONNECTED = "connected";
    static final String SILENT = "silent";
    static final String GONE = "gone";

    private static final System.Logger LOG = System.getLogger("org.servergroup.host");
    private static final long MIN_PATIENCE_MILLIS = 1000;
    private static final long MAX_PATIENCE_MILLIS = 5000;

    private final String instance;
    private final Path path;
    private final Shared shared;
    private final Runnable lost;
    private final EventLoop.Timer patience;
    private boolean waiting;
    private boolean missed;
    private long since;
    private boolean open;
    private boolean greeted;
    private String reason = "";
    private Dialer.Obstacle obstacle = Dialer.Obstacle.OTHER;
    private @Nullable MachineState last;

    /**
     * @param lost runs when the monitor has not answered for so long that it is worth a word
     */
    MonitorHealth(String instance, Path path, Shared shared, Runnable lost) {
        this.instance = instance;
        this.path = path;
        this.shared = shared;
        this.lost = lost;
        this.patience = shared.loop().timer(this::outOfPatience);
    }

    /** It was connected to: QEMU greets at once whomever it talks to. */
    void opened() {
        open = true;
        greeted = false;
        waiting();
    }

    /** Something was asked, or the connection has ended: from now on, an answer is waited for. */
    void waiting() {
        if (!waiting) {
            waiting = true;
            since = shared.loop().now();
            // QEMU answers within milliseconds, and a short drop is worth no more words than one of a channel.
            patience.arm(Math.max(
                    MIN_PATIENCE_MILLIS,
                    Math.min(MAX_PATIENCE_MILLIS, 5 * shared.settings().goneDelayMs())));
        }
    }

    /** It said something that only QEMU says to its client. */
    void greeted() {
        greeted = true;
    }

    void answered() {
        waiting = false;
        patience.cancel();
        if (missed) {
            missed = false;
            LOG.log(System.Logger.Level.INFO, "instance {0}: its monitor answers again", instance);
        }
    }

    /** There is no connection, because of that. */
    void closed(String why, Dialer.Obstacle kind) {
        open = false;
        greeted = false;
        reason = why;
        obstacle = kind;
        waiting();
    }

    void ended() {
        patience.cancel();
    }

    void told(@Nullable MachineState state) {
        last = state;
    }

    /** What it told last, and what still counts for the group; null if nothing does. */
    @Nullable
    MachineState last() {
        return last;
    }

    private void outOfPatience() {
        missed = true;
        LOG.log(System.Logger.Level.INFO, "instance {0}: {1}", instance, text());
        lost.run();
    }

    /** In one word, as a list or a metric has it. */
    String word() {
        if (!open) {
            return GONE;
        }
        return waiting && (missed || !greeted) ? SILENT : CONNECTED;
    }

    /** What is wrong, once it has been for a while; null if nothing is. */
    Snapshot.@Nullable Finding finding() {
        return missed ? Snapshot.Finding.warning(instance, text(), advice()) : null;
    }

    private String text() {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(shared.loop().now() - since);
        String known = last == null
                ? "whether it is paused is not known"
                : "its last known state, " + Presence.state(last) + ", stays until then";
        if (!open) {
            return "its monitor " + path + " has been gone for " + seconds + " s (" + reason + "); " + known;
        }
        return greeted
                ? "its monitor " + path + " has not answered for " + seconds + " s; " + known
                : "no greeting from its monitor " + path + " for " + seconds
                        + " s: probably another client uses it, and QEMU talks to one at a time; " + known;
    }

    private String advice() {
        if (open ? !greeted : obstacle == Dialer.Obstacle.BUSY) {
            return "let that client go (ss -xp shows who is connected to " + path.getFileName()
                    + "), or give it a monitor of its own: one more -qmp with another path";
        }
        if (open) {
            return "see whether its QEMU hangs or the host is overloaded";
        }
        return obstacle == Dialer.Obstacle.DENIED
                ? "run the host side as a user who may read and write it"
                : "see that its QEMU still has that -qmp; it is connected to again by itself. If it is not to come back,"
                        + " remove the socket: the state is that of the channel then";
    }
}
