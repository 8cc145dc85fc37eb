package org.servergroup.agent.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.servergroup.spi.HostTransport;
import org.servergroup.spi.Offer;

/** A host in memory: a test says whether it is there, whether it reads, and sees what arrived. */
final class FakeHost implements HostTransport {
    private final String target;
    private final List<String> arrived;
    private volatile boolean connected = true;
    private volatile boolean reads = true;
    private volatile int bufferFrames = 8;
    private volatile @Nullable String refusal;
    private volatile int opened;
    private volatile int attempts;
    private volatile @Nullable FakeChannel channel;

    FakeHost(String target, List<String> arrived) {
        this.target = target;
        this.arrived = arrived;
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    public synchronized Channel open(Receiver receiver) throws IOException {
        attempts++;
        String why = refusal;
        if (why != null) {
            throw new IOException(why);
        }
        FakeChannel before = channel;
        if (before != null && !before.closed) {
            throw new IOException(target + " is busy");
        }
        opened++;
        FakeChannel opening = new FakeChannel(receiver);
        channel = opening;
        if (connected) {
            opening.onReader(receiver::linkUp);
        }
        return opening;
    }

    // What a test does.

    List<String> arrived() {
        return arrived;
    }

    int opened() {
        return opened;
    }

    int attempts() {
        return attempts;
    }

    boolean isOpen() {
        FakeChannel open = channel;
        return open != null && !open.closed;
    }

    /** From now on it cannot be opened, or can again if null. */
    void refuse(@Nullable String why) {
        refusal = why;
    }

    /** How many frames the channel takes while the host does not read. */
    void buffer(int frames) {
        bufferFrames = frames;
    }

    void connect() {
        connected = true;
        FakeChannel open = channel;
        if (open != null) {
            open.onReader(() -> {
                open.receiver.linkUp();
                open.flush();
            });
        }
    }

    void disconnect(String reason) {
        connected = false;
        FakeChannel open = channel;
        if (open != null) {
            open.onReader(() -> open.receiver.linkDown(reason));
        }
    }

    void stopReading() {
        reads = false;
    }

    void startReading() {
        reads = true;
        FakeChannel open = channel;
        if (open != null) {
            open.onReader(open::flush);
        }
    }

    void fail(String reason) {
        FakeChannel open = channel;
        if (open != null) {
            open.failed = true;
            open.onReader(() -> open.receiver.failed(new IOException(reason)));
        }
    }

    void send(String json) {
        FakeChannel open = channel;
        if (open == null) {
            throw new IllegalStateException("not open");
        }
        open.onReader(() -> open.send(json.getBytes(StandardCharsets.UTF_8)));
    }

    private final class FakeChannel implements Channel {
        private final ExecutorService reader = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "fake-host-reader");
            thread.setDaemon(true);
            return thread;
        });
        private final Receiver receiver;
        private final Deque<byte[]> taken = new ArrayDeque<>();
        private final Deque<byte[]> incoming = new ArrayDeque<>();
        private boolean wanted;
        private boolean held;
        private volatile boolean failed;
        private volatile boolean closed;

        FakeChannel(Receiver receiver) {
            this.receiver = receiver;
        }

        void onReader(Runnable task) {
            try {
                reader.execute(task);
            } catch (RejectedExecutionException e) {
                // closed: there is nobody to tell
            }
        }

        @Override
        public synchronized Offer offer(ByteBuffer... parts) {
            if (closed || failed) {
                return Offer.CLOSED;
            }
            if (!connected) {
                return Offer.NOT_CONNECTED;
            }
            if (taken.size() >= bufferFrames) {
                wanted = true;
                return Offer.BACK_PRESSURED;
            }
            taken.addLast(bytes(parts));
            return Offer.ACCEPTED;
        }

        @Override
        public synchronized void flush() {
            while (reads && connected && !closed && !failed && !taken.isEmpty()) {
                arrived.add(new String(taken.removeFirst(), StandardCharsets.UTF_8));
            }
            if (wanted && connected && taken.size() < bufferFrames) {
                wanted = false;
                onReader(receiver::writable);
            }
        }

        private void send(byte[] frame) {
            incoming.addLast(frame);
            pump();
        }

        private void pump() {
            while (!held && !closed && !incoming.isEmpty()) {
                if (receiver.received(ByteBuffer.wrap(incoming.getFirst()))) {
                    incoming.removeFirst();
                } else {
                    held = true;
                }
            }
            receiver.batchEnded();
        }

        @Override
        public void resume() {
            onReader(() -> {
                held = false;
                pump();
            });
        }

        @Override
        public void close() {
            reader.shutdown();
            try {
                if (!reader.awaitTermination(5, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("the reader does not end");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            List<byte[]> left;
            synchronized (this) {
                closed = true;
                left = new ArrayList<>(taken);
                taken.clear();
            }
            left.forEach(frame -> receiver.returned(ByteBuffer.wrap(frame)));
        }
    }

    static byte[] bytes(ByteBuffer[] parts) {
        int length = 0;
        for (ByteBuffer part : parts) {
            length += part.remaining();
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (ByteBuffer part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
