package org.servergroup.posix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatagramSocketTest {
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final int MAX_BYTES = 1000;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private byte[] here;
    private DatagramSocket receiver;
    private ReceiveBatch batch;

    @BeforeEach
    void bind() throws IOException {
        here = name("receiver");
        receiver = open(DatagramSocket.bound(here));
        batch = open(new ReceiveBatch(4, MAX_BYTES));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
    }

    @Test
    void shouldTellSenderAndCredentials() throws IOException {
        byte[] there = name("sender");
        send(open(DatagramSocket.bound(there)), here, "hello");

        assertThat(receiver.receive(batch)).isEqualTo(1);
        assertThat(payload(0)).isEqualTo("hello");
        assertThat(batch.isAbstract(0)).isTrue();
        assertThat(address(0)).isEqualTo(there);
        assertThat((long) batch.pid(0)).isEqualTo(ProcessHandle.current().pid());
        assertThat(batch.uid(0)).isNotNegative();
        assertThat(batch.gid(0)).isNotNegative();
    }

    @Test
    void shouldTellPaddedNameExactly() throws IOException {
        byte[] padded = Arrays.copyOf(name("padded"), SocketAddress.MAX_NAME);
        DatagramSocket sender = open(DatagramSocket.bound(padded));
        send(sender, here, "hello");

        assertThat(receiver.receive(batch)).isEqualTo(1);
        assertThat(address(0)).isEqualTo(padded);
        send(receiver, address(0), "answer");
        assertThat(sender.receive(batch)).isEqualTo(1);
        assertThat(payload(0)).isEqualTo("answer");
    }

    @Test
    void shouldReceiveManyWithOneCall() throws IOException {
        DatagramSocket sender = open(DatagramSocket.bound(name("sender")));
        for (int i = 0; i < 6; i++) {
            send(sender, here, "message " + i);
        }

        assertThat(receiver.receive(batch)).isEqualTo(4);
        assertThat(payload(3)).isEqualTo("message 3");
        assertThat(receiver.receive(batch)).isEqualTo(2);
        assertThat(payload(1)).isEqualTo("message 5");
        assertThat(receiver.receive(batch)).isEqualTo(-Errno.EAGAIN);
    }

    @Test
    void shouldTellTrueLengthOfWhatIsTooLong() throws IOException {
        DatagramSocket sender = open(DatagramSocket.bound(name("sender")));
        send(sender, here, "x".repeat(MAX_BYTES));
        send(sender, here, "x".repeat(MAX_BYTES + 1));
        send(sender, here, "");

        assertThat(receiver.receive(batch)).isEqualTo(3);
        assertThat(batch.truncated(0)).isFalse();
        assertThat(batch.truncated(1)).isTrue();
        assertThat(batch.length(1)).isEqualTo(MAX_BYTES + 1);
        assertThat(batch.truncated(2)).isFalse();
        assertThat(batch.length(2)).isZero();
    }

    @Test
    void shouldTellUnboundAndPathSenders(@TempDir Path directory) throws IOException {
        OddSender.sendUnbound(here, "unbound".getBytes(UTF_8));
        OddSender.sendFromPath(directory.resolve("socket"), here, "path".getBytes(UTF_8));

        assertThat(receiver.receive(batch)).isEqualTo(2);
        assertThat(batch.isUnbound(0)).isTrue();
        assertThat(batch.isUnbound(1)).isFalse();
        assertThat(batch.isAbstract(1)).isFalse();
    }

    @Test
    void shouldNotTakeDescriptors() throws IOException {
        DatagramSocket sender = open(DatagramSocket.bound(name("sender")));
        Map<String, String> before = Resources.descriptors();
        for (int i = 0; i < 3; i++) {
            OddSender.sendWithDescriptor(
                    sender, here, "hello".getBytes(UTF_8), sender.descriptor().number());
        }

        assertThat(receiver.receive(batch)).isEqualTo(3);
        assertThat((long) batch.pid(0)).isEqualTo(ProcessHandle.current().pid());
        assertThat(Resources.descriptors()).isEqualTo(before);
    }

    @Test
    void shouldSendBatchToSeveralUpToTheFirstThatFails() throws IOException {
        DatagramSocket other = open(DatagramSocket.bound(name("other")));
        byte[] nobody = name("nobody");
        SendBatch sending = open(new SendBatch(4, 100));
        add(sending, here, "one");
        add(sending, nobody, "two");
        add(sending, here, "three");

        assertThat(other.send(sending, 0, 4)).isEqualTo(1);
        assertThat(other.send(sending, 1, 4)).isEqualTo(-Errno.ECONNREFUSED);
        assertThat(other.send(sending, 2, 4)).isEqualTo(1);
        assertThat(receiver.receive(batch)).isEqualTo(2);
        assertThat(payload(1)).isEqualTo("three");
    }

    @Test
    void shouldMoveSlots() throws IOException {
        DatagramSocket other = open(DatagramSocket.bound(name("other")));
        SendBatch sending = open(new SendBatch(4, 100));
        add(sending, name("nobody"), "one");
        add(sending, here, "second");
        sending.move(1, 0);
        sending.truncate(1);

        assertThat(other.send(sending, 0, 4)).isEqualTo(1);
        assertThat(receiver.receive(batch)).isEqualTo(1);
        assertThat(payload(0)).isEqualTo("second");
    }

    @Test
    void shouldSendWhatTheBatchIsFilledWithNext() throws IOException {
        DatagramSocket other = open(DatagramSocket.bound(name("other")));
        SendBatch sending = open(new SendBatch(3, 100));
        for (String texts : new String[] {"one two six", "two six one", "three a two", "one two six"}) {
            sending.clear();
            for (String text : texts.split(" ", -1)) {
                add(sending, here, text);
            }
            assertThat(other.send(sending, 0, 4)).isEqualTo(3);
            assertThat(receiver.receive(batch)).isEqualTo(3);
            assertThat(payload(0) + " " + payload(1) + " " + payload(2)).isEqualTo(texts);
        }
    }

    @Test
    void shouldTellWhenFullPeerHasRoom() throws IOException {
        DatagramSocket sender = open(DatagramSocket.bound(name("sender")));
        fill(sender);
        Epoll epoll = open(new Epoll(1));
        DatagramSocket watcher = open(DatagramSocket.connected(here));
        epoll.add(watcher.descriptor(), Epoll.OUT, 7);

        assertThat(epoll.await(0)).isZero();
        receiver.receive(batch);
        assertThat(epoll.await(5000)).isEqualTo(1);
        assertThat(epoll.token(0)).isEqualTo(7);
        assertThat(epoll.events(0) & Epoll.OUT).isNotZero();
    }

    @Test
    void shouldTellWhenFullPeerGoes() throws IOException {
        DatagramSocket sender = open(DatagramSocket.bound(name("sender")));
        fill(sender);
        Epoll epoll = open(new Epoll(1));
        DatagramSocket watcher = open(DatagramSocket.connected(here));
        epoll.add(watcher.descriptor(), Epoll.OUT, 7);
        receiver.close();

        assertThat(epoll.await(5000)).isEqualTo(1);
    }

    @Test
    void shouldTellWhoHasNotReadWhatItGot() throws IOException {
        assertThat(UnreadSockets.names()).doesNotContain(here);
        byte[] there = name("sender");
        DatagramSocket sender = open(DatagramSocket.bound(there));
        receiver.connect(there);
        send(sender, here, "hello");
        send(sender, here, "hello");
        assertThat(UnreadSockets.names()).contains(here).doesNotContain(there);
        receiver.receive(batch);
        assertThat(UnreadSockets.names()).doesNotContain(here);
    }

    @Test
    void shouldRefuseNameInUse() {
        assertThatThrownBy(() -> DatagramSocket.bound(here))
                .isInstanceOfSatisfying(
                        PosixException.class, e -> assertThat(e.number()).isEqualTo(Errno.EADDRINUSE))
                .hasMessageContaining("bind @" + new String(here, UTF_8));
        assertThat(Holder.ofSocket("@" + new String(here, UTF_8)))
                .map(Holder::pid)
                .contains(ProcessHandle.current().pid());
    }

    @Test
    void shouldRefuseImpossibleNames() {
        assertThatThrownBy(() -> DatagramSocket.bound(new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DatagramSocket.bound(new byte[108])).isInstanceOf(IllegalArgumentException.class);
    }

    private void fill(DatagramSocket sender) {
        SendBatch one = open(new SendBatch(1, 10));
        add(one, here, "x");
        int sent = 1;
        while (sent == 1) {
            sent = sender.send(one, 0, 1);
        }
        assertThat(sent).isEqualTo(-Errno.EAGAIN);
    }

    private void send(DatagramSocket from, byte[] to, String text) {
        SendBatch one = open(new SendBatch(1, text.length() + 1));
        add(one, to, text);
        assertThat(from.send(one, 0, 1)).isEqualTo(1);
    }

    private static void add(SendBatch to, byte[] name, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        to.add(name, name.length, bytes.length);
        to.append(ByteBuffer.wrap(bytes));
    }

    private String payload(int slot) {
        byte[] bytes = new byte[MAX_BYTES];
        batch.payload(slot, bytes);
        return new String(bytes, 0, batch.length(slot), UTF_8);
    }

    private byte[] address(int slot) {
        byte[] bytes = new byte[SocketAddress.MAX_NAME];
        int length = batch.name(slot, bytes);
        return Arrays.copyOf(bytes, length);
    }

    private static byte[] name(String role) {
        return DatagramSocket.name("sgt." + ProcessHandle.current().pid() + "." + COUNTER.incrementAndGet() + role);
    }

    private <T extends AutoCloseable> T open(T resource) {
        opened.add(resource);
        return resource;
    }
}
