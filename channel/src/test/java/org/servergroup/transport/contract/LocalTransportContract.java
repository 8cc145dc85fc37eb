package org.servergroup.transport.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.servergroup.posix.Resources;
import org.servergroup.spi.AddressInUseException;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.LocalTransport;
import org.servergroup.spi.Offer;
import org.servergroup.spi.Peer;

/** What every local transport must do. A transport extends it and supplies itself. */
@Timeout(120)
public abstract class LocalTransportContract {
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final int MANY = 5000;
    private static final int MAX_DATAGRAM_BYTES = 20_000;

    private final String here = unique("agent");
    private final LocalRecorder recorder = new LocalRecorder();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private List<String> threadsBefore;
    private Map<String, String> descriptorsBefore;
    private LocalTransport.Channel channel;

    /** The transport, which takes datagrams of at most that size and queues that much for each peer. */
    protected abstract LocalTransport transport(int maxDatagramBytes, int peerQueueBytes);

    @BeforeEach
    final void open() throws Exception {
        transport().open(here, recorder).close();
        threadsBefore = Resources.threads();
        descriptorsBefore = Resources.descriptors();
        channel = transport().open(here, recorder);
    }

    private LocalTransport transport() {
        return transport(MAX_DATAGRAM_BYTES, 16 * 1024);
    }

    @AfterEach
    final void close() throws Exception {
        channel.close();
        for (AutoCloseable resource : opened) {
            resource.close();
        }
        assertThat(recorder.overlaps()).as("overlapping calls").isZero();
        assertThat(Resources.threads()).isEqualTo(threadsBefore);
        assertThat(Resources.descriptors().values()).hasSameSizeAs(descriptorsBefore.values());
    }

    @Test
    void shouldCarryFramesBothWays() throws Exception {
        UnixPeer app = peer("app");
        app.send(here, "{\"a\":1}");

        LocalRecorder.Received received = recorder.next();
        assertThat(received.text()).isEqualTo("{\"a\":1}");
        Peer from = received.from();
        assertThat(from.address()).isEqualTo(app.address());
        assertThat((long) from.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(from.uid()).isNotNegative();
        assertThat(from.gid()).isNotNegative();

        assertThat(channel.offer(from.address(), bytes("{\"b\""), bytes(":2}"))).isEqualTo(Offer.ACCEPTED);
        channel.flush();
        assertThat(app.next()).isEqualTo("{\"b\":2}");
        assertThat(app.lastSender().name()).isEqualTo(here);
    }

    @Test
    void shouldAnswerToTheExactBytes() throws Exception {
        byte[] padded = Arrays.copyOf(unique("old").getBytes(UTF_8), LocalAddress.MAX_BYTES);
        UnixPeer plain = open(new UnixPeer(LocalAddress.of(new String(padded, UTF_8).replace("\0", ""))));
        UnixPeer old = open(new UnixPeer(LocalAddress.ofBytes(padded)));
        old.send(here, "{}");

        LocalAddress from = recorder.next().from().address();
        assertThat(from.bytes()).isEqualTo(padded);
        assertThat(from.name()).isEqualTo(plain.address().name());
        send(from, "{\"padded\":1}");
        assertThat(old.next()).isEqualTo("{\"padded\":1}");
        assertThat(plain.rest()).isEmpty();
    }

    @Test
    void shouldAdvancePositionsOnlyOfWhatIsTaken() throws Exception {
        UnixPeer app = peer("app");
        ByteBuffer taken = bytes("xx{}xx").position(2).limit(4);
        assertThat(channel.offer(app.address(), taken)).isEqualTo(Offer.ACCEPTED);
        assertThat(taken.hasRemaining()).isFalse();
        channel.flush();
        assertThat(app.next()).isEqualTo("{}");
        ByteBuffer refused = ByteBuffer.allocate(30_000_000);
        assertThat(channel.offer(app.address(), refused)).isEqualTo(Offer.TOO_LONG);
        assertThat(refused.position()).isZero();
        assertThatThrownBy(() -> channel.offer(app.address(), bytes(""))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldDiscardEmptyAndTooLongOnes() throws Exception {
        UnixPeer app = peer("app");
        app.send(here, "");
        app.send(here, "x".repeat(MAX_DATAGRAM_BYTES + 1));
        app.send(here, "y".repeat(MAX_DATAGRAM_BYTES));

        recorder.awaitEvent("discarded EMPTY 0 of this process");
        recorder.awaitEvent("discarded TOO_LONG " + (MAX_DATAGRAM_BYTES + 1) + " of this process");
        assertThat(recorder.next().text()).hasSize(MAX_DATAGRAM_BYTES).startsWith("y");
        assertThat(app.rest()).isEmpty();
    }

    @Test
    void shouldCarryLongDatagrams() throws Exception {
        UnixPeer app = peer("app");
        String text = "z".repeat(200_000);
        send(app.address(), text);

        assertThat(app.next()).isEqualTo(text);
    }

    @Test
    void shouldTellThatNobodyIsThereAndServeTheOthers() throws Exception {
        UnixPeer first = peer("first");
        UnixPeer last = peer("last");
        LocalAddress nobody = LocalAddress.of(unique("nobody"));
        assertThat(channel.offer(first.address(), bytes("{\"n\":1}"))).isEqualTo(Offer.ACCEPTED);
        channel.offer(nobody, bytes("{\"n\":2}"));
        channel.offer(nobody, bytes("{\"n\":3}"));
        channel.offer(last.address(), bytes("{\"n\":4}"));
        channel.flush();

        assertThat(first.next()).isEqualTo("{\"n\":1}");
        assertThat(last.next()).isEqualTo("{\"n\":4}");
        recorder.awaitEvent("undelivered " + nobody + " NO_SUCH_PEER");
        assertThat(recorder.lost(nobody)).isEqualTo(2);
    }

    @Test
    void shouldHoldSenderBackAndLoseNothingWhenPeerIsSlow() throws Exception {
        UnixPeer app = peer("app");
        int accepted = fill(app);

        CompletableFuture<List<String>> read = Background.start(() -> app.next(accepted + MANY));
        recorder.awaitEvent("writable " + app.address());
        for (int i = accepted; i < accepted + MANY; i++) {
            offerPatiently(app.address(), numbered(i));
            if (i % 10 == 0) {
                channel.flush();
            }
        }
        channel.flush();
        assertThat(Background.get(read)).isEqualTo(numbered(0, accepted + MANY));
    }

    @Test
    void shouldServePeersThatAreConnectedThemselves() throws Exception {
        UnixPeer app = peer("app");
        app.connect(here);
        app.send(here, "{}");
        recorder.next();

        CompletableFuture<List<String>> read = Background.start(() -> app.next(MANY));
        for (int i = 0; i < MANY; i++) {
            offerPatiently(app.address(), numbered(i));
            channel.flush();
        }
        assertThat(Background.get(read)).isEqualTo(numbered(0, MANY));
    }

    @Test
    void shouldNotLetFullPeerDelayOthers() throws Exception {
        UnixPeer stuck = peer("stuck");
        UnixPeer other = peer("other");
        int accepted = fill(stuck);

        for (int i = 0; i < 1000; i++) {
            assertThat(channel.offer(stuck.address(), bytes(numbered(299)))).isEqualTo(Offer.BACK_PRESSURED);
            send(other.address(), numbered(i));
            // There at once: nothing has to wake up for it.
            assertThat(other.rest()).containsExactly(numbered(i));
        }
        assertThat(stuck.next(accepted)).isEqualTo(numbered(0, accepted));
    }

    @Test
    void shouldNotLetConnectedPeerThatNeverReadsDelayOthers() throws Exception {
        // The kernel sets no limit to what waits for a peer that is connected to us, but that of our own buffer.
        UnixPeer stuck = peer("stuck");
        stuck.connect(here);
        UnixPeer other = peer("other");
        int accepted = fill(stuck);

        for (int i = 0; i < 1000; i++) {
            send(other.address(), numbered(i));
            // Whoever is slow to read just when the channel looks who does not may have to wait for the next look.
            assertThat(other.next()).isEqualTo(numbered(i));
        }
        CompletableFuture<List<String>> read = Background.start(() -> stuck.next(accepted));
        assertThat(Background.get(read)).isEqualTo(numbered(0, accepted));
        recorder.awaitEvent("writable " + stuck.address());
    }

    @Test
    void shouldTellWhatPeerDidNotGetBeforeItWent() throws Exception {
        UnixPeer app = peer("app");
        int accepted = fill(app);
        app.close();

        recorder.awaitEvent("undelivered " + app.address() + " NO_SUCH_PEER");
        recorder.awaitEvent("writable " + app.address());
        // The kernel throws away what a socket holds when it is closed.
        assertThat(recorder.lost(app.address())).isBetween(1L, (long) accepted);
        send(app.address(), "{}");
        recorder.awaitEvent("undelivered " + app.address() + " NO_SUCH_PEER");
    }

    @Test
    void shouldServePeerThatComesBack() throws Exception {
        LocalAddress address = LocalAddress.of(unique("app"));
        for (int i = 0; i < 10; i++) {
            UnixPeer app = open(new UnixPeer(address));
            int accepted = fill(app);
            List<String> read = app.next(accepted);
            assertThat(read).isEqualTo(numbered(0, accepted));
            recorder.awaitEvent("writable " + address);
            app.close();
        }
    }

    @Test
    void shouldHoldAppsBackAndLoseNothingWhenFramesAreLeft() throws Exception {
        UnixPeer app = peer("app");
        Semaphore permits = new Semaphore(0);
        recorder.taking(frame -> permits.tryAcquire());
        int early = 0;
        while (app.trySend(here, numbered(early))) {
            early++;
        }
        int first = early;
        CompletableFuture<Void> sent = Background.start(() -> {
            for (int i = first; i < MANY; i++) {
                app.send(here, numbered(i));
            }
            return null;
        });

        List<String> frames = new ArrayList<>();
        while (frames.size() < MANY) {
            int next = Math.min(1 + frames.size() % 97, MANY - frames.size());
            permits.release(next);
            channel.resume();
            frames.addAll(recorder.next(next));
        }
        Background.get(sent);
        assertThat(frames).isEqualTo(numbered(0, MANY));
        assertThat(recorder.frames()).isEmpty();
    }

    @Test
    void shouldNotMissResumeBeforeFrameIsLeft() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        recorder.taking(frame -> {
            if (asked.getAndIncrement() % 2 == 0) {
                channel.resume();
                return false;
            }
            return true;
        });
        UnixPeer app = peer("app");
        app.send(here, "{\"a\":1}");
        app.send(here, "{\"b\":1}");

        assertThat(recorder.next(2)).containsExactly("{\"a\":1}", "{\"b\":1}");
    }

    @Test
    void shouldGoOnSendingWhilePaused() throws Exception {
        recorder.taking(frame -> false);
        UnixPeer app = peer("app");
        app.send(here, "{}");
        int accepted = fill(app);

        assertThat(app.next(accepted)).isEqualTo(numbered(0, accepted));
        recorder.awaitEvent("writable");
    }

    @Test
    void shouldSurviveReceiverThatThrows() throws Exception {
        recorder.taking(frame -> {
            if (frame.equals("bad")) {
                throw new IllegalStateException("a bug");
            }
            return true;
        });
        UnixPeer app = peer("app");
        app.send(here, "bad");
        app.send(here, "{\"good\":1}");

        assertThat(recorder.next().text()).isEqualTo("{\"good\":1}");
    }

    @Test
    void shouldCarryManyBothWaysForSeveralPeersAtOnce() throws Exception {
        List<CompletableFuture<?>> tasks = new ArrayList<>();
        for (int p = 0; p < 3; p++) {
            UnixPeer app = peer("app" + p);
            tasks.add(Background.start(() -> {
                for (int i = 0; i < MANY; i++) {
                    app.send(here, numbered(i));
                }
                return null;
            }));
            tasks.add(Background.start(() -> {
                assertThat(app.next(MANY)).isEqualTo(numbered(0, MANY));
                return null;
            }));
            tasks.add(Background.start(() -> {
                for (int i = 0; i < MANY; i++) {
                    offerPatiently(app.address(), numbered(i));
                    channel.flush();
                }
                return null;
            }));
        }
        Map<LocalAddress, List<String>> received = new java.util.HashMap<>();
        for (int i = 0; i < 3 * MANY; i++) {
            LocalRecorder.Received frame = recorder.next();
            received.computeIfAbsent(frame.from().address(), a -> new ArrayList<>())
                    .add(frame.text());
        }
        for (CompletableFuture<?> task : tasks) {
            Background.get(task);
        }
        assertThat(received)
                .hasSize(3)
                .allSatisfy((from, frames) -> assertThat(frames).isEqualTo(numbered(0, MANY)));
    }

    @Test
    void shouldTellWhoHoldsTheAddress() {
        LocalTransport second = transport();
        assertThatThrownBy(() -> second.open(here, new LocalRecorder()))
                .isInstanceOf(AddressInUseException.class)
                .hasMessageContaining(here)
                .hasMessageContaining("pid " + ProcessHandle.current().pid());
    }

    @Test
    void shouldRefuseImpossibleAddresses() {
        LocalTransport second = transport();
        for (String address : List.of("", "a\0b", "x".repeat(108))) {
            assertThatThrownBy(() -> second.open(address, recorder)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldTellWhatWasLeftAtClose() throws Exception {
        UnixPeer app = peer("app");
        int accepted = fill(app);
        channel.close();

        int read = app.rest().size();
        recorder.awaitEvent("undelivered " + app.address() + " STOPPED");
        assertThat(recorder.lost(app.address())).isEqualTo(accepted - read);
    }

    @Test
    void shouldSendWhatWasTakenButNotFlushedAtClose() throws Exception {
        UnixPeer app = peer("app");
        channel.offer(app.address(), bytes("{\"last\":1}"));
        channel.close();

        assertThat(app.next()).isEqualTo("{\"last\":1}");
    }

    @Test
    void shouldCloseWhileReaderIsBusy() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        recorder.taking(frame -> {
            busy.countDown();
            await(release);
            return true;
        });
        peer("app").send(here, "{}");
        await(busy);
        CompletableFuture<Void> closed = Background.start(() -> {
            channel.close();
            return null;
        });
        release.countDown();

        Background.get(closed);
        channel.close();
        channel.flush();
        channel.resume();
        assertThat(channel.offer(LocalAddress.of("nobody"), bytes("{}"))).isEqualTo(Offer.CLOSED);
    }

    @Test
    void shouldCloseFromItsOwnThread() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        recorder.taking(frame -> {
            channel.close();
            closed.countDown();
            return true;
        });
        peer("app").send(here, "{}");

        await(closed);
        channel.close();
    }

    @Test
    void shouldOpenAgainAfterClose() throws Exception {
        UnixPeer app = peer("app");
        for (int i = 0; i < 50; i++) {
            channel.close();
            channel = transport().open(here, recorder);
            app.send(here, numbered(i));
            assertThat(recorder.next().text()).isEqualTo(numbered(i));
        }
    }

    /** Fills the peer's queues, the kernel's and ours, and returns how many frames were taken. */
    private int fill(UnixPeer app) {
        int accepted = 0;
        while (channel.offer(app.address(), bytes(numbered(accepted))) == Offer.ACCEPTED) {
            accepted++;
            channel.flush();
        }
        assertThat(accepted).isGreaterThan(20);
        return accepted;
    }

    private void send(LocalAddress to, String frame) {
        assertThat(channel.offer(to, bytes(frame))).isEqualTo(Offer.ACCEPTED);
        channel.flush();
    }

    /** By offering again: several threads do at once, and the news that there is room comes but once, for the test. */
    private void offerPatiently(LocalAddress to, String frame) throws InterruptedException {
        Offer outcome = channel.offer(to, bytes(frame));
        while (outcome == Offer.BACK_PRESSURED) {
            TimeUnit.MICROSECONDS.sleep(100);
            outcome = channel.offer(to, bytes(frame));
        }
        assertThat(outcome).isEqualTo(Offer.ACCEPTED);
    }

    private UnixPeer peer(String role) throws IOException {
        return open(new UnixPeer(LocalAddress.of(unique(role))));
    }

    private static String unique(String role) {
        return "sgt." + ProcessHandle.current().pid() + "." + COUNTER.incrementAndGet() + "." + role;
    }

    private <T extends AutoCloseable> T open(T resource) {
        opened.add(resource);
        return resource;
    }

    private static String numbered(int number) {
        return "{\"n\":" + number + ",\"pad\":\"" + "p".repeat(number % 300) + "\"}";
    }

    private static List<String> numbered(int from, int to) {
        List<String> frames = new ArrayList<>();
        for (int i = from; i < to; i++) {
            frames.add(numbered(i));
        }
        return frames;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
