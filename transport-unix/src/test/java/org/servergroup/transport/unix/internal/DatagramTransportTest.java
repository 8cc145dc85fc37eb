package org.servergroup.transport.unix.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.servergroup.posix.OddSender;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.LocalTransport;
import org.servergroup.spi.Offer;
import org.servergroup.transport.contract.LocalRecorder;
import org.servergroup.transport.contract.LocalTransportContract;
import org.servergroup.transport.contract.UnixPeer;

class DatagramTransportTest extends LocalTransportContract {
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final int MAX_DATAGRAM_BYTES = 64 * 1024;
    private static final int PEER_QUEUE_BYTES = 256 * 1024;

    private final String here = unique("own");
    private final LocalRecorder recorder = new LocalRecorder();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @Override
    protected LocalTransport transport(int maxDatagramBytes, int peerQueueBytes) {
        return new DatagramTransport(
                settings(Namespace.NONE, maxDatagramBytes, peerQueueBytes, DatagramSettings.SEND_BUFFER_BYTES, 1024));
    }

    private static DatagramSettings settings(
            Namespace namespace,
            int maxDatagramBytes,
            int peerQueueBytes,
            int sendBufferBytes,
            int peersMax,
            int... uids) {
        return new DatagramSettings(
                "sgt.unused",
                namespace,
                maxDatagramBytes,
                peerQueueBytes,
                sendBufferBytes,
                peersMax,
                new AllowedUsers(uids));
    }

    @AfterEach
    void closeOwn() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
    }

    @Test
    void shouldDiscardUnboundAndPathSenders(@TempDir Path directory) throws Exception {
        open(transport(MAX_DATAGRAM_BYTES, PEER_QUEUE_BYTES).open(here, recorder));
        OddSender.sendUnbound(here.getBytes(UTF_8), "{\"unbound\":1}".getBytes(UTF_8));
        OddSender.sendFromPath(directory.resolve("s"), here.getBytes(UTF_8), "{\"path\":1}".getBytes(UTF_8));

        recorder.awaitEvent("discarded UNBOUND_SENDER 13 of this process");
        recorder.awaitEvent("discarded PATH_SENDER 10 of this process");
        assertThat(recorder.frames()).isEmpty();
    }

    @Test
    void shouldRefuseNamesThatCannotBeWritten() throws Exception {
        open(transport(MAX_DATAGRAM_BYTES, PEER_QUEUE_BYTES).open(here, recorder));
        for (String name : List.of("\0" + here, here + "\u00ff")) {
            UnixPeer odd = open(new UnixPeer(LocalAddress.ofBytes(name.getBytes(ISO_8859_1))));
            odd.send(here, "{}");
            recorder.awaitEvent("discarded REFUSED_SENDER 2 of this process");
        }
        assertThat(recorder.frames()).isEmpty();
    }

    @Test
    void shouldRefuseUsersThatAreNotAllowed() throws Exception {
        int nobody = 65_533;
        DatagramSettings settings = settings(
                Namespace.NONE, MAX_DATAGRAM_BYTES, PEER_QUEUE_BYTES, DatagramSettings.SEND_BUFFER_BYTES, 1024, nobody);
        open(new DatagramTransport(settings).open(here, recorder));
        peer("app").send(here, "{}");

        recorder.awaitEvent("discarded REFUSED_SENDER 2 of this process");
        assertThat(new AllowedUsers(1, nobody).contains(nobody)).isTrue();
    }

    @Test
    void shouldKeepNamespaceUnseen() throws Exception {
        String prefix = unique("space/");
        DatagramSettings settings = settings(
                new Namespace(prefix), MAX_DATAGRAM_BYTES, PEER_QUEUE_BYTES, DatagramSettings.SEND_BUFFER_BYTES, 1024);
        LocalTransport.Channel channel = open(new DatagramTransport(settings).open("agent", recorder));
        UnixPeer inside = open(new UnixPeer(LocalAddress.of(prefix + "app")));
        UnixPeer outside = peer("app");
        inside.send(prefix + "agent", "{\"in\":1}");
        outside.send(prefix + "agent", "{\"out\":1}");

        LocalAddress from = recorder.next().from().address();
        assertThat(from).isEqualTo(LocalAddress.of("app"));
        recorder.awaitEvent("discarded REFUSED_SENDER 9 of this process");
        channel.offer(from, bytes("{\"answer\":1}"));
        channel.flush();
        assertThat(inside.next()).isEqualTo("{\"answer\":1}");
        assertThat(channel.offer(LocalAddress.of("x".repeat(107)), bytes("{}"))).isEqualTo(Offer.NO_SUCH_PEER);
    }

    @Test
    void shouldTellWhatTheKernelFindsTooLong() throws Exception {
        DatagramSettings settings = settings(Namespace.NONE, MAX_DATAGRAM_BYTES, PEER_QUEUE_BYTES, 4096, 1024);
        LocalTransport.Channel channel = open(new DatagramTransport(settings).open(here, recorder));
        UnixPeer app = peer("app");
        channel.offer(app.address(), ByteBuffer.allocate(100_000));
        channel.offer(app.address(), bytes("{}"));
        channel.flush();

        recorder.awaitEvent("undelivered " + app.address() + " TOO_LONG");
        assertThat(app.next()).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 1000, 60_000})
    void shouldKeepRoomInSmallBufferForOthersThanPeerThatNeverReads(int frameBytes) throws Exception {
        // What a process without privileges gets.
        DatagramSettings settings = settings(Namespace.NONE, MAX_DATAGRAM_BYTES, 16 * 1024 * 1024, 212_992, 1024);
        LocalTransport.Channel channel = open(new DatagramTransport(settings).open(here, recorder));
        UnixPeer deaf = peer("deaf");
        deaf.connect(here);
        UnixPeer other = peer("other");
        String frame = "x".repeat(frameBytes);

        // As the agent does: much between two flushes.
        for (int sent = 0, flushed = 0; sent < 2 * 1024 * 1024; sent += frameBytes) {
            assertThat(channel.offer(deaf.address(), bytes(frame))).isEqualTo(Offer.ACCEPTED);
            if (sent - flushed > 128 * 1024) {
                channel.flush();
                flushed = sent;
            }
        }
        channel.flush();
        for (int i = 0; i < 1000; i++) {
            assertThat(channel.offer(other.address(), bytes("{\"i\":" + i + "}")))
                    .isEqualTo(Offer.ACCEPTED);
            channel.flush();
            assertThat(other.next()).isEqualTo("{\"i\":" + i + "}");
        }
        // Once it reads, it gets all of it.
        for (int read = 0; read < 2 * 1024 * 1024; read += frameBytes) {
            assertThat(deaf.next()).isEqualTo(frame);
        }
    }

    @Test
    void shouldReceiveWhatComesWhileMuchIsSent() throws Exception {
        int messages = 500;
        LocalTransport.Channel channel =
                open(transport(MAX_DATAGRAM_BYTES, PEER_QUEUE_BYTES).open(here, recorder));
        UnixPeer reader = peer("reader");
        UnixPeer talker = peer("talker");
        Future<?> talk = inBackground(() -> {
            for (int i = 0; i < messages; i++) {
                talker.send(here, "{\"talk\":" + i + "}");
            }
            return messages;
        });
        for (int round = 0; round < 50; round++) {
            for (int i = 0; i < 40; i++) {
                assertThat(channel.offer(reader.address(), bytes("{\"i\":" + i + "}")))
                        .isEqualTo(Offer.ACCEPTED);
            }
            Future<?> flush = inBackground(Executors.callable(channel::flush));
            for (int i = 0; i < 40; i++) {
                assertThat(reader.next()).isEqualTo("{\"i\":" + i + "}");
            }
            flush.get(30, TimeUnit.SECONDS);
        }

        for (int i = 0; i < messages; i++) {
            assertThat(recorder.next().text()).isEqualTo("{\"talk\":" + i + "}");
        }
        talk.get(30, TimeUnit.SECONDS);
    }

    @Test
    void shouldGoOnWithMorePeersThanItRemembers() throws Exception {
        DatagramSettings settings =
                settings(Namespace.NONE, MAX_DATAGRAM_BYTES, PEER_QUEUE_BYTES, DatagramSettings.SEND_BUFFER_BYTES, 4);
        LocalTransport.Channel channel = open(new DatagramTransport(settings).open(here, recorder));
        List<UnixPeer> peers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            peers.add(peer("app" + i));
        }
        for (int round = 0; round < 3; round++) {
            for (UnixPeer peer : peers) {
                peer.send(here, "{}");
                LocalAddress from = recorder.next().from().address();
                assertThat(from).isEqualTo(peer.address());
                channel.offer(from, bytes("{\"answer\":1}"));
                channel.flush();
                assertThat(peer.next()).isEqualTo("{\"answer\":1}");
            }
        }
    }

    @Test
    void shouldCountWhatIsTooMuchForTooManyFullPeers() throws Exception {
        DatagramSettings settings =
                settings(Namespace.NONE, MAX_DATAGRAM_BYTES, PEER_QUEUE_BYTES, DatagramSettings.SEND_BUFFER_BYTES, 1);
        LocalTransport.Channel channel = open(new DatagramTransport(settings).open(here, recorder));
        UnixPeer first = peer("first");
        UnixPeer second = peer("second");
        int accepted = 0;
        for (UnixPeer peer : List.of(first, second)) {
            for (accepted = 0; accepted < 2000; accepted++) {
                if (channel.offer(peer.address(), ByteBuffer.allocate(1000)) != Offer.ACCEPTED) {
                    break;
                }
                channel.flush();
            }
        }
        recorder.awaitEvent("undelivered " + second.address() + " PEER_FULL");
        assertThat(second.rest()).hasSize((int) (accepted - recorder.lost(second.address())));
    }

    @Test
    void shouldBeFoundByServiceLoader() {
        assertThat(ServiceLoader.load(LocalTransport.class))
                .singleElement()
                .satisfies(transport -> assertThat(transport.address()).isEqualTo("cgcs.messaging"));
    }

    private static <T> Future<T> inBackground(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "background");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private UnixPeer peer(String role) throws IOException {
        return open(new UnixPeer(LocalAddress.of(unique(role))));
    }

    private <T extends AutoCloseable> T open(T resource) {
        opened.add(0, resource);
        return resource;
    }

    private static String unique(String role) {
        return "sgd." + ProcessHandle.current().pid() + "." + COUNTER.incrementAndGet() + "." + role;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
