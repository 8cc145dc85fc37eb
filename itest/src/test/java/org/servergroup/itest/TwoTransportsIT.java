package org.servergroup.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Before;
import org.junit.Test;

/**
 * Two host transports at once: ranking and configuration say which one is used, and changing from one to the other under
 * traffic loses and reorders nothing.
 */
public class TwoTransportsIT extends FrameworkTest {
    private static final long TIMEOUT_MILLIS = 300_000;
    private static final int PER_SECOND = 2_000;
    private static final int ROUNDS = 20;
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final String AGENT = "org.servergroup.agent";
    private static final String VIRTIO = "org.servergroup.transport.virtio";
    private static final String UNIX = "org.servergroup.transport.unix";
    private static final String STREAM = UNIX + ".stream";
    private static final Pattern NUMBER = Pattern.compile("\"n\":(\\d+)");

    private final String address = Launched.uniqueAddress();
    private final Sequence toApp = new Sequence("from the port to the application");
    private final Arrivals port = new Arrivals();
    private final Arrivals stream = new Arrivals();
    private Path socket;
    private PtyHost portHost;
    private App app;
    private Pace appPace;
    private Pace hostPace;

    /** The numbers that came one way. */
    private static final class Arrivals {
        private final List<Long> numbers = new ArrayList<>();

        synchronized void line(String line) {
            Matcher number = NUMBER.matcher(line);
            if (Numbered.isWhole(line) && number.find()) {
                numbers.add(Long.parseLong(number.group(1)));
                notifyAll();
            }
        }

        synchronized long last() {
            return numbers.isEmpty() ? -1 : numbers.get(numbers.size() - 1);
        }

        synchronized List<Long> all() {
            return List.copyOf(numbers);
        }

        synchronized void awaitPast(long number) throws InterruptedException {
            long end = System.nanoTime() + DEADLINE.toNanos();
            while (last() <= number) {
                assertThat(System.nanoTime()).as("nothing after %d", number).isLessThan(end);
                wait(100);
            }
        }
    }

    @Before
    public void start() throws Exception {
        // A short path, because that of a socket must be.
        socket = Files.createTempDirectory(Path.of("/tmp"), "sgt-two-").resolve("host.sock");
        open.push(() -> Files.delete(socket.getParent()));
        open.push(() -> Files.deleteIfExists(socket));
        portHost = new PtyHost(port::line);
        open.push(portHost);
        open.push(new StreamHost(socket, stream::line));
        bundles.configure(UNIX, Map.of("address", address));
        bundles.configure(VIRTIO, virtio(10));
        bundles.configure(STREAM, Map.of("path", socket.toString(), "listen", true, "service.ranking", 5));
        bundles.configure(AGENT, agent("(servergroup.transport=*)"));
        open.push(bundles.startAll(Launched.jarsIn("bundles/agent")));
        app = new App(address + ".app", address, toApp);
        open.push(app);
        appPace = new Pace("app", PER_SECOND, app::send).start();
        open.push(appPace);
        hostPace = new Pace("host", PER_SECOND, number -> portHost.send(address + ".app", number)).start();
        open.push(hostPace);
    }

    private Map<String, Object> virtio(int ranking) {
        return Map.of("device", portHost.device().toString(), "service.ranking", ranking);
    }

    private static Map<String, Object> agent(String target) {
        Map<String, Object> agent = new HashMap<>(PATIENT);
        agent.put("host_transport.target", target);
        return agent;
    }

    @Test(timeout = TIMEOUT_MILLIS)
    public void shouldFallBackAndReturnWithoutLossWhenTheBetterOneGoesAndComes() throws Exception {
        changes(
                "bundle stopped and started",
                ROUNDS,
                () -> bundles.bundle(VIRTIO).stop(),
                () -> bundles.bundle(VIRTIO).start());
    }

    @Test(timeout = TIMEOUT_MILLIS)
    public void shouldFollowTheRankingThatIsConfigured() throws Exception {
        changes(
                "ranking configured",
                ROUNDS,
                () -> bundles.configure(VIRTIO, virtio(1)),
                () -> bundles.configure(VIRTIO, virtio(10)));
    }

    @Test(timeout = TIMEOUT_MILLIS)
    public void shouldFollowTheChoiceOfTheAgentsConfiguration() throws Exception {
        changes(
                "target configured",
                ROUNDS / 4,
                () -> bundles.configure(AGENT, agent("(servergroup.transport=unix-stream)")),
                () -> bundles.configure(AGENT, agent("(servergroup.transport=*)")));
    }

    private interface Change {
        void make() throws Exception;
    }

    private void changes(String what, int rounds, Change away, Change back) throws Exception {
        port.awaitPast(0);
        for (int i = 0; i < rounds; i++) {
            away.make();
            stream.awaitPast(appPace.sent());
            back.make();
            port.awaitPast(appPace.sent());
        }
        appPace.close();
        hostPace.close();
        long last = appPace.sent();
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(DEADLINE)
                .until(() -> app.send(last));
        port.awaitPast(last - 1);
        portHost.send(address + ".app", hostPace.sent());
        toApp.await(hostPace.sent(), DEADLINE);
        check(what, last, 2 * rounds);
    }

    private void check(String what, long last, int changes) {
        List<Long> overPort = port.all();
        List<Long> overStream = stream.all();
        System.out.printf(
                "[hotswap] %s: %d changes, %d messages over the port, %d over the stream, %d to the application%n",
                what, changes, overPort.size(), overStream.size(), toApp.next());
        assertThat(overPort).isSorted();
        assertThat(overStream).isSorted();
        assertThat(overPort.size() + overStream.size()).as("no message twice").isEqualTo((int) last + 1);
        assertThat(changes(overPort, overStream)).as("where runs begin").hasSizeBetween(changes, changes + 2);
        assertThat(toApp.missing() + toApp.late()).as(toApp.problems()).isZero();
    }

    /** Where the next message came the other way: the numbers. Ends early at a message that came neither way. */
    private static List<Long> changes(List<Long> one, List<Long> other) {
        List<Long> changes = new ArrayList<>();
        int inOne = 0;
        int inOther = 0;
        boolean wasOne = true;
        for (long next = 0; inOne < one.size() || inOther < other.size(); next++) {
            boolean isOne = inOne < one.size() && one.get(inOne) == next;
            boolean isOther = inOther < other.size() && other.get(inOther) == next;
            if (isOne == isOther) {
                return List.of();
            }
            inOne += isOne ? 1 : 0;
            inOther += isOther ? 1 : 0;
            if (isOne != wasOne) {
                changes.add(next);
            }
            wasOne = isOne;
        }
        return changes;
    }
}
