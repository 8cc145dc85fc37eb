package org.servergroup.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.FrameworkUtil;
import org.servergroup.HostMessaging;
import org.servergroup.MessageHandler;
import org.servergroup.Nack;
import org.servergroup.NackListener;
import org.servergroup.ServerGroup;
import org.servergroup.itest.consumer.Consumer;
import org.servergroup.itest.scenario.Program;

/**
 * The client bundle in an application's framework, with the agent in a process of its own: what refers to the server
 * group stays while the local transport beneath it is swapped under traffic, and the traffic goes on.
 *
 * <p>A datagram to an address that nobody has bound is lost: what the host sends while the transport is away need not
 * arrive. What the client has accepted does, or it tells of the loss.
 */
public class ClientIT extends FrameworkTest {
    private static final int PER_SECOND = 500;
    private static final int ROUNDS = 20;
    private static final long TIMEOUT_MILLIS = 300_000;
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final String UNIX = "org.servergroup.transport.unix";
    private static final Pattern LOST = Pattern.compile("(\\d+) messages were lost.*");

    private final String address = Launched.uniqueAddress();
    private final String clientAddress = address + ".client";
    private final Sequence toHost = new Sequence("from the client to the host");
    private final Sequence toClient = new Sequence("from the host to the client");
    private final AtomicLong toldLost = new AtomicLong();
    private PtyHost host;
    private Pace clientPace;
    private Pace hostPace;

    @Before
    public void start() throws Exception {
        host = new PtyHost(toHost);
        open.push(host);
        Program agent =
                Launched.start("servergroup-agent", "--device", host.device().toString(), "--address", address);
        open.push(agent);
        Launched.awaitBound(address, agent.process());

        bundles.configure("org.servergroup.client", Map.of("address", clientAddress, "agent_address", address));
        listen();
        open.push(bundles.startAll(List.of(Launched.DISTRIBUTION.resolve("bundles/agent/" + UNIX + ".jar"))));
        open.push(bundles.startAll(Launched.jarsIn("lib/client")));
        HostMessaging messaging = bundles.service(HostMessaging.class);
        clientPace = new Pace("client", PER_SECOND, number -> send(messaging, number));
        open.push(clientPace);
        hostPace = new Pace("host", PER_SECOND, number -> host.send(clientAddress, number));
        open.push(hostPace);
    }

    private void listen() {
        Dictionary<String, Object> properties =
                FrameworkUtil.asDictionary(Map.of(MessageHandler.ADDRESS, clientAddress));
        MessageHandler handler = message -> Numbered.in(message.json(), toClient);
        context.registerService(MessageHandler.class, handler, properties);
        context.registerService(NackListener.class, this::lost, null);
    }

    private void lost(Nack nack) {
        Matcher count = LOST.matcher(nack.message());
        if (count.matches()) {
            toldLost.addAndGet(Long.parseLong(count.group(1)));
        }
    }

    private boolean send(HostMessaging messaging, long number) {
        try {
            messaging.send(clientAddress, "cgcs.other", "{\"n\":" + number + "}");
            return true;
        } catch (IOException e) {
            return false; // there is no transport just now
        }
    }

    @Test(timeout = TIMEOUT_MILLIS)
    public void shouldKeepWhoUsesItWhileTheTransportIsSwapped() throws Exception {
        Consumer consumer = bundles.service(Consumer.class);
        clientPace.start();
        hostPace.start();
        awaitFlow(consumer);
        for (int round = 0; round < ROUNDS; round++) {
            bundles.stopAndStart(UNIX);
            awaitFlow(consumer);
            bundles.update(UNIX);
            awaitFlow(consumer);
            bundles.uninstallAndInstall(UNIX);
            awaitFlow(consumer);
        }
        clientPace.close();
        toHost.await(clientPace.sent() - 1, DEADLINE);
        System.out.printf(
                "[hotswap] %d swaps beneath a client: %d messages to the host, %d missing, %d told as lost;"
                        + " %d to the client, %d missing%n",
                3 * ROUNDS, toHost.next(), toHost.missing(), toldLost.get(), toClient.next(), toClient.missing());
        assertThat(consumer.ended()).as("the consumer has ended").isFalse();
        assertThat(bundles.service(Consumer.class)).isSameAs(consumer);
        assertThat(bundles.service(ServerGroup.class)).isSameAs(consumer.group());
        assertThat(toHost.missing()).as(toHost.problems()).isLessThanOrEqualTo(toldLost.get());
        assertThat(toHost.late()).as(toHost.problems()).isZero();
        assertThat(toClient.late()).as(toClient.problems()).isZero();
    }

    /** Messages that are sent from now on arrive, both ways, and so does what the consumer broadcasts. */
    private void awaitFlow(Consumer consumer) throws Exception {
        toHost.await(clientPace.sent() + 1, DEADLINE);
        toClient.await(hostPace.sent() + 1, DEADLINE);
        int broadcasts = host.broadcasts();
        consumer.group().broadcast("still here");
        host.awaitBroadcast(broadcasts, DEADLINE);
    }
}
