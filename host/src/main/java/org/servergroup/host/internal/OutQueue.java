package org.servergroup.host.internal;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * What waits to be written to one guest. Bounded: when it is full, the oldest frames go, but never the one that is partly
 * written. Some bytes are every guest's own; more than that only while the budget of all guests lasts. Loop thread only.
 */
final class OutQueue {
    private int maxBytes;
    private final int ownBytes;
    private final Budget budget;
    private final ArrayDeque<Frame> frames = new ArrayDeque<>(4);
    private int headWritten;
    private long bytes;

    OutQueue(int maxBytes, int ownBytes, Budget budget) {
        this.maxBytes = maxBytes;
        this.ownBytes = ownBytes;
        this.budget = budget;
    }

    /** Sets how much may wait. What does already stays, until there is something newer. */
    void limit(int bytes) {
        maxBytes = bytes;
    }

    /**
     * Takes a frame, and makes room for it.
     *
     * @return how many frames were lost, this one included if there was no room to be made
     */
    int add(Frame frame) {
        if (frame.length() > maxBytes || (frame.length() > ownBytes && budget.spent())) {
            return 1;
        }
        int lost = 0;
        while (!fits(frame.length())) {
            if (!discardOldest()) {
                return lost + 1;
            }
            lost++;
        }
        frames.add(frame);
        bytes += frame.length();
        if (frame.hold()) {
            budget.add(frame.length());
        }
        return lost;
    }

    private boolean fits(int length) {
        long total = bytes + length;
        return total <= ownBytes || (total <= maxBytes && !budget.spent());
    }

    private boolean discardOldest() {
        Frame head = frames.poll();
        if (head == null) {
            return false;
        }
        if (headWritten == 0) {
            released(head);
            return true;
        }
        Frame second = frames.poll();
        frames.addFirst(head);
        if (second == null) {
            return false;
        }
        released(second);
        return true;
    }

    private void released(Frame frame) {
        bytes -= frame.length();
        if (frame.release()) {
            budget.add(-frame.length());
        }
    }

    /** Copies what comes next, as far as there is room. */
    void fill(ByteBuffer out) {
        int from = headWritten;
        for (Frame frame : frames) {
            int length = Math.min(frame.length() - from, out.remaining());
            out.put(frame.bytes(), from, length);
            if (!out.hasRemaining()) {
                return;
            }
            from = 0;
        }
    }

    /**
     * Tells that this many bytes are written.
     *
     * @return how many frames became complete
     */
    int written(int count) {
        int left = count;
        int complete = 0;
        for (Frame head = frames.peek(); head != null; head = frames.peek()) {
            int rest = head.length() - headWritten;
            if (left < rest) {
                headWritten += left;
                return complete;
            }
            left -= rest;
            headWritten = 0;
            released(frames.remove());
            complete++;
        }
        return complete;
    }

    /** The connection has ended: a frame that was partly written starts anew. */
    void rewind() {
        headWritten = 0;
    }

    /**
     * Drops everything.
     *
     * @return how many frames
     */
    int clear() {
        int count = frames.size();
        headWritten = 0;
        for (Frame frame = frames.poll(); frame != null; frame = frames.poll()) {
            released(frame);
        }
        return count;
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    int frames() {
        return frames.size();
    }

    long bytes() {
        return bytes;
    }
}
