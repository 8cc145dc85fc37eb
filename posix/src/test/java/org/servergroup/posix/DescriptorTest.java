package org.servergroup.posix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorTest {
    @Test
    void shouldNameCallPathAndNumberOfFailure() {
        assertThatThrownBy(() -> Descriptor.open("/no/such/device"))
                .isInstanceOfSatisfying(PosixException.class, e -> {
                    assertThat(e.call()).isEqualTo("open");
                    assertThat(e.subject()).isEqualTo("/no/such/device");
                    assertThat(e.number()).isEqualTo(Errno.ENOENT);
                })
                .hasMessageMatching("open /no/such/device: .+ \\(errno 2\\)");
    }

    @Test
    void shouldRefuseImpossiblePaths() {
        assertThatThrownBy(() -> Descriptor.open("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Descriptor.open("/dev/nu\0ll")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldCloseOnce() throws IOException {
        Descriptor first = Descriptor.open("/dev/null");
        int number = first.number();
        first.close();
        Descriptor second = Descriptor.open("/dev/null");
        first.close();

        assertThat(second.number()).isEqualTo(number);
        try (NativeBuffer buffer = new NativeBuffer(1)) {
            assertThat(second.write(buffer, 0, 1)).isEqualTo(1);
            assertThat(first.write(buffer, 0, 1)).isEqualTo(-Errno.EBADF);
        }
        second.close();
    }

    @Test
    void shouldReadAndWriteWithoutBlocking() throws IOException {
        try (Pty pty = new Pty();
                Descriptor device = Descriptor.open(pty.device().toString());
                NativeBuffer buffer = new NativeBuffer(16)) {
            assertThat(device.read(buffer, 0, 16)).isEqualTo(-Errno.EAGAIN);
            pty.write("hello".getBytes(UTF_8));
            assertThat(device.read(buffer, 4, 12)).isEqualTo(5);
            byte[] bytes = new byte[5];
            buffer.get(4, bytes, 0, 5);
            assertThat(new String(bytes, UTF_8)).isEqualTo("hello");
            buffer.put(0, "answer".getBytes(UTF_8), 0, 6);
            assertThat(device.write(buffer, 0, 6)).isEqualTo(6);
            assertThat(pty.read(100, 5000)).asString(UTF_8).isEqualTo("answer");
            assertThat(Holder.ofPath(pty.device()))
                    .hasValueSatisfying(holder -> assertThat(holder.pid())
                            .isEqualTo(ProcessHandle.current().pid()));
        }
    }

    @Test
    void shouldWaitForRoom() throws IOException {
        try (Pty pty = new Pty();
                Descriptor device = Descriptor.open(pty.device().toString());
                NativeBuffer scratch = new NativeBuffer(Descriptor.SCRATCH_BYTES);
                NativeBuffer buffer = new NativeBuffer(4096)) {
            assertThat(device.awaitRoom(scratch, 0)).isTrue();
            // What was written is moved on meanwhile, which makes room once more.
            for (int i = 0; device.awaitRoom(scratch, 200); i++) {
                assertThat(i).as("writes before it is full").isLessThan(10_000);
                device.write(buffer, 0, 4096);
            }

            while (!device.awaitRoom(scratch, 100)) {
                assertThat(pty.read(4096, 10_000)).isNotEmpty();
            }
        }
    }

    @Test
    void shouldNotWaitForOneThatHasGone() throws IOException {
        try (NativeBuffer scratch = new NativeBuffer(Descriptor.SCRATCH_BYTES)) {
            Pty pty = new Pty();
            try (Descriptor device = Descriptor.open(pty.device().toString())) {
                pty.close();
                assertThat(device.awaitRoom(scratch, 10_000)).isFalse();
            }
        }
    }

    @Test
    void shouldNeverPassARegionOutsideTheBuffer() throws IOException {
        try (Descriptor device = Descriptor.open("/dev/zero");
                NativeBuffer buffer = new NativeBuffer(16)) {
            assertThatThrownBy(() -> device.read(buffer, 1, 16)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> device.read(buffer, -1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> device.read(buffer, 17, Integer.MAX_VALUE))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> device.write(buffer, 0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void shouldNotTouchFreedMemory() {
        NativeBuffer buffer = new NativeBuffer(16);
        buffer.close();
        buffer.close();

        assertThat(buffer.size()).isZero();
        assertThatThrownBy(() -> buffer.intAt(0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buffer.put(0, new byte[1], 0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buffer.put(0, ByteBuffer.allocate(1))).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buffer.address(0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldMoveOverlappingRegions() {
        try (NativeBuffer buffer = new NativeBuffer(8)) {
            buffer.put(0, new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, 0, 8);
            buffer.move(2, 0, 6);
            byte[] bytes = new byte[8];
            buffer.get(0, bytes, 0, 8);
            assertThat(bytes).containsExactly(3, 4, 5, 6, 7, 8, 7, 8);
        }
    }

    @Test
    void shouldWakeWaitingThread() throws Exception {
        try (Epoll epoll = new Epoll(2);
                Wakeup wakeup = new Wakeup()) {
            epoll.add(wakeup.descriptor(), Epoll.IN | Epoll.EDGE, 42);
            for (int i = 0; i < 3; i++) {
                CompletableFuture<Integer> woken = CompletableFuture.supplyAsync(() -> await(epoll));
                wakeup.wake();
                assertThat(woken.get(5, TimeUnit.SECONDS)).isEqualTo(1);
                assertThat(epoll.token(0)).isEqualTo(42);
                assertThat(epoll.await(0)).isZero();
            }
        }
    }

    @Test
    void shouldDoNothingWhenWokenAfterClose() throws IOException {
        Wakeup wakeup = new Wakeup();
        wakeup.close();
        wakeup.close();

        assertThatCode(wakeup::wake).doesNotThrowAnyException();
    }

    private static int await(Epoll epoll) {
        try {
            return epoll.await(5000);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldConnectAndAcceptStreams(@TempDir Path directory) throws IOException {
        String path = directory.resolve("socket").toString();
        assertThatThrownBy(() -> StreamSocket.connect(path)).hasMessageContaining("(errno 2)");
        try (Descriptor listener = StreamSocket.listen(path, 1)) {
            assertThat(StreamSocket.accept(listener)).isNull();
            try (Descriptor client = StreamSocket.connect(path);
                    Descriptor server = Objects.requireNonNull(StreamSocket.accept(listener));
                    NativeBuffer buffer = new NativeBuffer(4)) {
                assertThat(client.write(buffer, 0, 4)).isEqualTo(4);
                assertThat(server.read(buffer, 0, 4)).isEqualTo(4);
                assertThat(Holder.ofSocket(path)).isPresent();
            }
        }
        assertThatThrownBy(() -> StreamSocket.connect(path)).hasMessageContaining("(errno 111)");
        String longest = "/" + "x".repeat(107);
        assertThatThrownBy(() -> StreamSocket.connect(longest)).isInstanceOf(IllegalArgumentException.class);
    }
}
