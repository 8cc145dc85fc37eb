package org.servergroup.host.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Looks for the sockets of guests and monitors, from when it is told to begin. Loop thread only, except where a method says
 * otherwise.
 */
final class Discovery {
    private static final System.Logger LOG = System.getLogger("org.servergroup.host");

    private final Shared shared;
    private final Guests guests;
    private final Monitors monitors;
    private volatile FolderWatch watch;
    private boolean begun;

    Discovery(Shared shared, Guests guests, Monitors monitors) throws IOException {
        this.shared = shared;
        this.guests = guests;
        this.monitors = monitors;
        this.watch = watch(shared.settings());
    }

    private FolderWatch watch(Settings settings) throws IOException {
        List<Path> folders = settings.socketDirectories();
        SocketName names = new SocketName(settings.socketPattern());
        EventLoop loop = shared.loop();
        return new FolderWatch(
                "servergroup-host-watch",
                folders,
                FolderWatch.Listener.both(
                        // A pattern that is wide must not make a guest of a monitor.
                        new SocketWatch(
                                folders,
                                name -> Monitors.NAMES.instance(name) == null ? names.instance(name) : null,
                                guests,
                                loop::post),
                        new SocketWatch(folders, Monitors.NAMES::instance, monitors, loop::post)));
    }

    /**
     * Begins.
     *
     * @return false if it had begun before
     */
    boolean begin() {
        if (begun) {
            return false;
        }
        begun = true;
        look();
        return true;
    }

    private void look() {
        watch.start();
        LOG.log(
                System.Logger.Level.INFO,
                "looking for guests in {0}",
                shared.settings().socketDirectories());
    }

    /**
     * Stops looking, until {@link #moved} looks where these settings say. Not by the loop, nor by several threads at a time:
     * it waits for the watch, which may be about to tell the loop something.
     */
    void leaveFor(Settings next) throws IOException {
        FolderWatch other = watch(next);
        watch.stop();
        watch = other;
    }

    /** Looks where the settings say now, and forgets whose sockets are elsewhere. */
    void moved() {
        Settings settings = shared.settings();
        guests.keep(settings.socketDirectories(), new SocketName(settings.socketPattern()));
        monitors.keep(settings.socketDirectories());
        if (begun) {
            look();
        }
    }

    /** Ends. By any thread but the loop's; idempotent, and waits for the watch's. */
    void stop() {
        watch.stop();
    }
}
