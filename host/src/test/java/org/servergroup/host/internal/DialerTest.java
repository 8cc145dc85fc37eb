package org.servergroup.host.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.servergroup.host.internal.Dialer.Obstacle;

class DialerTest {
    private final List<SocketChannel> channels = new ArrayList<>();
    private Path folder;
    private Path path;
    private ServerSocketChannel server;

    @BeforeEach
    void listen() throws IOException {
        folder = Files.createTempDirectory("sgc");
        path = folder.resolve("s");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path), 1);
    }

    @AfterEach
    void close() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
        server.close();
        Files.deleteIfExists(path);
        Files.delete(folder);
    }

    @Test
    void shouldConnectWithoutWaiting() throws IOException {
        SocketChannel channel = Dialer.connect(path);
        channels.add(channel);
        assertThat(channel.isConnected()).isTrue();
        assertThat(channel.isBlocking()).isFalse();
    }

    @Test
    void shouldTellThatOthersWait() {
        // A backlog holds a little more than its length.
        Obstacle obstacle = obstacle();
        for (int i = 0; i < 10 && obstacle == null; i++) {
            obstacle = obstacle();
        }
        assertThat(obstacle).isEqualTo(Obstacle.BUSY);
    }

    @Test
    void shouldTellThatNobodyListens() throws IOException {
        server.close();
        assertThat(obstacle()).isEqualTo(Obstacle.REFUSED);
        Files.delete(path);
        assertThat(obstacle()).isEqualTo(Obstacle.OTHER);
    }

    @Test
    void shouldTellThatItMayNot() throws IOException {
        assertThat(Obstacle.of(new BindException("in whatever language"))).isEqualTo(Obstacle.DENIED);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r--r--r--"));
        assumeFalse(Files.isWritable(path), "the superuser may always");
        assertThat(obstacle()).isEqualTo(Obstacle.DENIED);
    }

    /** What stands in the way of one more connection; null if nothing does. */
    private @Nullable Obstacle obstacle() {
        IOException cause = catchThrowableOfType(IOException.class, () -> channels.add(Dialer.connect(path)));
        return cause == null ? null : Obstacle.of(cause);
    }
}
