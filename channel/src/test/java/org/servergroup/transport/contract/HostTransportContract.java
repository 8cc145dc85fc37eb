package org.servergroup.transport.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.servergroup.channel.LineSettings;
import org.servergroup.posix.Resources;
import org.servergroup.spi.HostTransport;
import org.servergroup.spi.Offer;

/** What every host transport must do. A transport extends it and supplies the endpoints. */
@Timeout(120)
public abstract class HostTransportContract {
    private static final int MAX_FRAME_BYTES = 100_000;
    private static final LineSettings SETTINGS = new LineSettings(MAX_FRAME_BYTES, 16 * 1024);
    private static final int MANY = 5000;

    private final HostRecorder recorder = new HostRecorder();
    private final List<HostTransport.Channel> channels = new ArrayList<>();
    private List<String> threadsBefore;
    private Map<String, String> descriptorsBefore;
    private FarEnd far;
    private LineReader lines;
    private HostTransport.Channel channel;

    /** Where the host would be; made before the transport is opened. */
    protected abstract FarEnd farEnd() throws IOException;

    /** The transport, to the far end that was made last. */
    protected abstract HostTransport transport(LineSettings settings) throws IOException;

    /** Whether the channel outlives its host. */
    protected abstract boolean reconnects();

    /** What the far end may have of a line whose newline never came. */
    protected abstract boolean lastNewlineMayBeMissing();

    @BeforeEach
    final void open() throws Exception {
        // The first use opens what stays open for good.
        HostRecorder ignored = new HostRecorder();
        far = farEnd();
        transport(SETTINGS).open(ignored).close();
        far.close();

        threadsBefore = Resources.threads();
        descriptorsBefore = Resources.descriptors();
        far = farEnd();
        channel = openChannel();
        far.connect();
        lines = new LineReader(far);
        recorder.awaitEvent("up");
    }

    private HostTransport.Channel openChannel() throws IOException {
        HostTransport.Channel opened = transport(SETTINGS).open(recorder);
        channels.add(opened);
        return opened;
    }

    @AfterEach
    final void close() throws Exception {
        for (HostTransport.Channel opened : channels) {
            opened.close();
        }
        far.close();
        assertThat(recorder.overlaps()).as("overlapping calls").isZero();
        assertThat(Resources.threads()).isEqualTo(threadsBefore);
        assertThat(Resources.descriptors().values()).hasSameSizeAs(descriptorsBefore.values());
    }

    @Test
    void shouldWriteEachFrameBetweenNewlines() throws Exception {
        assertThat(offer("{\"a\":1}")).isEqualTo(Offer.ACCEPTED);
        assertThat(channel.offer(bytes("{\"b\""), bytes(":"), bytes("2}"))).isEqualTo(Offer.ACCEPTED);
        channel.flush();

        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        while (seen.size() < 18) {
            byte[] read = far.read(5000);
            assertThat(read).as("after %s", seen).isNotEmpty();
            seen.write(read);
        }
        assertThat(seen.toString(UTF_8)).isEqualTo("\n{\"a\":1}\n\n{\"b\":2}\n");
    }

    @Test
    void shouldAdvancePositionsOnlyOfWhatIsTaken() {
        ByteBuffer taken = bytes("xx{}xx").position(2).limit(4);
        assertThat(channel.offer(taken)).isEqualTo(Offer.ACCEPTED);
        assertThat(taken.hasRemaining()).isFalse();
        ByteBuffer refused = ByteBuffer.allocate(MAX_FRAME_BYTES + 1);
        assertThat(channel.offer(refused)).isEqualTo(Offer.TOO_LONG);
        assertThat(refused.position()).isZero();
        assertThatThrownBy(() -> channel.offer(bytes(""))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldGiveWholeFramesHoweverTheyArrive() throws Exception {
        String text = "\n{\"a\":1}\n\n{\"b\":\"ü\"}\n";
        byte[] stream = text.getBytes(UTF_8);
        for (int split = 0; split <= stream.length; split++) {
            far.write(slice(stream, 0, split));
            far.write(slice(stream, split, stream.length));
        }
        for (byte single : stream) {
            far.write(new byte[] {single});
        }
        far.write(text.repeat(100).getBytes(UTF_8));

        for (int i = 0; i < stream.length + 1 + 1 + 100; i++) {
            assertThat(recorder.nextFrames(2)).containsExactly("{\"a\":1}", "{\"b\":\"ü\"}");
        }
        assertThat(recorder.batches()).isPositive();
    }

    @Test
    void shouldFindItsFeetAfterTornLine() throws Exception {
        far.write("{\"torn\":\"ha".getBytes(UTF_8));
        far.write("\n{\"whole\":1}\n".getBytes(UTF_8));

        assertThat(recorder.nextFrames(2)).containsExactly("{\"torn\":\"ha", "{\"whole\":1}");
    }

    @Test
    void shouldDropTooLongLineAndGoOn() throws Exception {
        far.write(("x".repeat(MAX_FRAME_BYTES + 1) + "\n{\"next\":1}\n").getBytes(UTF_8));
        assertThat(recorder.nextFrame()).isEqualTo("{\"next\":1}");
        recorder.awaitEvent("discarded TOO_LONG " + (MAX_FRAME_BYTES + 1));

        far.write(("y".repeat(MAX_FRAME_BYTES) + "\n").getBytes(UTF_8));
        assertThat(recorder.nextFrame()).hasSize(MAX_FRAME_BYTES);
    }

    @Test
    void shouldTakeLongestFrame() throws Exception {
        String longest = "z".repeat(MAX_FRAME_BYTES);
        CompletableFuture<List<String>> read = Background.start(() -> lines.next(3));
        assertThat(offer(longest)).isEqualTo(Offer.ACCEPTED);
        channel.flush();
        offerPatiently("{\"short\":1}");
        offerPatiently(longest);
        channel.flush();

        assertThat(Background.get(read)).containsExactly(longest, "{\"short\":1}", longest);
    }

    @Test
    void shouldHoldSenderBackAndLoseNothingWhenHostIsSlow() throws Exception {
        int accepted = 0;
        while (offer(numbered(accepted)) == Offer.ACCEPTED) {
            accepted++;
            channel.flush();
        }
        assertThat(offer(numbered(accepted))).isEqualTo(Offer.BACK_PRESSURED);

        int first = accepted;
        CompletableFuture<List<String>> read = Background.start(() -> lines.next(first + MANY));
        recorder.awaitEvent("writable");
        for (int i = first; i < first + MANY; i++) {
            offerPatiently(numbered(i));
            if (i % 10 == 0) {
                channel.flush();
            }
        }
        channel.flush();

        assertThat(Background.get(read)).isEqualTo(numbered(0, first + MANY));
    }

    @Test
    void shouldHoldHostBackAndLoseNothingWhenFramesAreLeft() throws Exception {
        Semaphore permits = new Semaphore(0);
        recorder.taking(frame -> permits.tryAcquire());
        CompletableFuture<Void> written = Background.start(() -> {
            for (int i = 0; i < MANY; i++) {
                far.write((numbered(i) + "\n").getBytes(UTF_8));
            }
            return null;
        });

        List<String> frames = new ArrayList<>();
        while (frames.size() < MANY) {
            int next = Math.min(1 + frames.size() % 97, MANY - frames.size());
            permits.release(next);
            channel.resume();
            frames.addAll(recorder.nextFrames(next));
        }
        Background.get(written);
        assertThat(frames).isEqualTo(numbered(0, MANY));
        assertThat(recorder.frames()).isEmpty();
    }

    @Test
    void shouldSleepWhileFrameIsLeft() throws Exception {
        CountDownLatch left = new CountDownLatch(2);
        recorder.taking(frame -> {
            left.countDown();
            return false;
        });
        far.write("{\"a\":1}\n".getBytes(UTF_8));
        awaitSleep();
        far.write("{\"b\":1}\n".getBytes(UTF_8));
        awaitSleep();
        channel.resume();
        await(left);
        awaitSleep();

        recorder.taking(frame -> true);
        channel.resume();
        assertThat(recorder.nextFrames(2)).containsExactly("{\"a\":1}", "{\"b\":1}");
        awaitSleep();
    }

    /** Awaits that the channel's thread is found asleep many times in a row, as one that spins never is. */
    private static void awaitSleep() {
        Awaitility.await()
                .pollInterval(1, TimeUnit.MILLISECONDS)
                .during(100, TimeUnit.MILLISECONDS)
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> Resources.areAsleep("servergroup-host"));
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
        far.write("{\"a\":1}\n{\"b\":1}\n".getBytes(UTF_8));

        assertThat(recorder.nextFrames(2)).containsExactly("{\"a\":1}", "{\"b\":1}");
    }

    @Test
    void shouldSurviveReceiverThatThrows() throws Exception {
        recorder.taking(frame -> {
            if (frame.equals("bad")) {
                throw new IllegalStateException("a bug");
            }
            return true;
        });
        far.write("bad\n{\"good\":1}\n".getBytes(UTF_8));

        assertThat(recorder.nextFrame()).isEqualTo("{\"good\":1}");
    }

    @Test
    void shouldCarryManyBothWaysAtOnce() throws Exception {
        CompletableFuture<List<String>> read = Background.start(() -> lines.next(MANY));
        CompletableFuture<Void> written = Background.start(() -> {
            for (int i = 0; i < MANY; i += 10) {
                far.write((String.join("\n\n", numbered(i, i + 10)) + "\n").getBytes(UTF_8));
            }
            return null;
        });
        CompletableFuture<List<String>> received = Background.start(() -> recorder.nextFrames(MANY));
        for (int i = 0; i < MANY; i++) {
            offerPatiently(numbered(i));
            if (i % 5 == 0) {
                channel.flush();
            }
        }
        channel.flush();

        Background.get(written);
        assertThat(Background.get(read)).isEqualTo(numbered(0, MANY));
        assertThat(Background.get(received)).isEqualTo(numbered(0, MANY));
    }

    @Test
    void shouldKeepFramesOfManyThreadsWhole() throws Exception {
        CompletableFuture<List<String>> read = Background.start(() -> lines.next(4 * 500));
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            String prefix = "{\"writer\":" + writer + ",";
            writers.add(Background.start(() -> {
                for (int i = 0; i < 500; i++) {
                    offerPatiently(prefix + numbered(i).substring(1));
                    channel.flush();
                }
                return null;
            }));
        }
        for (CompletableFuture<Void> writer : writers) {
            Background.get(writer);
        }

        List<String> seen = Background.get(read);
        for (int writer = 0; writer < 4; writer++) {
            String prefix = "{\"writer\":" + writer + ",";
            assertThat(seen.stream()
                            .filter(line -> line.startsWith(prefix))
                            .map(line -> "{" + line.substring(prefix.length())))
                    .containsExactlyElementsOf(numbered(0, 500));
        }
    }

    @Test
    void shouldGiveBackWhatWasNotSent() throws Exception {
        int accepted = 0;
        while (offer(numbered(accepted)) == Offer.ACCEPTED) {
            accepted++;
            channel.flush();
        }
        channel.close();

        List<String> seen = lines.rest();
        if (lastNewlineMayBeMissing() && lines.unfinished().endsWith("}")) {
            seen.add(lines.unfinished());
        }
        List<String> all = new ArrayList<>(seen);
        all.addAll(recorder.returned());
        assertThat(recorder.returned()).isNotEmpty();
        assertThat(all).isEqualTo(numbered(0, accepted));
    }

    @Test
    void shouldSendWhatWasTakenButNotFlushedAtClose() throws Exception {
        offer("{\"a\":1}");
        channel.close();

        List<String> all = new ArrayList<>(lines.rest());
        all.addAll(recorder.returned());
        assertThat(all).containsExactly("{\"a\":1}");
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
        far.write("{\"a\":1}\n{\"b\":1}\n".getBytes(UTF_8));
        await(busy);
        CompletableFuture<Void> closed = Background.start(() -> {
            channel.close();
            return null;
        });
        assertThat(closed).isNotDone();
        release.countDown();

        Background.get(closed);
        assertThat(offer("{}")).isEqualTo(Offer.CLOSED);
        int frames = recorder.frames().size();
        assertThat(frames).isLessThanOrEqualTo(2);
    }

    @Test
    void shouldCloseWhilePausedAndUnderFire() throws Exception {
        recorder.taking(frame -> false);
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Void> writer = Background.start(() -> {
            while (!stop.get()) {
                if (offer(numbered(1)) == Offer.BACK_PRESSURED) {
                    Thread.onSpinWait();
                }
                channel.flush();
            }
            return null;
        });
        far.write("{\"a\":1}\n".getBytes(UTF_8));
        lines.next(10);
        channel.close();
        stop.set(true);

        Background.get(writer);
        channel.close();
        channel.flush();
        channel.resume();
        assertThat(offer("{}")).isEqualTo(Offer.CLOSED);
        assertThat(recorder.frames()).isEmpty();
    }

    @Test
    void shouldCloseFromItsOwnThread() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        recorder.taking(frame -> {
            channel.close();
            closed.countDown();
            return true;
        });
        far.write("{\"a\":1}\n{\"b\":1}\n".getBytes(UTF_8));

        await(closed);
        channel.close();
        assertThat(offer("{}")).isEqualTo(Offer.CLOSED);
    }

    @Test
    void shouldOpenAgainAfterClose() throws Exception {
        for (int i = 0; i < 20; i++) {
            channel.close();
            far.disconnect();
            far.close();
            far = farEnd();
            channel = openChannel();
            far.connect();
            lines = new LineReader(far);
            recorder.awaitEvent("up");
            offerPatiently(numbered(i));
            channel.flush();
            assertThat(lines.next()).isEqualTo(numbered(i));
            far.write("{}\n".getBytes(UTF_8));
            assertThat(recorder.nextFrame()).isEqualTo("{}");
        }
    }

    @Test
    void shouldFailWhenHostGoesForGood() throws Exception {
        assumeThat(reconnects()).isFalse();
        far.write("{\"last\":1}\n{\"torn\"".getBytes(UTF_8));
        assertThat(recorder.nextFrame()).isEqualTo("{\"last\":1}");
        far.disconnect();

        assertThat(recorder.awaitEvent("failed")).isNotBlank();
        assertThat(offer("{}")).isEqualTo(Offer.CLOSED);
    }

    @Test
    void shouldGiveWhatCameBeforeHostWent() throws Exception {
        assumeThat(reconnects()).isTrue();
        far.write((String.join("\n", numbered(0, 200)) + "\n{\"torn\"").getBytes(UTF_8));
        far.disconnect();

        assertThat(recorder.nextFrames(200)).isEqualTo(numbered(0, 200));
        recorder.awaitEvent("discarded NOT_JSON 7");
        recorder.awaitEvent("down");
        assertThat(offer("{}")).isEqualTo(Offer.NOT_CONNECTED);
    }

    @Test
    void shouldSendToNextHostWhatTheLastOneDidNotGet() throws Exception {
        assumeThat(reconnects()).isTrue();
        int accepted = 0;
        while (offer(numbered(accepted)) == Offer.ACCEPTED) {
            accepted++;
            channel.flush();
        }
        far.disconnect();
        recorder.awaitEvent("down");
        far.connect();
        recorder.awaitEvent("up");
        offerPatiently(numbered(accepted));
        channel.flush();

        lines = new LineReader(far);
        String first = lines.next();
        int next = Integer.parseInt(first.replaceAll("[^0-9]*([0-9]+).*", "$1"));
        assertThat(next).isLessThanOrEqualTo(accepted);
        List<String> seen = new ArrayList<>(List.of(first));
        seen.addAll(lines.next(accepted - next));
        assertThat(seen).isEqualTo(numbered(next, accepted + 1));
    }

    @Test
    void shouldGoUpAndDownWithTheHost() throws Exception {
        assumeThat(reconnects()).isTrue();
        for (int i = 0; i < 20; i++) {
            far.disconnect();
            recorder.awaitEvent("down");
            far.connect();
            recorder.awaitEvent("up");
            far.write((numbered(i) + "\n").getBytes(UTF_8));
            assertThat(recorder.nextFrame()).isEqualTo(numbered(i));
        }
    }

    private Offer offer(String frame) {
        return channel.offer(bytes(frame));
    }

    /** By offering again: several threads do at once, and the news that there is room comes but once, for the test. */
    private void offerPatiently(String frame) throws InterruptedException {
        Offer outcome = offer(frame);
        while (outcome == Offer.BACK_PRESSURED) {
            TimeUnit.MICROSECONDS.sleep(100);
            outcome = offer(frame);
        }
        assertThat(outcome).isEqualTo(Offer.ACCEPTED);
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

    private static byte[] slice(byte[] bytes, int from, int to) {
        return java.util.Arrays.copyOfRange(bytes, from, to);
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
