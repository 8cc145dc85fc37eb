package org.servergroup.host.internal;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.servergroup.host.spi.MachineState;

/** The monitors of machines whose sockets are beside those of their guests: {@code qmp.INSTANCE.sock}. Loop thread only. */
final class Monitors implements SocketWatch.Taker {
    static final SocketName NAMES = new SocketName("qmp.*.sock");

    private final Shared shared;
    private final Monitor.Listener listener;
    private final Map<String, Monitor> monitors = new HashMap<>();

    // Those whose sockets have gone, for a moment.
    private final Map<String, Monitor> departed = new HashMap<>();

    Monitors(Shared shared, Monitor.Listener listener) {
        this.shared = shared;
        this.listener = listener;
    }

    /** What the monitor of an instance says; null if nobody does. */
    @Nullable
    MachineState state(String instance) {
        Monitor monitor = monitors.get(instance);
        return monitor == null ? null : monitor.state();
    }

    @Override
    public void found(Guests.Socket socket, boolean initially) {
        Monitor known = monitors.get(socket.instance());
        if (known != null && known.isAt(socket)) {
            return;
        }
        Monitor before = known != null ? known : departed.remove(socket.instance());
        Monitor monitor = new Monitor(socket, shared, listener, initially);
        if (before != null) {
            before.close();
            monitor.health().told(before.health().last());
        }
        monitors.put(socket.instance(), monitor);
        monitor.start();
    }

    @Override
    public void vanished(String instance, Path path) {
        Monitor monitor = monitors.get(instance);
        if (monitor != null && path.equals(monitor.path())) {
            monitors.remove(instance);
            monitor.close();
            depart(monitor);
        }
    }

    /** A machine that ends takes its channel with it, which says more; one that is back in a moment is not worth a word. */
    private void depart(Monitor monitor) {
        String instance = monitor.instance();
        departed.put(instance, monitor);
        shared.loop()
                .timer(() -> {
                    if (departed.remove(instance, monitor)) {
                        listener.lost(monitor);
                    }
                })
                .arm(shared.settings().goneDelayMs());
    }

    /** The monitor of an instance; null if it has none. */
    @Nullable
    Monitor monitor(String instance) {
        return monitors.get(instance);
    }

    /** How many of them are as this word of theirs says. */
    long count(String word) {
        long count = 0;
        for (Monitor monitor : monitors.values()) {
            count += monitor.health().word().equals(word) ? 1 : 0;
        }
        return count;
    }

    /** The channel of an instance is not connected any more. */
    void channelEnded(String instance) {
        departed.remove(instance);
        Monitor monitor = monitors.get(instance);
        if (monitor != null) {
            monitor.channelEnded();
        }
    }

    @Override
    public void scanned(Path folder, List<Guests.Socket> sockets, boolean initially) {
        Set<Path> paths = new HashSet<>();
        for (Guests.Socket socket : sockets) {
            paths.add(socket.path());
        }
        for (Monitor monitor : List.copyOf(monitors.values())) {
            if (folder.equals(monitor.path().getParent()) && !paths.contains(monitor.path())) {
                vanished(monitor.instance(), monitor.path());
            }
        }
        for (Guests.Socket socket : sockets) {
            found(socket, initially);
        }
    }

    /** Only monitors in these folders are looked for from now on. */
    void keep(List<Path> folders) {
        for (Monitor monitor : List.copyOf(monitors.values())) {
            if (!folders.contains(monitor.path().getParent())) {
                vanished(monitor.instance(), monitor.path());
            }
        }
    }

    void close() {
        monitors.values().forEach(Monitor::close);
        monitors.clear();
        departed.clear();
    }
}
