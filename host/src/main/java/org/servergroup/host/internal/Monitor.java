package org.servergroup.host.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.servergroup.host.spi.MachineState;

/** Follows one machine by its monitor's socket, for as long as that is there. Loop thread only. */
final class Monitor implements EventLoop.Handler, Qmp.Machine {
    /** Hears what the monitor tells. */
    interface Listener {
        /** The machine is in another state than before. */
        void machine(Monitor monitor, MachineState state, boolean initially);

        /** The machine was reset. */
        void reset(Monitor monitor);

        /** The monitor has not answered for a while, or is not there any more. */
        void lost(Monitor monitor);
    }

    private static final System.Logger LOG = System.getLogger("org.servergroup.host");
    private static final int MAX_LINE_BYTES = 4096;

    /** QEMU itself says much less; a guest that resets in a circle must not flood the others with the news. */
    private static final int LINES_PER_SECOND = 50;

    private static final int RESETS_PER_SECOND = 1;

    private final String instance;
    private final Path path;
    private final @Nullable Object fileKey;
    private final Shared shared;
    private final Listener listener;
    private final BackOff backOff;
    private final EventLoop.Timer retry;
    private final TokenBucket resets;
    private final MonitorHealth health;
    private final byte[] line = new byte[MAX_LINE_BYTES];
    private TokenBucket lines;
    private int length;
    private boolean tooLong;
    private boolean initially;
    private @Nullable SocketChannel channel;
    private Qmp qmp = new Qmp(this);
    private @Nullable MachineState state;

    Monitor(Guests.Socket socket, Shared shared, Listener listener, boolean initially) {
        this.instance = socket.instance();
        this.path = socket.path();
        this.fileKey = socket.fileKey();
        this.shared = shared;
        this.listener = listener;
        this.initially = initially;
        this.backOff = new BackOff(
                shared.settings().reconnectMinMs(), shared.settings().reconnectMaxMs());
        this.retry = shared.loop().timer(this::connect);
        this.lines = new TokenBucket(LINES_PER_SECOND, shared.loop().now());
        this.resets = new TokenBucket(RESETS_PER_SECOND, shared.loop().now());
        this.health = new MonitorHealth(instance, path, shared, this::silent);
    }

    /** Looks for the machine, now and whenever it is away. */
    void start() {
        retry.arm(backOff.next());
    }

    String instance() {
        return instance;
    }

    Path path() {
        return path;
    }

    /** Whether this is the same file. */
    boolean isAt(Guests.Socket socket) {
        return path.equals(socket.path()) && Objects.equals(fileKey, socket.fileKey());
    }

    /** What the monitor told last; null if nobody answers there. */
    @Nullable
    MachineState state() {
        return state;
    }

    MonitorHealth health() {
        return health;
    }

    /** The machine's channel has ended: what was told before means nothing any more. */
    void channelEnded() {
        health.told(state);
    }

    /** Meanwhile the others go by what they know; what differs when it answers is news to them. */
    private void silent() {
        initially = false;
        listener.lost(this);
    }

    private void connect() {
        SocketChannel opened = null;
        try {
            opened = Dialer.connect(path);
            shared.loop().register(opened, SelectionKey.OP_READ, this);
            channel = opened;
            qmp = new Qmp(this);
            lines = new TokenBucket(LINES_PER_SECOND, shared.loop().now());
            length = 0;
            tooLong = false;
            health.opened();
        } catch (IOException | UnsupportedOperationException e) {
            initially = false;
            EventLoop.close(opened);
            LOG.log(System.Logger.Level.DEBUG, "cannot connect to {0}: {1}", path, e.getMessage());
            health.closed(String.valueOf(e.getMessage()), Dialer.Obstacle.of(e));
            retry.arm(backOff.next());
        }
    }

    @Override
    public void ready(SelectionKey key) {
        SocketChannel from = channel;
        if (from == null) {
            return;
        }
        try {
            ByteBuffer in = shared.in();
            if (from.read(in) < 0) {
                lost("closed by the other end");
                return;
            }
            in.flip();
            while (in.hasRemaining() && channel == from) {
                take(in.get());
            }
        } catch (IOException e) {
            lost(String.valueOf(e.getMessage()));
        }
    }

    private void take(byte b) {
        if (b != '\n') {
            if (length < MAX_LINE_BYTES) {
                line[length++] = b;
            } else {
                tooLong = true;
            }
            return;
        }
        if (!lines.take(1, shared.loop().now())) {
            LOG.log(System.Logger.Level.WARNING, "{0} says too much, and is left alone for a while", path);
            lost("says too much");
            retry.arm(shared.settings().reconnectMaxMs());
            return;
        }
        if (!tooLong) {
            qmp.line(line, length);
            if (qmp.greeted()) {
                health.greeted();
            }
        }
        length = 0;
        tooLong = false;
    }

    /** Short, and nothing else waits to be written: it is taken whole, or the other end does not read. */
    @Override
    public void send(String command) {
        SocketChannel to = channel;
        if (to == null) {
            return;
        }
        ByteBuffer out = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            health.waiting();
            to.write(out);
            if (out.hasRemaining()) {
                lost("it does not read");
            }
        } catch (IOException e) {
            lost(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void answered() {
        health.answered();
    }

    @Override
    public void is(MachineState now) {
        health.told(now);
        backOff.reset();
        backOff.next();
        if (now != state) {
            state = now;
            listener.machine(this, now, initially);
        }
        initially = false;
    }

    @Override
    public void reset() {
        if (resets.take(1, shared.loop().now())) {
            listener.reset(this);
        }
    }

    private void lost(String reason) {
        LOG.log(System.Logger.Level.DEBUG, "{0}: disconnected: {1}", path, reason);
        EventLoop.close(channel);
        channel = null;
        state = null;
        initially = false;
        health.closed(reason, Dialer.Obstacle.OTHER);
        retry.arm(backOff.next());
    }

    /** Ends for good. */
    void close() {
        retry.cancel();
        health.ended();
        EventLoop.close(channel);
        channel = null;
        state = null;
    }
}
