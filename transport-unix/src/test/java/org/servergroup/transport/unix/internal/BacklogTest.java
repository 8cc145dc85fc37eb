package org.servergroup.transport.unix.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.servergroup.posix.Epoll;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.Offer;
import org.servergroup.transport.contract.UnixPeer;

class BacklogTest {
    private static final int MEBIBYTE = 1024 * 1024;
    private static final int MOST_IN_ALL = 16;
    private static final DatagramSettings SETTINGS = new DatagramSettings(
            "sgt.unused", Namespace.NONE, 64 * 1024, 64 * MEBIBYTE, 64 * 1024, 16, new AllowedUsers());

    private UnixPeer us;
    private Epoll epoll;
    private Backlog backlog;

    @BeforeEach
    void open() throws IOException {
        us = new UnixPeer(
                LocalAddress.of("sgt.backlog." + ProcessHandle.current().pid()));
        epoll = new Epoll(1);
        backlog = new Backlog(us.socket(), 64 * 1024, SETTINGS, epoll, () -> {}, new Losses());
    }

    @AfterEach
    void close() {
        backlog.close();
        epoll.close();
        us.close();
    }

    private Offer offer(String peer) {
        Lane lane = Objects.requireNonNull(backlog.open(LocalAddress.of(peer)));
        return backlog.offer(lane, new ByteBuffer[] {ByteBuffer.allocate(MEBIBYTE)}, MEBIBYTE);
    }

    @Test
    void shouldHoldEverybodyBackOnceTooMuchWaitsInAll() {
        for (int i = 0; i < MOST_IN_ALL; i++) {
            assertThat(offer("peer" + i % 4)).isEqualTo(Offer.ACCEPTED);
        }
        assertThat(offer("peer0")).isEqualTo(Offer.BACK_PRESSURED);
        assertThat(offer("another")).isEqualTo(Offer.BACK_PRESSURED);

        assertThat(backlog.takeBack()).isNotNull();
        assertThat(offer("another")).isEqualTo(Offer.ACCEPTED);
        assertThat(offer("another")).isEqualTo(Offer.BACK_PRESSURED);
    }
}
