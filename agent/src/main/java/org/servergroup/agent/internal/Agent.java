package org.servergroup.agent.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;
import java.util.random.RandomGenerator;
import org.servergroup.messaging.Delivery;
import org.servergroup.messaging.Endpoint;
import org.servergroup.protocol.Limits;
import org.servergroup.spi.Discard;
import org.servergroup.spi.HostTransport;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.LocalTransport;

/** The agent: its parts, put together; what it is given and what it tells. Thread-safe; usable without OSGi. */
final class Agent implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.servergroup.agent");
    private static final long TIMER_IDLE_SECONDS = 10;

    private final Counters counters = new Counters();
    private final Consumer<IOException> failures;
    private final RandomGenerator random;
    private final ScheduledThreadPoolExecutor timer;
    private final Delivery delivery;
    private final Endpoint endpoint;
    private final Router router;
    private final FrameworkOutlet outlet;
    private final LinkState state;
    private final HostLink hostLink;
    private final IdentityHashMap<LocalTransport, LocalLink> localLinks = new IdentityHashMap<>();
    private volatile Settings settings;
    private boolean started;
    private boolean stopped;

    /**
     * Starts nothing.
     *
     * @param failures is told when a local address cannot be bound
     */
    Agent(Settings settings, Consumer<IOException> failures, RandomGenerator random) {
        this.settings = settings;
        this.failures = failures;
        this.random = random;
        this.timer = timer();
        LongSupplier nanoTime = System::nanoTime;
        Discards discards = new Discards(counters, LOG, nanoTime);
        ObjLongConsumer<Discard> unheard =
                (reason, count) -> discards.dropped(Direction.TO_APPS, reason, count, 0, "in the framework");
        this.delivery = new Delivery(Delivery.Settings.DEFAULT, timer, unheard);
        this.endpoint =
                new Endpoint(Limits.GROUP_ADDRESS, settings.statusTimeout(), this::send, delivery, timer, unheard);
        this.router = new Router(this::settings, counters, discards, endpoint, timer, nanoTime);
        this.outlet = new FrameworkOutlet(router.outbound(), counters.fromFramework, this::settings);
        this.state = new LinkState(LOG, endpoint);
        this.hostLink = new HostLink(router, state, this::settings, random);
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "servergroup-agent-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(TIMER_IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }

    private void send(String source, String destination, byte[] data) throws IOException {
        outlet.send(source, destination, data);
    }

    Settings settings() {
        return settings;
    }

    /** Takes other settings; they count from now on. */
    void settings(Settings changed) {
        Settings before = settings;
        settings = changed;
        endpoint.statusTimeout(changed.statusTimeout());
        router.outbound().settingsChanged();
        if (!before.reconnect().equals(changed.reconnect())) {
            hostLink.settingsChanged();
        }
    }

    synchronized void start() {
        started = true;
        hostLink.start();
        localLinks.values().forEach(LocalLink::start);
    }

    /** Ends all channels and threads; what still waits for the host is dropped, counted and told. Idempotent. */
    @Override
    public void close() {
        List<LocalLink> locals;
        synchronized (this) {
            if (stopped) {
                return;
            }
            stopped = true;
            locals = new ArrayList<>(localLinks.values());
            localLinks.clear();
        }
        hostLink.close();
        int left = router.outbound().status().messages();
        if (left > 0) {
            LOG.log(Level.WARNING, "stopping with " + left + " messages that the host did not take");
        }
        router.outbound().stop();
        locals.forEach(LocalLink::close);
        router.stop();
        endpoint.close();
        delivery.close();
        timer.shutdownNow();
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Discards discards() {
        return router.discards();
    }

    // Transports come and go. Removing one returns once nothing of it is in use any more.

    void addHostTransport(HostTransport transport, String name, long id, int ranking) {
        hostLink.add(transport, name, id, ranking);
    }

    void rankHostTransport(long id, int ranking) {
        hostLink.rank(id, ranking);
    }

    void removeHostTransport(long id) {
        hostLink.remove(id);
    }

    synchronized void addLocalTransport(LocalTransport transport) {
        if (stopped || localLinks.containsKey(transport)) {
            return;
        }
        LocalLink link = new LocalLink(transport, router, this::settings, random, failures);
        localLinks.put(transport, link);
        if (started) {
            link.start();
        }
    }

    synchronized void localAddressChanged(LocalTransport transport) {
        LocalLink link = localLinks.get(transport);
        if (link != null) {
            link.addressChanged();
        }
    }

    void removeLocalTransport(LocalTransport transport) {
        LocalLink link;
        synchronized (this) {
            link = localLinks.remove(transport);
        }
        if (link != null) {
            link.close();
        }
    }

    // What operators see.

    /**
     * The agent at one moment.
     *
     * @param links the ways to the host, the best first
     * @param listening the local addresses that are bound
     * @param notListening why local addresses are not bound
     */
    record Status(
            LinkState.Status link,
            List<HostLink.LinkStatus> links,
            List<String> listening,
            List<String> notListening,
            Outbound.Status queue,
            Counters.Snapshot counters,
            List<PeerStatus> peers) {}

    /** A local application: where it is, what it sent and got, and whether it does not read. */
    record PeerStatus(LocalAddress address, Traffic.Count sent, Traffic.Count got, boolean stalled) {}

    Status status() {
        List<String> listening = new ArrayList<>();
        List<String> notListening = new ArrayList<>();
        List<LocalLink> links;
        synchronized (this) {
            links = List.copyOf(localLinks.values());
        }
        for (LocalLink link : links) {
            String address = link.boundAddress();
            if (address != null) {
                listening.add(address);
            } else {
                notListening.add(link.reason());
            }
        }
        List<PeerStatus> peers = new ArrayList<>();
        for (Route route : router.routes().all()) {
            peers.add(new PeerStatus(route.address, route.fromApp.count(), route.toApp.count(), route.stalled));
        }
        return new Status(
                state.status(),
                hostLink.links(),
                listening,
                notListening,
                router.outbound().status(),
                counters.snapshot(),
                peers);
    }
}
