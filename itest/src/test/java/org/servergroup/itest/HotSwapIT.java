package org.servergroup.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.servergroup.ServerGroup;

/**
 * Swaps bundles of the running agent under 2,000 numbered messages a second each way.
 *
 * <p>Accepted is, from the application, what its socket's send succeeded with; from the host, what was written to the port.
 */
@Timeout(600)
class HotSwapIT {
    private static final int PER_SECOND = 2_000;
    private static final int WARM_UP_ROUNDS = 6;
    private static final int ROUNDS = 100;
    private static final int AGENT_ROUNDS = 20;
    private static final int HANDLER_ROUNDS = 200;
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private static final String AGENT = "org.servergroup.agent";
    private static final String VIRTIO = "org.servergroup.transport.virtio";
    private static final String UNIX = "org.servergroup.transport.unix";
    private static final String SAMPLE = "org.servergroup.sample";
    private static final String HANDLER = "org.servergroup.sample.handler";
    private static final List<String> SWAPPED = List.of(VIRTIO, UNIX, SAMPLE, HANDLER);

    private enum Operation {
        STOP_AND_START,
        UPDATE,
        UNINSTALL_AND_INSTALL
    }

    @TempDir
    Path folder;

    private final String address = Launched.uniqueAddress();
    private final Sequence toHost = new Sequence("from the application to the host");
    private final Sequence toApp = new Sequence("from the host to the application");
    private final Map<String, Long> worstGaps = new TreeMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private PtyHost host;
    private TestFramework framework;
    private App app;
    private Pace appPace;
    private Pace hostPace;

    @BeforeEach
    void start() throws Exception {
        host = new PtyHost(toHost);
        framework = new TestFramework(
                folder.resolve("cache"),
                Map.of(
                        UNIX, Map.of("address", address),
                        VIRTIO, Map.of("device", host.device().toString()),
                        SAMPLE, Map.of("message", "hello"),
                        // A machine that is busy with something else must not make a swap a loss.
                        AGENT,
                                Map.of(
                                        "local_wait_ms", 120_000L,
                                        "peer_wait_ms", 120_000L,
                                        "max_queued_age_ms", 600_000L,
                                        "max_queued_bytes", 64L << 20)));
        framework.startAgent();
        app = new App(address + ".app", address, toApp);
        appPace = new Pace("app", PER_SECOND, app::send);
        hostPace = new Pace("host", PER_SECOND, number -> host.send(address + ".app", number));
    }

    @AfterEach
    void stop() throws Exception {
        appPace.close();
        hostPace.close();
        app.close();
        framework.close();
        host.close();
    }

    private void startTraffic() {
        appPace.start();
        hostPace.start();
    }

    @Test
    void shouldLoseAndReorderNothingWhileTheAgentStays() throws Exception {
        Bundle consumer = framework.install(TestBundle.consumer(folder.resolve("consumer.jar")));
        consumer.start();
        Supplier<?> given = framework.service(Supplier.class);
        startTraffic();
        rounds(WARM_UP_ROUNDS);
        Footprint before = Footprint.now();
        worstGaps.clear();

        long start = System.nanoTime();
        rounds(ROUNDS);
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();

        stopTrafficAndAwaitAll();
        System.out.printf(
                "[hotswap] %d rounds over %d bundles in %d s: %d messages to the host, %d to the application, %d missing,"
                        + " %d late; %d sends refused meanwhile%n",
                ROUNDS,
                SWAPPED.size(),
                seconds,
                toHost.next(),
                toApp.next(),
                toHost.missing() + toApp.missing(),
                toHost.late() + toApp.late(),
                app.refused());
        worstGaps.forEach((what, millis) -> System.out.printf("[hotswap] longest gap in ms, %s: %d%n", what, millis));
        assertNothingLostOrReordered();
        assertThat((List<?>) given.get()).as("what the consumer was ever given").hasSize(1);
        assertThat(((List<?>) given.get()).get(0)).isSameAs(framework.service(ServerGroup.class));
        assertBackAt(before);
    }

    @Test
    void shouldGoOnInOrderAfterUpdatesOfTheAgentItself() throws Exception {
        startTraffic();
        for (int i = 0; i < AGENT_ROUNDS; i++) {
            beginGap();
            framework.update(AGENT);
            awaitFlow();
            endGap(AGENT);
            awaitHandler();
        }
        stopTrafficAndAwaitAll();
        System.out.printf(
                "[hotswap] %d updates of the agent: %d of %d messages to the host lost, %d of %d to the application;"
                        + " longest gap %s ms%n",
                AGENT_ROUNDS, toHost.missing(), toHost.next(), toApp.missing(), toApp.next(), worstGaps.values());
        assertThat(toHost.late()).as(toHost.problems()).isZero();
        assertThat(toApp.late()).as(toApp.problems()).isZero();
    }

    @Test
    void shouldLeaveNothingOfAHandlerBehind() throws Exception {
        framework.service(ServerGroup.class);
        swapHandler(20);
        Footprint before = Footprint.now();
        swapHandler(HANDLER_ROUNDS);
        assertBackAt(before);
    }

    private void swapHandler(int rounds) throws Exception {
        for (int i = 0; i < rounds; i++) {
            perform(Operation.UNINSTALL_AND_INSTALL, HANDLER);
            awaitHandler();
        }
    }

    /** One operation on every bundle in each round, another one in the next. */
    private void rounds(int rounds) throws Exception {
        Operation[] operations = Operation.values();
        for (int round = 0; round < rounds; round++) {
            for (String bundle : SWAPPED) {
                Operation operation = operations[round % operations.length];
                int broadcasts = host.broadcasts();
                beginGap();
                perform(operation, bundle);
                awaitFlow();
                endGap(bundle + " " + operation);
                if (bundle.equals(SAMPLE)) {
                    awaitBroadcast(broadcasts);
                }
                awaitHandler();
            }
        }
    }

    private void perform(Operation operation, String symbolicName) throws Exception {
        switch (operation) {
            case STOP_AND_START -> {
                framework.bundle(symbolicName).stop();
                framework.bundle(symbolicName).start();
            }
            case UPDATE -> framework.update(symbolicName);
            case UNINSTALL_AND_INSTALL -> {
                framework.bundle(symbolicName).uninstall();
                framework.install(framework.jar(symbolicName)).start();
            }
        }
    }

    /** Waits until messages that were sent after the swap have arrived, both ways. */
    private void awaitFlow() throws Exception {
        toHost.await(appPace.sent() + 1, DEADLINE);
        toApp.await(hostPace.sent() + 1, DEADLINE);
    }

    /** The handler answers what is sent after it has come. */
    private void awaitHandler() throws Exception {
        long request = requests.getAndIncrement();
        host.send("cgcs.scale", request);
        host.answers().await(request, DEADLINE);
    }

    /** The sample broadcasts when it has started. */
    private void awaitBroadcast(int before) throws Exception {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (host.broadcasts() == before) {
            assertThat(System.nanoTime()).as("the sample has not broadcast").isLessThan(end);
            Thread.sleep(1);
        }
    }

    private void beginGap() {
        toHost.beginGap();
        toApp.beginGap();
    }

    private void endGap(String what) {
        worstGaps.merge(what, Math.max(toHost.gapMillis(), toApp.gapMillis()), Math::max);
    }

    private void stopTrafficAndAwaitAll() throws Exception {
        appPace.close();
        hostPace.close();
        // One more each way, so that losses at the end are seen, too.
        long last = appPace.sent();
        while (!app.send(last)) {
            Thread.sleep(1);
        }
        toHost.await(last, DEADLINE);
        host.send(address + ".app", hostPace.sent());
        toApp.await(hostPace.sent(), DEADLINE);
    }

    private void assertNothingLostOrReordered() {
        assertThat(toHost.missing() + toHost.late()).as(toHost.problems()).isZero();
        assertThat(toApp.missing() + toApp.late()).as(toApp.problems()).isZero();
    }

    private static void assertBackAt(Footprint before) throws Exception {
        Footprint after = Footprint.now();
        long end = System.nanoTime() + DEADLINE.toNanos();
        // Idle threads end after a while, and classes go when the collector finds time.
        while (!after.isBackAt(before) && System.nanoTime() < end) {
            Thread.sleep(500);
            after = Footprint.now();
        }
        System.out.printf("[hotswap] before %s%n[hotswap] after  %s%n", before, after);
        assertThat(after.isBackAt(before)).as("%s, before %s", after, before).isTrue();
    }
}
