package org.servergroup.transport.unix.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.servergroup.channel.LineSettings;
import org.servergroup.spi.Discard;
import org.servergroup.spi.HostTransport;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.LocalTransport;
import org.servergroup.spi.Offer;
import org.servergroup.spi.Peer;

/** Nothing is allocated for a frame, neither by who sends it nor by who receives it. */
@Timeout(60)
class AllocationTest {
    private static final int FRAMES = 20_000;
    private static final int BATCH = 8;
    /** What class loading and the like may take, in all; one object per frame would take more. */
    private static final long TOLERATED_BYTES = 8L * FRAMES;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Counted counted = new Counted();
    private int accepted;
    private int expected;
    private final ByteBuffer[] frame = {
        ByteBuffer.wrap("{\"head\":1,".getBytes(UTF_8)), ByteBuffer.wrap("\"tail\":2}".getBytes(UTF_8))
    };

    @Test
    void shouldAllocateNothingPerDatagram() throws Exception {
        String name = "sga." + ProcessHandle.current().pid();
        LocalAddress to = LocalAddress.of(name);
        LocalTransport.Channel receiving = new DatagramTransport().open(name, counted);
        LocalTransport.Channel sending = new DatagramTransport().open(name + ".s", new Counted());
        run(() -> count(sending.offer(to, frame)), sending::flush);
        sending.close();
        receiving.close();
    }

    @Test
    void shouldAllocateNothingPerLine(@TempDir Path directory) throws Exception {
        Path path = directory.resolve("socket");
        HostTransport.Channel receiving = new StreamTransport(path, true, LineSettings.DEFAULT).open(counted);
        Counted sender = new Counted();
        HostTransport.Channel sending = new StreamTransport(path, false, LineSettings.DEFAULT).open(sender);
        assertThat(sender.up.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        run(() -> count(sending.offer(frame)), sending::flush);
        sending.close();
        receiving.close();
    }

    private void run(Runnable offer, Runnable flush) {
        send(FRAMES, offer, flush);
        long sender = Thread.currentThread().getId();
        long sent = threads.getThreadAllocatedBytes(sender);
        long received = threads.getThreadAllocatedBytes(counted.reader);
        send(FRAMES, offer, flush);
        sent = threads.getThreadAllocatedBytes(sender) - sent;
        received = threads.getThreadAllocatedBytes(counted.reader) - received;
        assertThat(received).isLessThan(TOLERATED_BYTES);
        assertThat(sent).isLessThan(TOLERATED_BYTES);
        assertThat(accepted).isEqualTo(2 * FRAMES);
    }

    /** By looking: to be woken takes memory. */
    private void awaitFrames(int count) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (counted.frames < count) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("frames are missing");
            }
            LockSupport.parkNanos(20_000);
        }
    }

    private void count(Offer outcome) {
        accepted += outcome == Offer.ACCEPTED ? 1 : 0;
    }

    private void send(int frames, Runnable offer, Runnable flush) {
        for (int i = 0; i < frames; i += BATCH) {
            for (int j = 0; j < BATCH; j++) {
                frame[0].rewind();
                frame[1].rewind();
                offer.run();
            }
            flush.run();
            expected += BATCH;
            awaitFrames(expected);
        }
    }

    /** Counts, and allocates nothing itself. */
    private static final class Counted implements LocalTransport.Receiver, HostTransport.Receiver {
        private volatile int frames;
        private final Semaphore up = new Semaphore(0);
        private volatile long reader;
        private int pending;

        @Override
        public boolean received(Peer from, ByteBuffer frame) {
            return received(frame);
        }

        @Override
        public boolean received(ByteBuffer frame) {
            reader = Thread.currentThread().getId();
            pending++;
            return true;
        }

        @Override
        public void batchEnded() {
            frames = pending;
        }

        @Override
        public void linkUp() {
            up.release();
        }

        @Override
        public void linkDown(String reason) {
            // Of no interest here; so are the others.
        }

        @Override
        public void writable() {
            // See above.
        }

        @Override
        public void returned(ByteBuffer frame) {
            // See above.
        }

        @Override
        public void writable(LocalAddress peer) {
            // See above.
        }

        @Override
        public void undelivered(LocalAddress peer, Discard reason, long frames) {
            // See above.
        }

        @Override
        public void discarded(Discard reason, long bytes, int pid) {
            // See above.
        }

        @Override
        public void discarded(Discard reason, long bytes) {
            // See above.
        }

        @Override
        public void failed(IOException cause) {
            // See above.
        }
    }
}
