package org.servergroup.transport.unix.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.servergroup.posix.UnreadSockets;
import org.servergroup.spi.LocalAddress;
import org.servergroup.transport.contract.UnixPeer;

/** With real sockets; played are the clock, and a kernel that does not tell for a while. */
class CongestionTest {
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final int LIMIT_BYTES = 8 * 1024;
    /** So much is unread that more than half of the limit is taken, and whoever sends looks each time. */
    private static final String DATAGRAM = "x".repeat(LIMIT_BYTES);

    private UnixPeer us;
    private UnixPeer stuck;
    private Congestion congestion;
    private long now;
    private boolean silent;
    private int asked;

    @BeforeEach
    void open() throws IOException {
        us = new UnixPeer(unique("us"));
        stuck = new UnixPeer(unique("stuck"));
        congestion = new Congestion(us.socket(), Namespace.NONE, LIMIT_BYTES, this::names, () -> now);
        us.send(stuck.address().name(), DATAGRAM);
    }

    @AfterEach
    void close() {
        congestion.close();
        stuck.close();
        us.close();
    }

    private static LocalAddress unique(String name) {
        return LocalAddress.of(
                "sgt.congestion." + ProcessHandle.current().pid() + "." + COUNTER.incrementAndGet() + "." + name);
    }

    private List<byte[]> names() throws IOException {
        asked++;
        if (silent) {
            throw new IOException("played");
        }
        return UnreadSockets.names();
    }

    private void lookAfter(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
        congestion.sending(LIMIT_BYTES);
    }

    @Test
    void shouldStallWhoReadsNothingBetweenTwoLooks() throws IOException {
        lookAfter(0);
        assertThat(congestion.isStalled(stuck.address())).isFalse();
        lookAfter(5);
        assertThat(congestion.isStalled(stuck.address())).isTrue();

        stuck.next();
        assertThat(congestion.isStillStalled(stuck.address())).isFalse();
    }

    @Test
    void shouldLookAgainSomeTimeAfterTheKernelDidNotTell() {
        lookAfter(0);
        silent = true;
        lookAfter(5);
        silent = false;
        lookAfter(9_999);
        assertThat(congestion.isStalled(stuck.address())).isFalse();
        assertThat(asked).isEqualTo(2);

        lookAfter(1);
        lookAfter(5);
        assertThat(congestion.isStalled(stuck.address())).isTrue();
        assertThat(asked).isEqualTo(4);
    }

    @Test
    void shouldStallNobodyWhileTheKernelDoesNotTell() {
        lookAfter(0);
        lookAfter(5);
        silent = true;
        lookAfter(5);
        assertThat(congestion.isStalled(stuck.address())).isFalse();
    }
}
