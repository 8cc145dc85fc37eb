package org.servergroup.host.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.servergroup.host.spi.ChannelState;
import org.servergroup.spi.Discard;

/** One guest does its worst; after each attack two others talk as before, and nothing is left behind. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileGuestTest {
    private HostFixture host;
    private FakeGuest alice;
    private FakeGuest bob;
    private FakeGuest mallory;

    @BeforeEach
    void start() throws Exception {
        start(new HostFixture.Limits());
    }

    private void start(HostFixture.Limits limits) throws Exception {
        host = HostFixture.auto(defaults -> limits);
        alice = host.guest("alice");
        bob = host.guest("bob");
        mallory = host.guest("mallory");
        host.settle();
    }

    @AfterEach
    void othersAreUnharmed() throws Exception {
        try {
            assertTraffic();
            assertNothingIsLeft();
        } finally {
            host.close();
        }
    }

    private void assertNothingIsLeft() {
        await().until(() -> host.count(there -> there.shared().budget().used()) == 0);
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("servergroup-"))
                .extracting(Thread::getName)
                .containsExactlyInAnyOrder("servergroup-host", "servergroup-host-watch");
    }

    private void assertTraffic() throws Exception {
        alice.broadcast("still here");
        assertHears(bob, "still here");
        bob.broadcast("me too");
        assertHears(alice, "me too");
    }

    private static void assertHears(FakeGuest guest, String text) throws Exception {
        String heard = "";
        while (!heard.equals(text)) {
            heard = guest.next("broadcast").path("data").asText();
        }
    }

    private long discarded(Discard reason) throws Exception {
        return host.count(there -> there.shared().counters().discarded(reason));
    }

    @Test
    void shouldDropALineOf20Megabytes() throws Exception {
        byte[] chunk = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20; i++) {
            mallory.sendRaw(chunk);
        }
        assertThat(host.count(there -> there.shared().budget().used())).isLessThan(2 << 20);
        mallory.sendRaw("\n");
        JsonNode nack = mallory.next("nack");
        assertThat(nack.path("log_msg").asText()).contains("longer than 262144 bytes");
        mallory.query(5);
        assertThat(mallory.next("status_response").path("seq").asInt()).isEqualTo(5);
        assertThat(discarded(Discard.TOO_LONG)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "{\"torn\":",
                "{\"version\":2}",
                "[]",
                "null",
                "{\"data\":{},\"version\":2,\"dest_addr\":null,\"source_addr\":\"s\"}",
                "{\"data\":{},\"version\":2,\"dest_addr\":17,\"source_addr\":\"s\"}",
                "{\"data\":{},\"version\":2,\"dest_addr\":\"\",\"source_addr\":\"s\"}",
                "{\"data\":{},\"version\":2,\"dest_addr\":{},\"source_addr\":\"s\"}",
                "{\"data\":null,\"version\":2,\"dest_addr\":\"cgcs.server_grp\",\"source_addr\":\"s\"}",
                "{\"data\":7,\"version\":2,\"dest_addr\":\"cgcs.server_grp\",\"source_addr\":\"s\"}",
                "{\"data\":\"x\",\"version\":2,\"dest_addr\":\"cgcs.server_grp\",\"source_addr\":\"s\"}",
                "{\"data\":{\"version\":2,\"msg_type\":\"status_query\",\"seq\":\"x\"},\"version\":2,"
                        + "\"dest_addr\":\"cgcs.server_grp\",\"source_addr\":\"s\"}",
                "{\"data\":{\"version\":2,\"msg_type\":\"nack\"},\"version\":2,"
                        + "\"dest_addr\":\"cgcs.server_grp\",\"source_addr\":\"s\"}",
                "\u0000\u0000\u0000"
            })
    void shouldSurviveBadMessages(String line) throws Exception {
        for (int i = 0; i < 100; i++) {
            mallory.sendRaw(line + "\n");
        }
        mallory.query(6);
        assertThat(mallory.next("status_response").path("seq").asInt()).isEqualTo(6);
    }

    @Test
    void shouldSurviveBytesThatAreNoText() throws Exception {
        mallory.sendRaw(
                new byte[] {(byte) 0xff, (byte) 0xfe, '{', '}', '\n', '{', (byte) 0xc0, (byte) 0x80, '}', '\n'});
        mallory.sendRaw("[".repeat(200_000) + "\n{\"data\":" + "[".repeat(2000) + "\n");
        mallory.query(6);
        assertThat(mallory.next("status_response").path("seq").asInt()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(ints = {106, 107, 108, 150, 100_000})
    void shouldSurviveLongAddresses(int length) throws Exception {
        String address = "a".repeat(length);
        mallory.send("{}", address, "s");
        mallory.send("{\"version\":2,\"msg_type\":\"status_query\",\"seq\":1}", "cgcs.server_grp", address);
        mallory.query(6);
        int seq = mallory.next("status_response").path("seq").asInt();
        assertThat(seq).isEqualTo(length <= 107 ? 1 : 6);
        assertThat(discarded(Discard.REFUSED_SENDER)).isEqualTo(length <= 107 ? 1 : 2);
    }

    @Test
    void shouldNotLetATornMessageBeCompletedByTheNextConnection() throws Exception {
        mallory.sendRaw("{\"data\":{\"version\":2,\"msg_type\":\"broadcast\",\"data\":\"tor");
        mallory.cut();
        mallory.connected();
        mallory.sendRaw("n\"},\"version\":2,\"dest_addr\":\"cgcs.server_grp\",\"source_addr\":\"s\"}\n");
        mallory.broadcast("whole");
        assertThat(alice.next("broadcast").path("data").asText()).isEqualTo("whole");
        assertThat(bob.next("broadcast").path("data").asText()).isEqualTo("whole");
        assertThat(discarded(Discard.NOT_JSON)).isGreaterThanOrEqualTo(1);
    }

    @Test
    void shouldComeBackAfterAHalfClose() throws Exception {
        SocketChannel half = mallory.connection();
        half.shutdownOutput();
        mallory.connected();
        mallory.query(1);
        assertThat(mallory.next("status_response").path("seq").asInt()).isEqualTo(1);
    }

    @Test
    void shouldDropTheOldestForAReaderThatDoesNotRead() throws Exception {
        FakeGuest deaf = host.deafGuest("deaf");
        deaf.connected();
        host.settle();
        String text = "b".repeat(3000);
        for (int i = 0; i < 2000; i++) {
            alice.broadcast(text);
            // So that bob, who reads, is never far behind.
            if (i % 50 == 49) {
                for (int heard = 0; heard < 50; heard++) {
                    bob.next("broadcast");
                }
            }
        }
        await().until(() -> discarded(Discard.PEER_FULL) > 500);
        deaf.close();
    }

    @Test
    void shouldLeaveAFloodAlone() throws Exception {
        host.close();
        HostFixture.Limits limits = new HostFixture.Limits();
        limits.messagesPerSecond = 100;
        limits.bytesPerSecond = 100_000;
        start(limits);
        byte[] flood = "{\"version\":2}\n".repeat(5000).getBytes(StandardCharsets.UTF_8);
        long cpu = loopCpu();
        Thread flooder = new Thread(() -> flood(flood), "flooder");
        flooder.start();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        await().until(() -> System.nanoTime() >= until);
        assertThat(loopCpu() - cpu).as("CPU time of the loop").isLessThan(TimeUnit.SECONDS.toNanos(1));
        await().until(() -> discarded(Discard.RATE_LIMITED) > 1000);
        assertThat(mallory.next("nack").path("log_msg").asText()).contains("more than your host allows");
        mallory.close();
        flooder.join(10_000);
        assertThat(flooder.isAlive()).isFalse();
    }

    private void flood(byte[] bytes) {
        try {
            while (true) {
                mallory.sendRaw(bytes);
            }
        } catch (IOException e) {
            // the test has closed the socket
        }
    }

    private static long loopCpu() {
        var threads = ManagementFactory.getThreadMXBean();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("servergroup-host")) {
                return threads.getThreadCpuTime(thread.getId());
            }
        }
        throw new AssertionError("no loop");
    }

    @Test
    void shouldSurvive10000ConnectsAndDrops() throws Exception {
        host.close();
        HostFixture.Limits limits = new HostFixture.Limits();
        limits.reconnectMaxMs = 5; // else the back-off would make this take hours
        start(limits);
        List<Thread> droppers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Path path = host.folder.resolve("cgcs.messaging.drops-" + i + ".sock");
            Thread dropper = new Thread(() -> acceptAndDrop(path, 250), "dropper-" + i);
            dropper.start();
            droppers.add(dropper);
        }
        for (Thread dropper : droppers) {
            dropper.join(50_000);
            assertThat(dropper.isAlive()).isFalse();
        }
        assertThat(host.count(there -> there.shared().counters().connects)).isGreaterThan(9_000);
    }

    private static void acceptAndDrop(Path path, int times) {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path), 1);
            for (int i = 0; i < times; i++) {
                server.accept().close();
            }
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldNotSpinWhenNobodyAnswers() throws Exception {
        mallory.kill();
        await().until(() -> host.ask(there ->
                Objects.requireNonNull(there.guests().guest("mallory")).link().told() == ChannelState.LOST));
        long turns = host.count(Host::turns);
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1000);
        await().pollDelay(Duration.ofSeconds(1)).until(() -> System.nanoTime() >= until);
        assertThat(host.count(Host::turns) - turns).isLessThan(100);
    }

    @Test
    void shouldSurviveCloseAndUnlinkBackToBack() throws Exception {
        for (int i = 0; i < 200; i++) {
            try (FakeGuest brief = new FakeGuest(host.folder, "brief")) {
                if (i % 2 == 0) {
                    brief.connected();
                    writeIgnoringFailure(brief);
                }
            }
        }
        await().until(() -> host.ask(there -> there.guests().guest("brief") == null));
    }

    private static void writeIgnoringFailure(FakeGuest guest) {
        try {
            guest.broadcast("hello");
        } catch (IOException e) {
            // the host may have gone already
        }
    }
}
