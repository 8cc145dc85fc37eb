package org.servergroup.bench.micro;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.servergroup.spi.HostTransport;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.LocalTransport;
import org.servergroup.spi.Offer;

/** Transports without system calls: what is offered is copied once, and forgotten at the flush. */
public final class MemoryTransports {
    /** How much an outbox takes before it is full. */
    private static final int BYTES = 64 * 1024;

    private final Host host = new Host();
    private final Local local = new Local();

    /** The host's. */
    public Host host() {
        return host;
    }

    /** The applications'. */
    public Local local() {
        return local;
    }

    /** Copies frames, as a channel does. */
    private static final class Outbox {
        private final ByteBuffer buffer = ByteBuffer.allocate(BYTES);

        Offer offer(ByteBuffer[] parts) {
            for (ByteBuffer part : parts) {
                buffer.put(part);
            }
            return Offer.ACCEPTED;
        }

        void flush() {
            buffer.clear();
        }
    }

    /** Waits for the agent to open a channel. */
    private static final class Opened<R> {
        private final CountDownLatch latch = new CountDownLatch(1);
        private volatile @Nullable R receiver;

        void by(R opener) {
            receiver = opener;
            latch.countDown();
        }

        R await() throws InterruptedException {
            R opener = latch.await(10, TimeUnit.SECONDS) ? receiver : null;
            if (opener == null) {
                throw new IllegalStateException("the agent did not open the channel");
            }
            return opener;
        }
    }

    /** A host that takes everything. */
    public static final class Host implements HostTransport {
        private final Opened<HostTransport.Receiver> opened = new Opened<>();

        /** What the agent opened it with. */
        public HostTransport.Receiver receiver() throws InterruptedException {
            return opened.await();
        }

        @Override
        public String target() {
            return "memory";
        }

        @Override
        public HostTransport.Channel open(HostTransport.Receiver receiver) {
            receiver.linkUp();
            opened.by(receiver);
            Outbox outbox = new Outbox();
            return new HostTransport.Channel() {
                @Override
                public Offer offer(ByteBuffer... parts) {
                    return outbox.offer(parts);
                }

                @Override
                public void flush() {
                    outbox.flush();
                }

                @Override
                public void resume() {}

                @Override
                public void close() {}
            };
        }
    }

    /** Applications that take everything. */
    public static final class Local implements LocalTransport {
        private final Opened<LocalTransport.Receiver> opened = new Opened<>();

        /** What the agent opened it with. */
        public LocalTransport.Receiver receiver() throws InterruptedException {
            return opened.await();
        }

        @Override
        public String address() {
            return "memory";
        }

        @Override
        public LocalTransport.Channel open(String address, LocalTransport.Receiver receiver) {
            opened.by(receiver);
            Outbox outbox = new Outbox();
            return new LocalTransport.Channel() {
                @Override
                public Offer offer(LocalAddress to, ByteBuffer... parts) {
                    return outbox.offer(parts);
                }

                @Override
                public void flush() {
                    outbox.flush();
                }

                @Override
                public void resume() {}

                @Override
                public void close() {}
            };
        }
    }
}
