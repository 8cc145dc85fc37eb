package org.servergroup.host.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.servergroup.host.spi.ChannelState;
import org.servergroup.host.spi.GroupDirectory;
import org.servergroup.host.spi.MachineState;
import org.servergroup.spi.LocalTransport;

/** The host side, put together: relay, group service and directory on one event loop. Thread-safe. */
final class Host implements GuestLink.Listener, Monitor.Listener {
    private static final System.Logger LOG = System.getLogger("org.servergroup.host");

    private static final long MAX_WAIT_MILLIS = 3000;
    private static final long SUM_UP_MILLIS = 1000;

    private final EventLoop loop;
    private final Shared shared;
    private final Guests guests;
    private final Monitors monitors;
    private final GroupService service;
    private final EventLog events = new EventLog();
    private final Operator operator;
    private final HostApps apps;
    private final DirectorySlot slot;
    private final Discovery discovery;
    private @Nullable AdminSocket admin;
    private long turns;

    Host(Settings settings) throws IOException {
        loop = new EventLoop("servergroup-host", this::turnEnded);
        shared = new Shared(loop, settings);
        guests = new Guests(shared, this);
        monitors = new Monitors(shared, this);
        service = new GroupService(shared, guests, events);
        apps = new HostApps(shared, guests);
        guests.receiver(new Router(shared, service, apps));
        slot = new DirectorySlot(loop, guests, monitors, service.registry(), this::begin);
        operator = new Operator(shared, guests, monitors, service.registry(), events);
        discovery = new Discovery(shared, guests, monitors);
    }

    /** Guests are looked for once the groups are known, but not later than in a few seconds. */
    void start() {
        loop.start();
        loop.post(() -> {
            openAdminSocket();
            loop.timer(this::begin).arm(MAX_WAIT_MILLIS);
        });
    }

    /**
     * Goes over to other settings: guests stay connected and what waits for them stays, unless their sockets are not to be
     * looked for any more. Not by several threads at a time, nor by one that calls stop meanwhile.
     */
    void configure(Settings last, Settings next) throws IOException {
        boolean elsewhere = !next.socketDirectories().equals(last.socketDirectories())
                || !next.socketPattern().equals(last.socketPattern());
        if (elsewhere) {
            discovery.leaveFor(next);
        }
        close(() -> {
            configured(last, next, elsewhere);
            return apps.configured(next);
        });
    }

    private void configured(Settings last, Settings next, boolean elsewhere) {
        shared.settings(next);
        service.registry().configured(next);
        guests.configured(next);
        if (elsewhere) {
            discovery.moved();
        }
        if (!next.adminSocket().equals(last.adminSocket())) {
            closeAdminSocket();
            openAdminSocket();
        }
    }

    private void closeAdminSocket() {
        if (admin != null) {
            admin.close();
            admin = null;
        }
    }

    private void openAdminSocket() {
        String path = shared.settings().adminSocket();
        if (path.isEmpty()) {
            return;
        }
        try {
            admin = new AdminSocket(loop, operator, Path.of(path));
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "there is no socket for operators {0}: {1}", path, e.getMessage());
        }
    }

    private void begin() {
        if (discovery.begin()) {
            loop.timer(this::sumUp).arm(SUM_UP_MILLIS);
        }
    }

    private void sumUp() {
        Snapshot.Status status = operator.status();
        LOG.log(
                System.Logger.Level.INFO,
                "{0} of {1} guests are connected, in {2} groups",
                status.connected(),
                status.instances(),
                status.groups());
    }

    /** Uses this directory from now on; with none, the groups stay as they are. Waits for the last one to end. */
    void use(@Nullable GroupDirectory directory) {
        close(slot::release);
        if (directory != null) {
            loop.postAnyway(() -> slot.use(directory));
        }
    }

    /** Serves other applications on the host by this transport from now on. Waits for the last one to end. */
    void use(@Nullable LocalTransport transport) {
        close(apps::release);
        if (transport != null) {
            loop.postAnyway(() -> apps.use(transport));
        }
    }

    /** Not by the loop: what is closed may take its time, or be about to tell the loop something. */
    private void close(Supplier<? extends @Nullable AutoCloseable> release) {
        CompletableFuture<Optional<AutoCloseable>> released = new CompletableFuture<>();
        if (!loop.postAnyway(() -> released.complete(Optional.ofNullable(release.get())))) {
            return;
        }
        try {
            Optional<AutoCloseable> last = released.get(5, TimeUnit.SECONDS);
            if (last.isPresent()) {
                last.get().close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.ERROR, "a directory or a transport could not be closed", e);
        }
    }

    /** Idempotent; waits for the threads. */
    void stop() {
        discovery.stop();
        close(slot::release);
        close(apps::release);
        loop.stop(() -> {
            closeAdminSocket();
            monitors.close();
            guests.close();
        });
    }

    /** Has the loop run something. */
    boolean run(Runnable task) {
        return loop.post(task);
    }

    /** For the loop's thread only. */
    Shared shared() {
        return shared;
    }

    /** For the loop's thread only. */
    Guests guests() {
        return guests;
    }

    /** Where else somebody knows of something wrong; must not block. */
    void alsoAsk(Supplier<List<Snapshot.Finding>> whom) {
        operator.alsoAsk(whom);
    }

    /** What is or may be wrong, that the relay's thread does not answer included. Not by that thread. */
    List<Snapshot.Finding> findings() {
        CompletableFuture<List<Snapshot.Finding>> answer = new CompletableFuture<>();
        try {
            if (loop.postAnyway(() -> answer.complete(operator.findings()))) {
                return answer.get(MAX_WAIT_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.DEBUG, "the relay was asked how it is", e);
        }
        return List.of(Snapshot.Finding.error("relay", "does not answer", ""));
    }

    /** How often the loop has turned; for the loop's thread only. */
    long turns() {
        return turns;
    }

    private boolean turnEnded() {
        turns++;
        apps.flush();
        return shared.flush();
    }

    @Override
    public void channel(Guest guest, ChannelState state, boolean initially) {
        events.add("channel", guest.instance(), "", state.name().toLowerCase(Locale.ROOT));
        if (state != ChannelState.CONNECTED) {
            monitors.channelEnded(guest.instance());
        }
        slot.channel(guest.instance(), state, initially);
    }

    @Override
    public void machine(Monitor monitor, MachineState state, boolean initially) {
        events.add("machine", monitor.instance(), "", state.name().toLowerCase(Locale.ROOT));
        slot.machine(monitor.instance(), state, initially);
    }

    @Override
    public void reset(Monitor monitor) {
        events.add("machine", monitor.instance(), "", "reset");
        slot.reset(monitor.instance());
    }

    @Override
    public void lost(Monitor monitor) {
        String instance = monitor.instance();
        boolean there = monitors.monitor(instance) == monitor;
        Guest guest = guests.guest(instance);
        if (!there && (guest == null || !guest.link().isConnected())) {
            return;
        }
        events.add("monitor", instance, "", there ? monitor.health().word() : MonitorHealth.GONE);
        if (!there && monitor.health().last() != null) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "instance {0}: its monitor was taken away; its state is that of its channel now",
                    instance);
            // Nobody has seen anything happen to the machine: not a reason for a notification.
            slot.channel(instance, ChannelState.CONNECTED, true);
        }
    }

    @Override
    public void forgotten(Guest guest) {
        guests.forget(guest);
    }
}
