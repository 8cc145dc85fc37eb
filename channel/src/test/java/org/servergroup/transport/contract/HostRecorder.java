package org.servergroup.transport.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.servergroup.spi.Discard;
import org.servergroup.spi.HostTransport;

/** Writes down what a channel tells, and sees to it that it does so as promised. */
public final class HostRecorder implements HostTransport.Receiver {
    private static final long PATIENCE_SECONDS = 30;

    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final List<String> returned = new ArrayList<>();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger overlaps = new AtomicInteger();
    private final AtomicInteger batches = new AtomicInteger();
    private volatile Predicate<String> taking = frame -> true;

    /** Decides which frames are taken; it runs on the channel's thread. */
    public void taking(Predicate<String> decision) {
        taking = decision;
    }

    @Override
    public boolean received(ByteBuffer frame) {
        enter();
        try {
            assertThat(frame.hasArray()).isTrue();
            String text = UTF_8.decode(frame.duplicate()).toString();
            if (!taking.test(text)) {
                return false;
            }
            frames.add(text);
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
        batches.incrementAndGet();
        inside.decrementAndGet();
    }

    @Override
    public void linkUp() {
        event("up");
    }

    @Override
    public void linkDown(String reason) {
        event("down: " + reason);
    }

    @Override
    public void failed(IOException cause) {
        event("failed: " + cause.getMessage());
    }

    @Override
    public void writable() {
        event("writable");
    }

    @Override
    public void returned(ByteBuffer frame) {
        synchronized (returned) {
            returned.add(UTF_8.decode(frame).toString());
        }
    }

    @Override
    public void discarded(Discard reason, long bytes) {
        event("discarded " + reason + " " + bytes);
    }

    /** The next frame. */
    public String nextFrame() throws InterruptedException {
        String frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(frame).as("a frame in time; events: %s", events).isNotNull();
        return frame;
    }

    /** So many frames. */
    public List<String> nextFrames(int count) throws InterruptedException {
        List<String> found = new ArrayList<>();
        while (found.size() < count) {
            found.add(nextFrame());
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

    /** What was given back. */
    public List<String> returned() {
        synchronized (returned) {
            return List.copyOf(returned);
        }
    }

    /** What was received and not asked for yet. */
    public List<String> frames() {
        return List.copyOf(frames);
    }

    /** What was told and not asked for yet. */
    public List<String> events() {
        return List.copyOf(events);
    }

    /** How many batches have ended. */
    public int batches() {
        return batches.get();
    }

    int overlaps() {
        return overlaps.get();
    }
}
