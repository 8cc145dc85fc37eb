package org.servergroup.transport.virtio.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.servergroup.channel.Wire;
import org.servergroup.posix.Epoll;
import org.servergroup.posix.Errno;
import org.servergroup.posix.NativeBuffer;
import org.servergroup.posix.Wakeup;

/** A port that behaves as a real one was seen to, step by step; and the wire over it, which is told scripted events. */
final class ScriptedPort implements Port, AutoCloseable {
    /** What {@code poll} says while the host is away. */
    static final int HOST_AWAY = Epoll.IN | Epoll.HUP;

    static final int HOST_THERE = Epoll.OUT;

    private final Wakeup edge = new Wakeup();
    private final Deque<Integer> events = new ConcurrentLinkedDeque<>();
    private final Deque<String> incoming = new ConcurrentLinkedDeque<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final AtomicInteger calls = new AtomicInteger();
    private final List<Integer> masks = new CopyOnWriteArrayList<>();
    private volatile int idle = -Errno.EAGAIN;
    private int room = Integer.MAX_VALUE;
    private volatile int full = -Errno.EAGAIN;
    private int roomWhenFull;
    private int awaited;

    ScriptedPort() throws IOException {
        // Nothing else to do.
    }

    /** Raises an edge, with these events. */
    void edge(int mask) {
        events.add(mask);
        edge.wake();
    }

    /** Has these bytes read. */
    void incoming(String text) {
        incoming.add(text);
    }

    /** What read returns when there is nothing. */
    void idle(int result) {
        idle = result;
    }

    /** Takes so many more bytes, then returns that. */
    synchronized void takes(int bytes, int result) {
        room = bytes;
        full = result;
    }

    synchronized String written() {
        return written.toString(UTF_8);
    }

    synchronized void forgetWritten() {
        written.reset();
    }

    /** Makes room for so many bytes each time that somebody has found none; never, if that is 0. */
    synchronized void makesRoomWhenFull(int bytes) {
        roomWhenFull = bytes;
    }

    /** How often somebody has waited for room. */
    synchronized int awaited() {
        return awaited;
    }

    /** How many calls there were. */
    int calls() {
        return calls.get();
    }

    @Override
    public String device() {
        return "/dev/vport0p1";
    }

    @Override
    public void watch(Epoll epoll, int mask, int token) throws IOException {
        masks.add(mask);
        epoll.add(edge.descriptor(), Epoll.IN | Epoll.OUT | Epoll.EDGE, token);
    }

    @Override
    public void rewatch(Epoll epoll, int mask, int token) {
        masks.add(mask);
    }

    /** What it was watched with, one after the other. */
    List<Integer> masks() {
        return masks;
    }

    /** What it is watched with. */
    int mask() {
        return masks.get(masks.size() - 1);
    }

    @Override
    public int read(NativeBuffer target, int offset, int length) {
        calls.incrementAndGet();
        String text = incoming.poll();
        if (text == null) {
            return idle;
        }
        byte[] bytes = text.getBytes(UTF_8);
        target.put(offset, bytes, 0, bytes.length);
        if ((mask() & Epoll.EDGE) == 0 && !incoming.isEmpty()) {
            edge.wake(); // as a wait for the level would tell at once
        }
        return bytes.length;
    }

    @Override
    public synchronized int write(NativeBuffer source, int offset, int length) {
        calls.incrementAndGet();
        int taken = Math.min(room, length);
        if (taken == 0) {
            room += roomWhenFull;
            return full;
        }
        byte[] bytes = new byte[taken];
        source.get(offset, bytes, 0, taken);
        written.write(bytes, 0, taken);
        room -= taken;
        return taken;
    }

    @Override
    public synchronized boolean awaitRoom(int timeoutMillis) {
        calls.incrementAndGet();
        awaited++;
        return false;
    }

    @Override
    public void close() {
        edge.close();
    }

    /** The wire, which gets scripted events in place of those of the edge. */
    Wire wire() {
        PortWire wire = new PortWire(this);
        return new Wire() {
            @Override
            public void start(Epoll epoll) throws IOException {
                wire.start(epoll);
            }

            @Override
            public int watchRoom(boolean wanted) {
                return wire.watchRoom(wanted);
            }

            @Override
            public int watchData(boolean wanted) {
                return wire.watchData(wanted);
            }

            @Override
            public boolean ready(int token, int ignored) {
                boolean connected = false;
                for (Integer mask = events.poll(); mask != null; mask = events.poll()) {
                    connected = wire.ready(token, mask);
                }
                return connected;
            }

            @Override
            public int read(NativeBuffer target, int offset, int length) {
                return wire.read(target, offset, length);
            }

            @Override
            public boolean shortReadEnds() {
                return wire.shortReadEnds();
            }

            @Override
            public boolean tellsOfRest() {
                return wire.tellsOfRest();
            }

            @Override
            public int write(NativeBuffer source, int offset, int length) {
                return wire.write(source, offset, length);
            }

            @Override
            public boolean awaitRoom(int timeoutMillis) {
                return wire.awaitRoom(timeoutMillis);
            }

            @Override
            public boolean away() {
                return wire.away();
            }

            @Override
            public String reason() {
                return wire.reason();
            }

            @Override
            public IOException failure() {
                return wire.failure();
            }

            @Override
            public boolean survivesClose() {
                return wire.survivesClose();
            }

            @Override
            public void close() {
                wire.close();
            }
        };
    }
}
