package org.servergroup.transport.virtio.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.servergroup.channel.LineChannel;
import org.servergroup.channel.LineSettings;
import org.servergroup.posix.Epoll;
import org.servergroup.posix.Errno;
import org.servergroup.spi.Offer;
import org.servergroup.transport.contract.HostRecorder;

/** What a real port does and no pseudo-terminal shows, by script. */
@Timeout(30)
class PortBehaviourTest {
    private static final int DATA = Epoll.IN | Epoll.HUP;
    private static final LineSettings SETTINGS = new LineSettings(100_000, 1024);

    private final HostRecorder recorder = new HostRecorder();
    private ScriptedPort port;
    private LineChannel channel;

    @BeforeEach
    void open() throws IOException {
        port = new ScriptedPort();
        channel = LineChannel.open("test", port.wire(), SETTINGS, recorder);
    }

    @AfterEach
    void close() {
        channel.close();
    }

    @Test
    void shouldWaitForHostWithoutSpinning() throws Exception {
        port.idle(0);
        port.edge(ScriptedPort.HOST_AWAY);
        assertThat(offer("{}")).isEqualTo(Offer.NOT_CONNECTED);
        // A second edge proves that the first one was dealt with.
        port.incoming("{\"early\":1}\n");
        port.edge(ScriptedPort.HOST_AWAY);
        assertThat(recorder.nextFrame()).isEqualTo("{\"early\":1}");
        assertThat(port.calls()).isLessThan(10);
        assertThat(recorder.events()).isEmpty();

        up();
        assertThat(offer("{\"a\":1}")).isEqualTo(Offer.ACCEPTED);
        channel.flush();
        assertThat(port.written()).isEqualTo("\n{\"a\":1}\n");
    }

    @Test
    void shouldReadWhatWasLeftBeforeItTellsThatHostIsAway() throws Exception {
        up();
        port.incoming("{\"a\":1}\n{\"b\"");
        port.incoming(":1}\n{\"torn");
        port.idle(0);
        port.edge(ScriptedPort.HOST_AWAY);

        assertThat(recorder.nextFrames(2)).containsExactly("{\"a\":1}", "{\"b\":1}");
        recorder.awaitEvent("discarded NOT_JSON 6");
        recorder.awaitEvent("down");
        assertThat(offer("{}")).isEqualTo(Offer.NOT_CONNECTED);
    }

    @Test
    void shouldSendHalfWrittenFrameAgainToNextHost() throws Exception {
        up();
        port.takes(6, -Errno.EAGAIN);
        assertThat(offer("{\"a\":1}")).isEqualTo(Offer.ACCEPTED);
        channel.flush();
        port.idle(0);
        port.edge(ScriptedPort.HOST_AWAY);
        recorder.awaitEvent("down");
        assertThat(port.written()).isEqualTo("\n{\"a\":");

        port.forgetWritten();
        port.takes(1000, -Errno.EAGAIN);
        up();
        channel.close();
        assertThat(port.written()).isEqualTo("\n{\"a\":1}\n");
        assertThat(recorder.returned()).isEmpty();
    }

    @Test
    void shouldNotNoticeInvisibleDisconnect() throws Exception {
        up();
        port.incoming("{\"part\":\"ial");
        port.edge(Epoll.IN | Epoll.OUT);
        port.edge(ScriptedPort.HOST_THERE);
        port.incoming("{\"second\":1}\n{\"third\":1}\n");
        port.edge(Epoll.IN | Epoll.OUT);

        assertThat(recorder.nextFrames(2)).containsExactly("{\"part\":\"ial{\"second\":1}", "{\"third\":1}");
        assertThat(recorder.events()).isEmpty();
    }

    @Test
    void shouldGoUpWhenHostIsBackBeforeZeroIsRead() throws Exception {
        up();
        // The event says that it is away, but it is back when the port is read: no zero, no change.
        port.incoming("{\"new\":1}\n");
        port.edge(ScriptedPort.HOST_AWAY);
        port.edge(ScriptedPort.HOST_THERE);

        assertThat(recorder.nextFrame()).isEqualTo("{\"new\":1}");
        assertThat(offer("{}")).isEqualTo(Offer.ACCEPTED);
        assertThat(recorder.events()).isEmpty();
    }

    @Test
    void shouldWaitForRoomAndGoOnAtTheEdge() throws Exception {
        up();
        port.takes(0, -Errno.EAGAIN);
        while (offer("{\"pad\":\"0123456789\"}") == Offer.ACCEPTED) {
            channel.flush();
        }
        int calls = port.calls();
        for (int i = 0; i < 100; i++) {
            channel.flush();
            assertThat(offer("{\"pad\":\"0123456789\"}")).isEqualTo(Offer.BACK_PRESSURED);
        }
        // The turn that told of the link may still have been at it, and tried once more.
        assertThat(port.calls()).isLessThanOrEqualTo(calls + 1);
        assertThat(port.awaited()).as("waited for once, then left to the edge").isLessThanOrEqualTo(1);

        port.takes(Integer.MAX_VALUE, -Errno.EAGAIN);
        port.edge(ScriptedPort.HOST_THERE);
        recorder.awaitEvent("writable");
        assertThat(offer("{}")).isEqualTo(Offer.ACCEPTED);
    }

    @Test
    void shouldWaitForHostThatReads() throws Exception {
        up();
        awaitRoomWatched(false);
        int watches = port.masks().size();
        port.takes(0, -Errno.EAGAIN);
        port.makesRoomWhenFull(9);
        offer("{\"a\":1}");
        channel.flush();

        assertThat(port.written()).isEqualTo("\n{\"a\":1}\n");
        assertThat(port.masks()).as("no edge was asked for").hasSize(watches);
    }

    @Test
    void shouldAskForRoomOnlyWhileItIsNeeded() throws Exception {
        awaitRoomWatched(true); // the only way to hear of the host's coming
        up();
        awaitRoomWatched(false);

        port.takes(0, -Errno.EAGAIN);
        offer("{\"a\":1}");
        channel.flush();
        awaitRoomWatched(true);
        port.takes(Integer.MAX_VALUE, -Errno.EAGAIN);
        port.edge(ScriptedPort.HOST_THERE);
        awaitRoomWatched(false);
        assertThat(port.written()).isEqualTo("\n{\"a\":1}\n");

        port.idle(0);
        port.edge(ScriptedPort.HOST_AWAY);
        recorder.awaitEvent("down");
        awaitRoomWatched(true);
        up();
        awaitRoomWatched(false);
    }

    private void awaitRoomWatched(boolean wanted) {
        awaitMask(wanted ? DATA | Epoll.OUT | Epoll.EDGE : DATA);
    }

    private void awaitMask(int mask) {
        await().atMost(10, SECONDS).until(() -> port.mask() == mask);
    }

    @Test
    void shouldReadOnceForEachMessageThatComesAlone() throws Exception {
        calmDown();
        int calls = port.calls();
        for (int i = 0; i < 10; i++) {
            receiveOne();
        }
        assertThat(port.calls() - calls).isEqualTo(10);
    }

    @Test
    void shouldNotForgetWhatComesBehindMessageThatSeemedAlone() throws Exception {
        calmDown();
        port.incoming("{\"a\":1}\n");
        port.incoming("{\"b\":1}\n{\"c\":");
        port.incoming("1}\n");
        port.edge(ScriptedPort.HOST_THERE | Epoll.IN);

        assertThat(recorder.nextFrames(3)).containsExactly("{\"a\":1}", "{\"b\":1}", "{\"c\":1}");
    }

    @Test
    void shouldReadOnWhileRoomIsAwaited() throws Exception {
        calmDown();
        port.takes(0, -Errno.EAGAIN);
        offer("{\"a\":1}");
        channel.flush();
        awaitRoomWatched(true); // now only an edge tells, and none comes for what is behind the first
        port.incoming("{\"a\":1}\n");
        port.incoming("{\"b\":1}\n");
        port.edge(Epoll.IN);

        assertThat(recorder.nextFrames(2)).containsExactly("{\"a\":1}", "{\"b\":1}");
    }

    @Test
    void shouldWaitForEdgesWhileFramesAreLeft() throws Exception {
        up();
        awaitMask(DATA);
        recorder.taking(frame -> false);
        port.incoming("{\"a\":1}\n");
        port.edge(Epoll.IN);
        awaitMask(DATA | Epoll.EDGE);

        recorder.taking(frame -> true);
        channel.resume();
        assertThat(recorder.nextFrame()).isEqualTo("{\"a\":1}");
        awaitMask(DATA);
    }

    /** Messages have come alone for some time. */
    private void calmDown() throws InterruptedException {
        up();
        awaitMask(DATA);
        for (int i = 0; i < 20; i++) {
            receiveOne();
        }
    }

    private void receiveOne() throws InterruptedException {
        int batches = recorder.batches();
        port.incoming("{\"one\":1}\n");
        port.edge(ScriptedPort.HOST_THERE | Epoll.IN);
        assertThat(recorder.nextFrame()).isEqualTo("{\"one\":1}");
        await().atMost(10, SECONDS).until(() -> recorder.batches() > batches);
    }

    @Test
    void shouldFailWhenUnplugged() throws Exception {
        up();
        port.takes(0, -Errno.EAGAIN);
        offer("{\"a\":1}");
        port.idle(-Errno.ENODEV);
        port.edge(Epoll.HUP);

        assertThat(recorder.awaitEvent("failed")).contains("/dev/vport0p1").contains("unplugged");
        assertThat(offer("{}")).isEqualTo(Offer.CLOSED);
        channel.close();
        assertThat(recorder.returned()).isEqualTo(List.of("{\"a\":1}"));
    }

    @Test
    void shouldFailWhenWritingFindsItUnplugged() throws Exception {
        up();
        port.takes(0, -Errno.ENODEV);
        offer("{\"a\":1}");
        channel.flush();

        assertThat(recorder.awaitEvent("failed")).contains("unplugged");
    }

    @Test
    void shouldCountFrameAsSentIfOnlyItsNewlineIsMissing() throws Exception {
        up();
        port.takes(8, -Errno.EAGAIN);
        offer("{\"a\":1}");
        offer("{\"b\":1}");
        channel.flush();
        channel.close();

        assertThat(port.written()).isEqualTo("\n{\"a\":1}");
        assertThat(recorder.returned()).isEqualTo(List.of("{\"b\":1}"));
    }

    private void up() throws InterruptedException {
        port.idle(-Errno.EAGAIN);
        port.edge(ScriptedPort.HOST_THERE);
        recorder.awaitEvent("up");
    }

    private Offer offer(String frame) {
        return channel.offer(ByteBuffer.wrap(frame.getBytes(UTF_8)));
    }
}
