package org.servergroup.transport.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.LocalTransport;
import org.servergroup.spi.Peer;

/** Writes down what a local channel tells, and sees to it that it does so as promised. */
public final class LocalRecorder implements LocalTransport.Receiver {
    private static final long PATIENCE_SECONDS = 30;

    private final BlockingQueue<Received> frames = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final Map<LocalAddress, Long> lost = new ConcurrentHashMap<>();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger overlaps = new AtomicInteger();
    private volatile Predicate<String> taking = frame -> true;

    /** A frame and its sender. */
    public record Received(Peer from, String text) {}

    /** Decides which frames are taken; it runs on the channel's thread. */
    public void taking(Predicate<String> decision) {
        taking = decision;
    }

    @Override
    public boolean received(Peer from, ByteBuffer frame) {
        enter();
        try {
            assertThat(frame.hasArray()).isTrue();
            String text = UTF_8.decode(frame).toString();
            if (!taking.test(text)) {
                return false;
            }
            frames.add(new Received(from, text));
            return true;
        } finally {
            inside.decrementAndGet();
        }
    }

    private void enter() {
        if (inside.getAndIncrement() != 0) {
            overlaps.incrementAndGet();
        }
    }

    private void event(String text) {
        enter();
        events.add(text);
        inside.decrementAndGet();
    }

    @Override
    public void batchEnded() {
        enter();
        inside.decrementAndGet();
    }

    @Override
    public void writable(LocalAddress peer) {
        event("writable " + peer);
    }

    @Override
    public void undelivered(LocalAddress peer, Discard reason, long count) {
        // On the thread of whoever sends, perhaps: no overlap is counted.
        lost.merge(peer, count, Long::sum);
        events.add("undelivered " + peer + " " + reason);
    }

    @Override
    public void discarded(Discard reason, long bytes, int pid) {
        boolean own = pid == ProcessHandle.current().pid();
        event("discarded " + reason + " " + bytes + (own ? " of this process" : ""));
    }

    @Override
    public void failed(IOException cause) {
        event("failed: " + cause.getMessage());
    }

    /** The next frame. */
    public Received next() throws InterruptedException {
        Received frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(frame).as("a frame in time; events: %s", events).isNotNull();
        return frame;
    }

    /** So many frames. */
    public List<String> next(int count) throws InterruptedException {
        List<String> found = new ArrayList<>();
        while (found.size() < count) {
            found.add(next().text());
        }
        return found;
    }

    /** The next event that starts so; others are skipped. */
    public String awaitEvent(String start) throws InterruptedException {
        List<String> skipped = new ArrayList<>();
        for (; ; ) {
            String event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(event)
                    .as("an event %s in time; there were %s", start, skipped)
                    .isNotNull();
            if (event.startsWith(start)) {
                return event;
            }
            skipped.add(event);
        }
    }

    /** How many frames to a peer were said to be lost. */
    public long lost(LocalAddress peer) {
        return lost.getOrDefault(peer, 0L);
    }

    /** What was received and not asked for yet. */
    public List<Received> frames() {
        return List.copyOf(frames);
    }

    /** What was told and not asked for yet. */
    public List<String> events() {
        return List.copyOf(events);
    }

    int overlaps() {
        return overlaps.get();
    }
}
