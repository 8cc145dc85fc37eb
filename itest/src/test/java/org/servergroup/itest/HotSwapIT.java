package org.servergroup.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Test;
import org.servergroup.ServerGroup;
import org.servergroup.itest.consumer.Consumer;

/** Swaps bundles of the agent under traffic, in the framework that they run in. */
public class HotSwapIT extends FrameworkTest {
    private static final int WARM_UP_ROUNDS = 4;
    private static final int ROUNDS = 100;
    private static final int AGENT_ROUNDS = 20;
    private static final int WARM_UP_HANDLER_ROUNDS = 20;
    private static final int HANDLER_ROUNDS = 200;
    private static final long TIMEOUT_MILLIS = 600_000;
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

    private final Gaps gaps = new Gaps();
    private long requests;
    private PtyHost host;
    private Traffic traffic;
    private Machine machine;

    @Before
    public void start() throws Exception {
        String address = Launched.uniqueAddress();
        Sequence toHost = new Sequence("from the application to the host");
        host = new PtyHost(toHost);
        open.push(host);
        bundles.configure(UNIX, Map.of("address", address));
        bundles.configure(VIRTIO, Map.of("device", host.device().toString()));
        bundles.configure(SAMPLE, Map.of("message", "hello"));
        bundles.configure(AGENT, PATIENT);
        open.push(bundles.startAll(Launched.jarsIn("bundles/agent", "samples")));
        traffic = new Traffic(host, toHost, address);
        open.push(traffic);
        machine = new Machine();
        open.push(machine);
    }

    @Test(timeout = TIMEOUT_MILLIS)
    public void shouldLoseAndReorderNothingWhileTheAgentStays() throws Exception {
        Consumer consumer = bundles.service(Consumer.class);
        traffic.start();
        rounds(WARM_UP_ROUNDS);
        Footprint before = footprint();
        gaps.clear();

        long start = System.nanoTime();
        rounds(ROUNDS);
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();

        traffic.stopAndAwaitAll();
        System.out.printf(
                "[hotswap] %d rounds of %d operations on each of %d bundles in %d s: %s%n",
                ROUNDS, Operation.values().length, SWAPPED.size(), seconds, traffic.account());
        gaps.print();
        traffic.assertNothingLost();
        traffic.assertNothingReordered();
        assertThat(consumer.ended()).as("the consumer has ended").isFalse();
        assertThat(bundles.service(Consumer.class)).isSameAs(consumer);
        assertThat(bundles.service(ServerGroup.class)).isSameAs(consumer.group());
        assertBackAt(before, ROUNDS * SWAPPED.size());
    }

    @Test(timeout = TIMEOUT_MILLIS)
    public void shouldGoOnInOrderAfterUpdatesOfTheAgentItself() throws Exception {
        traffic.start();
        for (int i = 0; i < AGENT_ROUNDS; i++) {
            swap(AGENT, Operation.UPDATE);
            awaitHandler();
        }
        traffic.stopAndAwaitAll();
        System.out.printf("[hotswap] %d updates of the agent: %s%n", AGENT_ROUNDS, traffic.account());
        gaps.print();
        traffic.assertNothingReordered();
    }

    @Test(timeout = TIMEOUT_MILLIS)
    public void shouldLeaveNothingOfAHandlerBehind() throws Exception {
        swapHandler(WARM_UP_HANDLER_ROUNDS);
        Footprint before = footprint();
        swapHandler(HANDLER_ROUNDS);
        assertBackAt(before, HANDLER_ROUNDS);
    }

    private void swapHandler(int rounds) throws Exception {
        for (int i = 0; i < rounds; i++) {
            bundles.uninstallAndInstall(HANDLER);
            awaitHandler();
        }
    }

    private void rounds(int rounds) throws Exception {
        for (int round = 0; round < rounds; round++) {
            for (String bundle : SWAPPED) {
                for (Operation operation : Operation.values()) {
                    int broadcasts = host.broadcasts();
                    swap(bundle, operation);
                    if (bundle.equals(SAMPLE)) {
                        // It broadcasts when it has started.
                        host.awaitBroadcast(broadcasts, DEADLINE);
                    }
                    awaitHandler();
                }
            }
        }
    }

    private void swap(String bundle, Operation operation) throws Exception {
        machine.begin();
        traffic.beginGap();
        switch (operation) {
            case STOP_AND_START -> bundles.stopAndStart(bundle);
            case UPDATE -> bundles.update(bundle);
            case UNINSTALL_AND_INSTALL -> bundles.uninstallAndInstall(bundle);
        }
        traffic.awaitFlow();
        gaps.add(bundle + " " + operation, traffic.gapMillis(), machine.delay());
    }

    /** The handler answers what is sent after it has come. */
    private void awaitHandler() throws Exception {
        long request = requests++;
        host.send("cgcs.scale", request);
        host.answers().await(request, DEADLINE);
    }

    /** What is there once the test itself has loaded what it needs to look: no more than at the look before. */
    private static Footprint footprint() throws IOException {
        assertThat(Footprint.now()).matches(each -> each.classes() > 0, "has classes");
        Footprint[] last = {Footprint.now()};
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(500))
                .atMost(DEADLINE)
                .until(() -> {
                    Footprint before = last[0];
                    last[0] = Footprint.now();
                    return last[0].isBackAt(before, 0);
                });
        return last[0];
    }

    private static void assertBackAt(Footprint before, int uninstalled) {
        Footprint after = awaitBackAt(before, uninstalled);
        System.out.printf(
                "[hotswap] before %s%n[hotswap] after  %s, %d bundles uninstalled%n", before, after, uninstalled);
    }

    /** Idle threads end after a while, and classes go when the collector finds time. */
    private static Footprint awaitBackAt(Footprint before, int uninstalled) {
        Footprint[] now = {before};
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(500))
                .atMost(DEADLINE)
                .untilAsserted(() -> {
                    now[0] = Footprint.now();
                    assertThat(now[0]).matches(each -> each.isBackAt(before, uninstalled), "is back at " + before);
                });
        return now[0];
    }
}
