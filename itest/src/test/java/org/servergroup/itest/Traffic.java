package org.servergroup.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

/**
 * Numbered messages between an application and the host, a steady number of them each way.
 *
 * <p>Accepted is, from the application, what its socket's send succeeded with; from the host, what was written to the port.
 */
final class Traffic implements AutoCloseable {
    private static final int PER_SECOND = 2_000;
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(1);

    private final Sequence toHost;
    private final Sequence toApp = new Sequence("from the host to the application");
    private final PtyHost host;
    private final App app;
    private final String appAddress;
    private final Pace appPace;
    private final Pace hostPace;

    /**
     * Sends nothing yet.
     *
     * @param toHost what comes from the application to the host
     */
    Traffic(PtyHost host, Sequence toHost, String agentAddress) throws Exception {
        this.host = host;
        this.toHost = toHost;
        this.appAddress = agentAddress + ".app";
        this.app = new App(appAddress, agentAddress, toApp);
        this.appPace = new Pace("app", PER_SECOND, app::send);
        this.hostPace = new Pace("host", PER_SECOND, number -> host.send(appAddress, number));
    }

    /** The host begins once it has heard of the application: what it wrote before the port was open would be lost. */
    void start() throws Exception {
        appPace.start();
        toHost.await(1, DEADLINE);
        hostPace.start();
    }

    Sequence toHost() {
        return toHost;
    }

    Sequence toApp() {
        return toApp;
    }

    /** Waits until messages that are sent from now on have arrived, both ways. */
    void awaitFlow() throws Exception {
        toHost.await(appPace.sent() + 1, DEADLINE);
        toApp.await(hostPace.sent() + 1, DEADLINE);
    }

    void beginGap() {
        toHost.beginGap();
        toApp.beginGap();
    }

    /** The longest time since then in which nothing arrived, one way or the other. */
    long gapMillis() {
        return Math.max(toHost.gapMillis(), toApp.gapMillis());
    }

    /** Ends with one more message each way, so that losses at the end are seen, too. */
    void stopAndAwaitAll() throws Exception {
        appPace.close();
        hostPace.close();
        long last = appPace.sent();
        await().pollDelay(Duration.ZERO)
                .pollInterval(POLL_INTERVAL)
                .atMost(DEADLINE)
                .until(() -> app.send(last));
        toHost.await(last, DEADLINE);
        host.send(appAddress, hostPace.sent());
        toApp.await(hostPace.sent(), DEADLINE);
    }

    /** How many were lost, and how many came too late or twice. */
    String account() {
        return String.format(
                "%d messages to the host, %d to the application, %d missing, %d late; %d sends refused meanwhile",
                toHost.next(),
                toApp.next(),
                toHost.missing() + toApp.missing(),
                toHost.late() + toApp.late(),
                app.refused());
    }

    void assertNothingLost() {
        assertThat(toHost.missing()).as(toHost.problems()).isZero();
        assertThat(toApp.missing()).as(toApp.problems()).isZero();
    }

    void assertNothingReordered() {
        assertThat(toHost.late()).as(toHost.problems()).isZero();
        assertThat(toApp.late()).as(toApp.problems()).isZero();
    }

    @Override
    public void close() {
        appPace.close();
        hostPace.close();
        app.close();
    }
}
