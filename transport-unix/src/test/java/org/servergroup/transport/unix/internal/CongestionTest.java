package org.servergroup.transport.unix.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.servergroup.posix.NativeBuffer;
import org.servergroup.posix.SendBatch;
import org.servergroup.posix.UnreadSockets;
import org.servergroup.spi.LocalAddress;
import org.servergroup.transport.contract.UnixPeer;

/** With real sockets; played are the clock, and a kernel that does not tell for a while. */
class CongestionTest {
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final String DATAGRAM = "x".repeat(8 * 1024);

    private final SendBatch batch = new SendBatch(3, 3 * DATAGRAM.length());
    private UnixPeer us;
    private UnixPeer stuck;
    private int taken;
    private Congestion congestion;
    private long now;
    private boolean silent;
    private int asked;

    @BeforeEach
    void open() throws IOException {
        us = new UnixPeer(unique("us"));
        stuck = new UnixPeer(unique("stuck"));
        us.send(stuck.address().name(), DATAGRAM);
        try (NativeBuffer scratch = new NativeBuffer(Integer.BYTES)) {
            taken = us.socket().unread(scratch);
        }
        congestion = withLimit(taken / 5 * 8);
        // Each of them is more than what is sent between two looks.
        for (int i = 0; i < 3; i++) {
            byte[] name = stuck.address().bytes();
            batch.add(name, name.length, DATAGRAM.length());
        }
    }

    private Congestion withLimit(int bytes) {
        return new Congestion(us.socket(), Namespace.NONE, bytes, this::names, () -> now);
    }

    @AfterEach
    void close() {
        batch.close();
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
        congestion.sending(batch, 0);
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
    void shouldStallAtOnceWhoHasSomethingUnreadWhenRoomGetsScarce() {
        congestion.close();
        congestion = withLimit(taken / 7 * 8);
        lookAfter(0);
        assertThat(congestion.isStalled(stuck.address())).isTrue();
        assertThat(congestion.isAnybodyStalled()).isTrue();
    }

    @Test
    void shouldAskOftenOnlyWhileTheKernelTells() {
        congestion.close();
        congestion = withLimit(taken / 7 * 8);
        silent = true;
        for (int i = 0; i < 10; i++) {
            lookAfter(1);
        }
        assertThat(asked).isEqualTo(1);
        silent = false;
        lookAfter(10_000);
        lookAfter(0);
        assertThat(asked).isEqualTo(3);
    }

    @Test
    void shouldAdmitLittleBetweenTwoLooks() {
        assertThat(congestion.sending(batch, 0)).isEqualTo(1);
        assertThat(congestion.sending(batch, 2)).isEqualTo(1);
        congestion.close();
        congestion = withLimit(64 * DATAGRAM.length());
        assertThat(congestion.sending(batch, 0)).isEqualTo(3);
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
