package org.servergroup.agent.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.servergroup.spi.AddressInUseException;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.LocalTransport;
import org.servergroup.spi.Offer;
import org.servergroup.spi.Peer;

/** Applications in memory: a test binds and unbinds them, lets them send, and sees what they got. */
final class FakeApps implements LocalTransport {
    private final Map<LocalAddress, App> apps = new ConcurrentHashMap<>();
    private volatile String address = "cgcs.messaging";
    private volatile boolean inUse;
    private volatile @Nullable FakeChannel channel;

    /** One application. */
    final class App {
        private final LocalAddress at;
        private final List<String> got = new CopyOnWriteArrayList<>();
        private volatile boolean reads = true;
        private volatile int room = 4;
        private int waiting;

        App(LocalAddress at) {
            this.at = at;
        }

        List<String> got() {
            return got;
        }

        /** Goes on with what it is told, but reads nothing once so many are in its queue. */
        void stopReading(int queue) {
            room = queue;
            reads = false;
        }

        /** Reads a single message from its queue, which is not enough for its channel to speak of room. */
        synchronized void readOne() {
            waiting--;
        }

        void startReading() {
            reads = true;
            FakeChannel open = channel;
            if (open != null) {
                synchronized (this) {
                    waiting = 0;
                }
                open.onReader(() -> open.receiver.writable(at));
            }
        }

        void unbind() {
            apps.remove(at);
        }

        void send(String json) {
            FakeChannel open = channel;
            if (open == null) {
                throw new IllegalStateException("not open");
            }
            open.onReader(() -> open.send(new Peer(at, 1, 2, 3), json.getBytes(StandardCharsets.UTF_8)));
        }

        private synchronized boolean take(byte[] frame) {
            if (!reads && waiting >= room) {
                return false;
            }
            waiting = reads ? 0 : waiting + 1;
            got.add(new String(frame, StandardCharsets.UTF_8));
            return true;
        }
    }

    App bind(LocalAddress at) {
        App app = new App(at);
        apps.put(at, app);
        return app;
    }

    App bind(String name) {
        return bind(LocalAddress.of(name));
    }

    void inUse(boolean byAnother) {
        inUse = byAnother;
    }

    void address(String changed) {
        address = changed;
    }

    @Nullable
    String bound() {
        FakeChannel open = channel;
        return open == null || open.closed ? null : open.bound;
    }

    /** What the reader keeps because the agent did not take it. */
    boolean isHeld() {
        FakeChannel open = channel;
        return open != null && open.held;
    }

    void fail(String reason) {
        FakeChannel open = channel;
        if (open != null) {
            open.onReader(() -> open.receiver.failed(new IOException(reason)));
        }
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public Channel open(String at, Receiver receiver) throws IOException {
        if (inUse) {
            throw new AddressInUseException(at + " is in use by another process");
        }
        FakeChannel opening = new FakeChannel(at, receiver);
        channel = opening;
        return opening;
    }

    private final class FakeChannel implements Channel {
        private final ExecutorService reader = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "fake-local-reader");
            thread.setDaemon(true);
            return thread;
        });
        private final String bound;
        private final Receiver receiver;
        private final Deque<Datagram> incoming = new ArrayDeque<>();
        private final List<Datagram> unsent = new ArrayList<>();
        private volatile boolean held;
        private volatile boolean closed;

        FakeChannel(String bound, Receiver receiver) {
            this.bound = bound;
            this.receiver = receiver;
        }

        void onReader(Runnable task) {
            try {
                reader.execute(task);
            } catch (RejectedExecutionException e) {
                // closed: there is nobody to tell
            }
        }

        /** Takes what the application will have room for, and delivers it when flushed, as a real one does. */
        @Override
        public synchronized Offer offer(LocalAddress to, ByteBuffer... parts) {
            if (closed) {
                return Offer.CLOSED;
            }
            App app = apps.get(to);
            if (app == null) {
                return Offer.NO_SUCH_PEER;
            }
            if (!app.reads && app.waiting + pending(to) >= app.room) {
                return Offer.BACK_PRESSURED;
            }
            unsent.add(new Datagram(new Peer(to, 0, 0, 0), FakeHost.bytes(parts)));
            return Offer.ACCEPTED;
        }

        private int pending(LocalAddress to) {
            int count = 0;
            for (Datagram datagram : unsent) {
                count += datagram.peer().address().equals(to) ? 1 : 0;
            }
            return count;
        }

        @Override
        public synchronized void flush() {
            Set<App> full = new HashSet<>();
            for (Datagram datagram : unsent) {
                App app = apps.get(datagram.peer().address());
                if (app != null && !app.take(datagram.frame())) {
                    full.add(app);
                }
            }
            unsent.clear();
            if (!full.isEmpty()) {
                throw new IllegalStateException("took more than there was room for");
            }
        }

        private void send(Peer from, byte[] frame) {
            incoming.addLast(new Datagram(from, frame));
            pump();
        }

        private void pump() {
            while (!held && !closed && !incoming.isEmpty()) {
                Datagram datagram = incoming.getFirst();
                if (receiver.received(datagram.peer(), ByteBuffer.wrap(datagram.frame()))) {
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
            closed = true;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Datagram(Peer peer, byte[] frame) {}
}
