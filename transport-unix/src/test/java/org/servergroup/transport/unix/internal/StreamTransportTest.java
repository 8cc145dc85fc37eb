package org.servergroup.transport.unix.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.servergroup.channel.LineSettings;
import org.servergroup.spi.AddressInUseException;
import org.servergroup.spi.Discard;
import org.servergroup.spi.HostTransport;

@Timeout(30)
class StreamTransportTest {
    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void choosePath() {
        path = directory.resolve("socket");
    }

    @Test
    void shouldSayWhatToDoIfNobodyListens() throws IOException {
        HostTransport transport = new StreamTransport(path, false, LineSettings.DEFAULT);
        assertThatThrownBy(() -> transport.open(new Told()))
                .hasMessageContaining(path.toString())
                .hasMessageContaining("is the host side running?");
        leaveStaleSocket();
        assertThatThrownBy(() -> transport.open(new Told())).hasMessageContaining("nobody listens");
    }

    @Test
    void shouldReplaceStaleSocketOnly() throws Exception {
        leaveStaleSocket();
        HostTransport.Channel channel = new StreamTransport(path, true, LineSettings.DEFAULT).open(new Told());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> new StreamTransport(path, true, LineSettings.DEFAULT).open(new Told()))
                .isInstanceOf(AddressInUseException.class)
                .hasMessageContaining("pid " + ProcessHandle.current().pid());
        channel.close();
        assertThat(path).doesNotExist();
    }

    @Test
    void shouldNotReplaceWhatIsNotASocket() throws IOException {
        Files.writeString(path, "precious");
        HostTransport transport = new StreamTransport(path, true, LineSettings.DEFAULT);
        assertThatThrownBy(() -> transport.open(new Told())).hasMessageContaining("not a socket");
        assertThat(path).hasContent("precious");
    }

    @Test
    void shouldNotRemoveWhatIsNotItsOwn() throws Exception {
        HostTransport.Channel channel = new StreamTransport(path, true, LineSettings.DEFAULT).open(new Told());
        Files.delete(path);
        Files.writeString(path, "somebody else's");
        channel.close();
        assertThat(path).exists();
    }

    @Test
    void shouldServeOneHostAfterTheOther() throws Exception {
        Told told = new Told();
        HostTransport.Channel channel = new StreamTransport(path, true, LineSettings.DEFAULT).open(told);
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        try (SocketChannel first = SocketChannel.open(address);
                SocketChannel second = SocketChannel.open(address)) {
            second.write(ByteBuffer.wrap("{\"second\":1}\n".getBytes(UTF_8)));
            first.write(ByteBuffer.wrap("{\"first\":1}\n{\"torn\"".getBytes(UTF_8)));
            first.shutdownOutput();

            assertThat(told.next()).isEqualTo("up");
            assertThat(told.next()).isEqualTo("{\"first\":1}");
            assertThat(told.next()).isEqualTo("discarded NOT_JSON 7");
            assertThat(told.next()).startsWith("down").contains("closed by the other end");
            assertThat(told.next()).isEqualTo("up");
            assertThat(told.next()).isEqualTo("{\"second\":1}");
        }
        assertThat(told.next()).startsWith("down");
        channel.close();
    }

    @Test
    void shouldNoticeHostThatStopsReading() throws Exception {
        Told told = new Told();
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(path));
            HostTransport.Channel channel = new StreamTransport(path, false, LineSettings.DEFAULT).open(told);
            try (SocketChannel host = listener.accept()) {
                assertThat(told.next()).isEqualTo("up");
                host.shutdownInput();
                channel.offer(ByteBuffer.wrap("{}".getBytes(UTF_8)));
                channel.flush();
                assertThat(told.next()).startsWith("failed").contains("write");
            }
            channel.close();
        }
        assertThat(told.next()).isEqualTo("returned {}");
    }

    @Test
    void shouldCloseWhatIsOpenWhenStopped() throws Exception {
        Told told = new Told();
        StreamTransport transport = new StreamTransport(path, true, LineSettings.DEFAULT);
        HostTransport.Channel channel = transport.open(told);
        transport.stop();
        assertThat(path).doesNotExist();
        channel.close();
    }

    private void leaveStaleSocket() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(path).exists();
    }

    /** Everything that is told, in order. */
    private static final class Told implements HostTransport.Receiver {
        private final BlockingQueue<String> all = new LinkedBlockingQueue<>();

        private String next() throws InterruptedException {
            String next = all.poll(10, TimeUnit.SECONDS);
            assertThat(next).isNotNull();
            return String.valueOf(next);
        }

        @Override
        public boolean received(ByteBuffer frame) {
            return all.add(UTF_8.decode(frame).toString());
        }

        @Override
        public void batchEnded() {
            // Of no interest here.
        }

        @Override
        public void linkUp() {
            all.add("up");
        }

        @Override
        public void linkDown(String reason) {
            all.add("down: " + reason);
        }

        @Override
        public void failed(IOException cause) {
            all.add("failed: " + cause.getMessage());
        }

        @Override
        public void writable() {
            all.add("writable");
        }

        @Override
        public void returned(ByteBuffer frame) {
            all.add("returned " + UTF_8.decode(frame));
        }

        @Override
        public void discarded(Discard reason, long bytes) {
            all.add("discarded " + reason + " " + bytes);
        }
    }
}
