package org.servergroup.agent.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servergroup.spi.HostTransport;
import org.servergroup.spi.LocalTransport;
import org.servergroup.transport.unix.internal.UnixTransports;

/** Replaces real transports under traffic. */
class RealSwapTest {
    private static final int ROUNDS = 20;
    private static final int PER_ROUND = 200;

    private final String prefix = "sgt." + ProcessHandle.current().pid() + ".swap.";
    /** With patience for an application that gets no processor: what it has no room for would be dropped. */
    private final Agent agent =
            new Agent(AgentFixture.withPeerWait(Duration.ofSeconds(30)), failure -> {}, new Random());

    private final List<String> arrived = new CopyOnWriteArrayList<>();
    private final LocalTransport local = new PrefixedTransport(UnixTransports.local(), prefix);
    private final TestSocket app = TestSocket.bound(prefix + "app");

    @TempDir
    private Path folder = Path.of("");

    private Path path = folder;
    private volatile SocketChannel connection = open();

    @BeforeEach
    void start() {
        path = folder.resolve("host.sock");
        agent.addLocalTransport(local);
        agent.start();
        await().until(() -> !agent.status().listening().isEmpty());
    }

    @AfterEach
    void stop() {
        agent.close();
        app.close();
    }

    private static SocketChannel open() {
        try {
            return SocketChannel.open(StandardProtocolFamily.UNIX);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads one connection after the other to its end, as a host would; torn lines are dropped. */
    private void serve(ServerSocketChannel server) {
        try {
            for (; ; ) {
                SocketChannel accepted = server.accept();
                connection = accepted;
                ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
                StringBuilder line = new StringBuilder();
                while (accepted.read(buffer) >= 0) {
                    line.append(new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8));
                    buffer.clear();
                    for (int end = line.indexOf("\n"); end >= 0; end = line.indexOf("\n")) {
                        if (end > 0) {
                            arrived.add(line.substring(0, end));
                        }
                        line.delete(0, end + 1);
                    }
                }
                accepted.close();
            }
        } catch (ClosedChannelException e) {
            // the end of the test
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void startHost(ServerSocketChannel server) throws IOException {
        server.bind(UnixDomainSocketAddress.of(path));
        Thread host = new Thread(() -> serve(server), "test-host");
        host.setDaemon(true);
        host.start();
    }

    private void sendFromApp(int from, int to) {
        for (int i = from; i < to; i++) {
            app.send(
                    prefix + "cgcs.messaging",
                    AgentFixture.toAgent(String.valueOf(i)).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void shouldLoseNothingToTheHostWhenItsTransportIsReplaced() throws IOException, InterruptedException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            startHost(server);
            HostTransport transport = UnixTransports.connecting(path);
            agent.addHostTransport(transport, "unix", 0, 0);
            Thread sender = new Thread(() -> sendFromApp(0, ROUNDS * PER_ROUND), "test-sender");
            sender.start();
            for (int round = 0; round < ROUNDS; round++) {
                int seen = (round + 1) * PER_ROUND / 2;
                await().until(() -> arrived.size() >= seen);
                agent.removeHostTransport(round);
                agent.addHostTransport(transport, "unix", round + 1, 0);
            }
            sender.join();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < ROUNDS * PER_ROUND; i++) {
                expected.add(AgentFixture.onChannel(String.valueOf(i), "app"));
            }
            await().until(() -> arrived.size() >= expected.size());
            assertThat(arrived).isEqualTo(expected);
            assertThat(agent.status().counters().discardedInAll()).isZero();
            agent.close();
        }
    }

    @Test
    void shouldLoseNothingEitherWayWhenTheLocalTransportIsReplaced() throws IOException, InterruptedException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            startHost(server);
            agent.addHostTransport(UnixTransports.connecting(path), "unix", 0, 0);
            await().until(() -> agent.status().link().up());
            // The agent's end is connected before the other one is accepted.
            await().until(() -> connection.isConnected());
            int total = ROUNDS * PER_ROUND;
            Thread toApp = new Thread(() -> sendFromHost(total), "test-host-sender");
            Thread toHost = new Thread(() -> sendPatiently(total), "test-app-sender");
            toApp.start();
            toHost.start();
            for (int round = 0; round < ROUNDS; round++) {
                int seen = (round + 1) * PER_ROUND / 2;
                await().untilAsserted(() -> assertThat(arrived)
                        .as(() -> app.got().size() + " at the application, " + agent.status())
                        .hasSizeGreaterThanOrEqualTo(seen));
                agent.removeLocalTransport(local);
                agent.addLocalTransport(local);
            }
            toApp.join();
            toHost.join();
            await().until(() -> app.got().size() >= total);
            List<String> got = app.got().stream()
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .toList();
            List<String> expectedAtApp = new ArrayList<>();
            List<String> expectedAtHost = new ArrayList<>();
            for (int i = 0; i < total; i++) {
                expectedAtApp.add(AgentFixture.toApp(String.valueOf(i)));
                expectedAtHost.add(AgentFixture.onChannel(String.valueOf(i), "app"));
            }
            assertThat(got).isEqualTo(expectedAtApp);
            await().until(() -> arrived.size() >= total);
            assertThat(arrived).isEqualTo(expectedAtHost);
            assertThat(agent.status().counters().discardedInAll()).isZero();
            agent.close();
        }
    }

    private void sendFromHost(int count) {
        try {
            for (int i = 0; i < count; i++) {
                ByteBuffer line = ByteBuffer.wrap(
                        (AgentFixture.fromHost(String.valueOf(i), "app") + "\n").getBytes(StandardCharsets.UTF_8));
                while (line.hasRemaining()) {
                    connection.write(line);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends again what was refused because nobody was bound, as an application does that wants to be sure. */
    private void sendPatiently(int count) {
        for (int i = 0; i < count; ) {
            try {
                sendFromApp(i, i + 1);
                i++;
            } catch (LastErrorException e) {
                Thread.onSpinWait();
            }
        }
    }
}
