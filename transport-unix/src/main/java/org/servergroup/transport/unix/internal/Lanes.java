package org.servergroup.transport.unix.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.servergroup.posix.DatagramSocket;
import org.servergroup.posix.Epoll;
import org.servergroup.spi.LocalAddress;

/**
 * The lanes, and what wakes them: a socket connected to the peer, which the kernel calls writable when the peer has room.
 * Where that cannot be had (a peer that is itself connected refuses it) or does not help (our own send buffer is full), a
 * timer that runs only while something, or somebody who was refused, waits. Guarded by the lock of the outlet.
 */
final class Lanes {
    /** Tokens below are the channel's own. */
    static final int FIRST_TOKEN = 2;

    private static final int IDLE_KEPT = 16;
    private static final int MAX_DECEIVED = 3;
    private static final long FIRST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LAST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Epoll epoll;
    private final int max;
    private final Runnable wake;
    private final Map<LocalAddress, Lane> lanes = new HashMap<>();
    private final List<@Nullable Lane> tokens = new ArrayList<>();
    private final Namespace namespace;
    private int timed;
    private volatile boolean anyTimed;

    Lanes(Epoll epoll, Namespace namespace, int max, Runnable wake) {
        this.epoll = epoll;
        this.namespace = namespace;
        this.max = max;
        this.wake = wake;
    }

    @Nullable
    Lane find(LocalAddress peer) {
        return lanes.isEmpty() ? null : lanes.get(peer);
    }

    @Nullable
    Lane byToken(int token) {
        int index = token - FIRST_TOKEN;
        return index < tokens.size() ? tokens.get(index) : null;
    }

    Collection<Lane> all() {
        return lanes.values();
    }

    /** The lane of a peer, a new one if need be; null if there are too many. */
    @Nullable
    Lane open(LocalAddress peer) {
        Lane known = lanes.get(peer);
        if (known != null) {
            return known;
        }
        if (lanes.size() >= IDLE_KEPT) {
            closeIdle();
        }
        if (lanes.size() >= max) {
            return null;
        }
        int index = tokens.indexOf(null);
        if (index < 0) {
            index = tokens.size();
            tokens.add(null);
        }
        Lane lane = new Lane(peer, namespace.kernelName(peer), FIRST_TOKEN + index);
        tokens.set(index, lane);
        lanes.put(peer, lane);
        return lane;
    }

    private void closeIdle() {
        lanes.values().removeIf(lane -> {
            boolean idle = lane.frames() == 0 && !lane.wanted;
            if (idle) {
                untime(lane);
                lane.close();
                tokens.set(lane.token() - FIRST_TOKEN, null);
            }
            return idle;
        });
    }

    /** Waits for the peer to have room. */
    void watch(Lane lane) {
        if (lane.retryAt != 0 || lane.watching) {
            return;
        }
        try {
            DatagramSocket watcher = lane.watcher;
            if (watcher == null) {
                watcher = DatagramSocket.connected(lane.name());
                lane.watcher = watcher;
                epoll.add(watcher.descriptor(), Epoll.OUT, lane.token());
            } else {
                epoll.modify(watcher.descriptor(), Epoll.OUT, lane.token());
            }
            lane.watching = true;
        } catch (IOException e) {
            // Refused, gone, or out of descriptors: the timer will do, and the next attempt to send tells more.
            lane.closeWatcher();
            time(lane);
        }
    }

    /** Waits for the timer, unless something else is waited for already. */
    void hold(Lane lane) {
        if (!lane.watching && lane.retryAt == 0) {
            time(lane);
        }
    }

    private void time(Lane lane) {
        lane.retryNanos = lane.retryNanos == 0 ? FIRST_RETRY_NANOS : Math.min(2 * lane.retryNanos, LAST_RETRY_NANOS);
        lane.retryAt = (System.nanoTime() + lane.retryNanos) | 1; // never 0, which says that it has no timer
        timed++;
        anyTimed = true;
        wake.run();
    }

    private void untime(Lane lane) {
        if (lane.retryAt != 0) {
            lane.retryAt = 0;
            timed--;
            anyTimed = timed > 0;
        }
    }

    /** Decides how to wait on, after an attempt to send. */
    void settle(Lane lane, boolean progress) {
        if (progress || lane.frames() == 0) {
            lane.deceived = 0;
            lane.retryNanos = 0;
        }
        if (lane.frames() == 0) {
            rest(lane);
        } else if (!progress && ++lane.deceived >= MAX_DECEIVED) {
            lane.closeWatcher();
            time(lane);
        } else {
            watch(lane);
        }
    }

    /** Nothing waits: the watcher, which would tell of room all the time, is silenced but kept. */
    private void rest(Lane lane) {
        DatagramSocket watcher = lane.watcher;
        if (watcher == null || !lane.watching) {
            return;
        }
        lane.watching = false;
        try {
            epoll.modify(watcher.descriptor(), 0, lane.token());
        } catch (IOException e) {
            lane.closeWatcher();
        }
    }

    /** A lane whose time has come, without its timer; null if there is none. */
    @Nullable
    Lane takeDue(long now) {
        if (timed == 0) {
            return null;
        }
        for (Lane lane : lanes.values()) {
            if (lane.retryAt != 0 && now - lane.retryAt >= 0) {
                untime(lane);
                return lane;
            }
        }
        return null;
    }

    /** Whether {@link #timeoutMillis} is worth asking. Needs no lock, because whoever changes that wakes the thread. */
    boolean isTimed() {
        return anyTimed;
    }

    int timeoutMillis() {
        if (timed == 0) {
            return -1;
        }
        long now = System.nanoTime();
        long least = LAST_RETRY_NANOS;
        for (Lane lane : lanes.values()) {
            if (lane.retryAt != 0) {
                least = Math.min(least, lane.retryAt - now);
            }
        }
        return (int) TimeUnit.NANOSECONDS.toMillis(Math.max(0, least) + TimeUnit.MILLISECONDS.toNanos(1) - 1);
    }
}
