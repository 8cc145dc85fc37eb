package org.servergroup.client.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.LocalTransport;
import org.servergroup.spi.Offer;
import org.servergroup.spi.Peer;

/** A local transport that does what a test says. */
final class ScriptedTransport implements LocalTransport {
    final List<String> opened = new CopyOnWriteArrayList<>();
    final List<String> sent = new CopyOnWriteArrayList<>();
    volatile Supplier<Offer> outcome = () -> Offer.ACCEPTED;
    volatile Runnable onOpen = () -> {};
    volatile Runnable onFlush = () -> {};
    volatile @Nullable IOException openFails;
    volatile int closed;
    private volatile @Nullable Receiver receiver;

    @Override
    public String address() {
        return "cgcs.messaging";
    }

    @Override
    public Channel open(String address, Receiver newOne) throws IOException {
        IOException failure = openFails;
        if (failure != null) {
            throw failure;
        }
        onOpen.run();
        opened.add(address);
        receiver = newOne;
        return new ScriptedChannel();
    }

    Receiver receiver() {
        return Objects.requireNonNull(receiver);
    }

    void receive(String from, String frame) {
        ByteBuffer bytes = ByteBuffer.wrap(frame.getBytes(StandardCharsets.UTF_8));
        receiver().received(new Peer(LocalAddress.of(from), 1, 0, 0), bytes);
    }

    private final class ScriptedChannel implements Channel {
        @Override
        public Offer offer(LocalAddress to, ByteBuffer... parts) {
            Offer offer = outcome.get();
            if (offer == Offer.ACCEPTED) {
                StringBuilder frame = new StringBuilder();
                for (ByteBuffer part : parts) {
                    frame.append(StandardCharsets.UTF_8.decode(part));
                }
                sent.add(to + " " + frame);
            }
            return offer;
        }

        @Override
        public void flush() {
            onFlush.run();
        }

        @Override
        public void resume() {}

        @Override
        public synchronized void close() {
            closed++;
        }
    }
}
