package org.servergroup.transport.unix.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.servergroup.posix.Epoll;
import org.servergroup.posix.SendBatch;
import org.servergroup.posix.UnreadSockets;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.Offer;
import org.servergroup.transport.contract.UnixPeer;

/** With real sockets. Nobody is bound to the names of other peers than {@code us} and {@code stuck}. */
class BacklogTest {
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final int MEBIBYTE = 1024 * 1024;
    private static final int MOST_IN_ALL = 16;
    private static final int MANY = 20;
    private static final int QUEUE_BYTES = 8 * MEBIBYTE;
    private static final int SEND_BUFFER_BYTES = 8 * 1024;
    private static final DatagramSettings SETTINGS = new DatagramSettings(
            "sgt.unused", Namespace.NONE, 64 * 1024, QUEUE_BYTES, SEND_BUFFER_BYTES, MOST_IN_ALL, new AllowedUsers());

    private final String prefix =
            "sgt.backlog." + ProcessHandle.current().pid() + "." + COUNTER.incrementAndGet() + ".";
    private final List<LocalAddress> writable = new ArrayList<>();
    private UnixPeer us;
    private UnixPeer stuck;
    private Epoll epoll;
    private Backlog backlog;

    @BeforeEach
    void open() throws IOException {
        us = new UnixPeer(address("us"));
        stuck = new UnixPeer(address("stuck"));
        epoll = new Epoll(1);
        Congestion congestion =
                new Congestion(us.socket(), Namespace.NONE, SEND_BUFFER_BYTES, UnreadSockets::names, System::nanoTime);
        backlog = new Backlog(us.socket(), SETTINGS, congestion, epoll, () -> {}, new Losses());
    }

    @AfterEach
    void close() {
        backlog.close();
        epoll.close();
        stuck.close();
        us.close();
    }

    private LocalAddress address(String name) {
        return LocalAddress.of(prefix + name);
    }

    private Offer offer(String peer) {
        return offer(backlog.open(address(peer)), MEBIBYTE);
    }

    private Offer offer(@Nullable Lane lane, int length) {
        return backlog.offer(Objects.requireNonNull(lane), new ByteBuffer[] {ByteBuffer.allocate(length)}, length);
    }

    private Offer offerToStuck(int length) {
        return offer(backlog.laneFor(stuck.address()), length);
    }

    /** So that what it is to get now takes its lane, which is empty. */
    private void stall() throws IOException {
        us.send(stuck.address().name(), "x".repeat(SEND_BUFFER_BYTES));
        try (SendBatch next = new SendBatch(1, SEND_BUFFER_BYTES)) {
            byte[] name = stuck.address().bytes();
            next.add(name, name.length, SEND_BUFFER_BYTES);
            backlog.sending(next, 0);
        }
        assertThat(backlog.laneFor(stuck.address())).isNotNull();
    }

    /** Does what the loop does, until the one who was refused is told. */
    private void awaitToldOfRoom() throws IOException {
        for (int i = 0; i < MANY && writable.isEmpty(); i++) {
            assertThat(backlog.isTimed()).isTrue();
            epoll.await(backlog.timeoutMillis());
            backlog.retry(writable);
        }
        assertThat(writable).containsExactly(stuck.address());
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

    @Test
    void shouldTellOfRoomThoughNothingWaitsForThePeer() throws IOException {
        stall();
        assertThat(offerToStuck(QUEUE_BYTES + 1)).isEqualTo(Offer.BACK_PRESSURED);
        stuck.next();
        awaitToldOfRoom();

        assertThat(backlog.laneFor(stuck.address())).as("a lane to wait in").isNull();
        assertThat(backlog.isTimed()).isFalse();
    }

    @Test
    void shouldNotForgetWhoWasRefusedForTheSakeOfOthers() throws IOException {
        stall();
        assertThat(offerToStuck(QUEUE_BYTES + 1)).isEqualTo(Offer.BACK_PRESSURED);
        for (int i = 0; i < MANY; i++) {
            assertThat(backlog.open(address("idle" + i))).isNotNull();
        }
        stuck.next();
        awaitToldOfRoom();
    }

    @Test
    void shouldTellOfRoomOnceLessWaitsForOthers() throws IOException {
        for (int i = 0; i < MOST_IN_ALL; i++) {
            assertThat(offer("gone" + i % 4)).isEqualTo(Offer.ACCEPTED);
        }
        stall();
        assertThat(offerToStuck(1)).isEqualTo(Offer.BACK_PRESSURED);
        awaitToldOfRoom();

        assertThat(offerToStuck(1)).isEqualTo(Offer.ACCEPTED);
    }
}
