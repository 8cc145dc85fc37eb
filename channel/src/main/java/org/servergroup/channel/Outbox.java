package org.servergroup.channel;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.servergroup.posix.NativeBuffer;

/**
 * Frames on their way out, each between two newlines (PROTOCOL.md section 2), in native memory and in order. Remembers
 * where each ends, so that one that was written in part can be sent again or given back whole. Not thread-safe.
 */
final class Outbox {
    private static final byte NEWLINE = '\n';
    private static final int NEWLINES = 2;

    private final int normalBytes;
    private NativeBuffer buffer;
    /** Where the first frame that is not wholly written begins. */
    private int head;
    /** The first byte that is not written. */
    private int next;

    private int tail;
    /** How far the bytes of the buffer were moved towards its start, in all; what {@link #ends} is relative to. */
    private int moved;

    private int[] ends = new int[64];
    private int firstEnd;
    private int frames;

    /**
     * An empty box.
     *
     * @param bytes how much it takes; more only for a single frame that is longer
     */
    Outbox(int bytes) {
        this.normalBytes = bytes;
        this.buffer = new NativeBuffer(bytes);
    }

    boolean isEmpty() {
        return tail == head;
    }

    /** Whether it is worth telling somebody who waits for room. */
    boolean hasRoom() {
        return tail - head <= normalBytes / 2;
    }

    /** Takes a frame, or nothing of it if there is no room. An empty box takes a frame of any length. */
    boolean append(ByteBuffer[] parts, int length) {
        int needed = length + NEWLINES;
        if (!makeRoom(needed)) {
            return false;
        }
        int at = tail;
        buffer.putByte(at++, NEWLINE);
        for (ByteBuffer part : parts) {
            int size = part.remaining();
            buffer.put(at, part);
            part.position(part.limit());
            at += size;
        }
        buffer.putByte(at++, NEWLINE);
        tail = at;
        addEnd(at + moved);
        return true;
    }

    private boolean makeRoom(int needed) {
        if (needed <= buffer.size() - tail) {
            return true;
        }
        if (isEmpty()) {
            resize(needed);
            return true;
        }
        if (needed > buffer.size() - (tail - head)) {
            return false;
        }
        buffer.move(head, 0, tail - head);
        moved += head;
        next -= head;
        tail -= head;
        head = 0;
        return true;
    }

    private void resize(int bytes) {
        moved += head;
        head = 0;
        next = 0;
        tail = 0;
        if (bytes > buffer.size()) {
            buffer.close();
            buffer = new NativeBuffer(bytes);
        }
    }

    private void addEnd(int end) {
        if (frames == ends.length) {
            int[] larger = new int[2 * frames];
            for (int i = 0; i < frames; i++) {
                larger[i] = ends[(firstEnd + i) & (frames - 1)];
            }
            ends = larger;
            firstEnd = 0;
        }
        ends[(firstEnd + frames) & (ends.length - 1)] = end;
        frames++;
    }

    /**
     * Writes as much as the wire takes.
     *
     * @return 1 if all is written, else what the wire said: {@link Wire#AGAIN}, {@link Wire#AWAY}, {@link Wire#BROKEN}
     */
    int writeTo(Wire wire) {
        while (next < tail) {
            int written = wire.write(buffer, next, tail - next);
            if (written < 0) {
                return written;
            }
            next += written;
            while (frames > 0 && ends[firstEnd] - moved <= next) {
                head = ends[firstEnd] - moved;
                dropEnd();
            }
        }
        if (head > 0) {
            resize(0);
        }
        if (buffer.size() > normalBytes) {
            buffer.close();
            buffer = new NativeBuffer(normalBytes);
        }
        return 1;
    }

    private void dropEnd() {
        firstEnd = (firstEnd + 1) & (ends.length - 1);
        frames--;
    }

    /** Goes back to the start of a frame that is written in part: a new connection has seen nothing of it. */
    void rewind() {
        next = head;
    }

    /**
     * Counts the first frame as written if only its last newline is missing, because the newline before whatever is
     * written next will end it.
     */
    void settle() {
        if (frames > 0 && next == ends[firstEnd] - moved - 1) {
            head = ends[firstEnd] - moved;
            next = head;
            dropEnd();
        }
    }

    /** Takes the first frame out, without its newlines; null if there is none. */
    byte @Nullable [] takeFirst() {
        if (frames == 0) {
            return null;
        }
        int end = ends[firstEnd] - moved;
        byte[] frame = new byte[end - head - NEWLINES];
        buffer.get(head + 1, frame, 0, frame.length);
        head = end;
        next = end;
        dropEnd();
        return frame;
    }

    void close() {
        buffer.close();
    }
}
