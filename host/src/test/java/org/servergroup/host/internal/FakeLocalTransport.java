package org.servergroup.host.internal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.LocalTransport;
import org.servergroup.spi.Offer;
import org.servergroup.spi.Peer;

/** Applications on the host, in memory. */
final class FakeLocalTransport implements LocalTransport {
    final BlockingQueue<String> delivered = new LinkedBlockingQueue<>();
    final Set<String> bound = ConcurrentHashMap.newKeySet();
    volatile boolean closed;
    private volatile @Nullable Receiver receiver;

    FakeLocalTransport(String... bound) {
        this.bound.addAll(Set.of(bound));
    }

    /** An application sends a datagram. */
    boolean send(String from, String text) {
        Receiver to = Objects.requireNonNull(receiver, "not open");
        Peer peer = new Peer(LocalAddress.of(from), 1, 0, 0);
        boolean taken = to.received(peer, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        to.batchEnded();
        return taken;
    }

    boolean isOpen() {
        return receiver != null;
    }

    /** What an application got, {@code address: datagram}; null if nothing in time. */
    @Nullable
    String next() throws InterruptedException {
        return delivered.poll(HostFixture.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public String address() {
        return "cgcs.messaging";
    }

    @Override
    public Channel open(String address, Receiver to) {
        receiver = to;
        return new Channel() {
            @Override
            public Offer offer(LocalAddress peer, ByteBuffer... parts) {
                if (!bound.contains(peer.name())) {
                    return Offer.NO_SUCH_PEER;
                }
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                for (ByteBuffer part : parts) {
                    while (part.hasRemaining()) {
                        bytes.write(part.get());
                    }
                }
                delivered.add(peer.name() + ": " + bytes.toString(StandardCharsets.UTF_8));
                return Offer.ACCEPTED;
            }

            @Override
            public void flush() {}

            @Override
            public void resume() {}

            @Override
            public void close() {
                closed = true;
            }
        };
    }
}
