package org.servergroup.transport.unix.internal;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.servergroup.posix.DatagramSocket;
import org.servergroup.posix.NativeBuffer;
import org.servergroup.posix.SendBatch;
import org.servergroup.spi.LocalAddress;

/** What waits for one peer that has no room, in native memory and in order. Guarded by the lock of its owner. */
final class Lane {
    private static final int FIRST_BYTES = 64 * 1024;
    /** More than this is not kept for the next time. */
    private static final int KEPT_BYTES = 512 * 1024;

    private final LocalAddress peer;
    private final int token;
    private final byte[] name;

    private @Nullable NativeBuffer buffer;
    private int head;
    private int tail;
    private int[] lengths = new int[64];
    private int first;
    private int frames;

    /** Tells when the peer has room; null while there is none. */
    @Nullable
    DatagramSocket watcher;
    /** Whether the watcher is to tell; it is kept but silent while nothing waits. */
    boolean watching;
    /** Somebody was refused, and wants to be told. */
    boolean wanted;
    /** How often in a row the peer was said to have room and had none. */
    int deceived;
    /** When to try again without a watcher, in nanoseconds; 0 while there is one. */
    long retryAt;

    long retryNanos;

    Lane(LocalAddress peer, byte[] name, int token) {
        this.peer = peer;
        this.token = token;
        this.name = name;
    }

    LocalAddress peer() {
        return peer;
    }

    int token() {
        return token;
    }

    byte[] name() {
        return name;
    }

    int frames() {
        return frames;
    }

    int bytes() {
        return tail - head;
    }

    /** Adds a frame, in pieces, whose positions are advanced. */
    void add(ByteBuffer[] parts, int length) {
        NativeBuffer target = reserve(length);
        int at = tail;
        for (ByteBuffer part : parts) {
            int size = part.remaining();
            target.put(at, part);
            part.position(part.limit());
            at += size;
        }
        added(length);
    }

    /** Adds a frame from a batch. */
    void add(SendBatch batch, int slot) {
        int length = batch.length(slot);
        batch.copyTo(slot, reserve(length), tail);
        added(length);
    }

    private NativeBuffer reserve(int length) {
        NativeBuffer current = buffer;
        if (current != null && length <= current.size() - tail) {
            return current;
        }
        int used = tail - head;
        if (current != null && length <= current.size() - used && head >= current.size() / 2) {
            current.move(head, 0, used);
        } else {
            NativeBuffer larger = new NativeBuffer(Math.max(FIRST_BYTES, 2 * (used + length)));
            if (current != null) {
                larger.copy(0, current, head, used);
                current.close();
            }
            buffer = larger;
            current = larger;
        }
        tail = used;
        head = 0;
        return current;
    }

    private void added(int length) {
        tail += length;
        if (frames == lengths.length) {
            int[] larger = new int[2 * frames];
            for (int i = 0; i < frames; i++) {
                larger[i] = lengths[(first + i) & (frames - 1)];
            }
            lengths = larger;
            first = 0;
        }
        lengths[(first + frames) & (lengths.length - 1)] = length;
        frames++;
    }

    /** Puts as many frames as fit into a batch, without copying them. */
    void fill(SendBatch batch) {
        batch.clear();
        NativeBuffer source = buffer;
        if (source == null) {
            return;
        }
        int at = head;
        for (int i = 0; i < frames && batch.hasSlot(); i++) {
            int length = lengths[(first + i) & (lengths.length - 1)];
            batch.add(name, name.length, source, at, length);
            at += length;
        }
    }

    /** A copy of the first frame; there must be one. */
    byte[] first() {
        byte[] frame = new byte[lengths[first]];
        NativeBuffer source = buffer;
        if (source != null) {
            source.get(head, frame, 0, frame.length);
        }
        return frame;
    }

    /** Forgets the first frames. */
    void drop(int count) {
        for (int i = 0; i < count; i++) {
            head += lengths[first];
            first = (first + 1) & (lengths.length - 1);
            frames--;
        }
        if (frames == 0) {
            head = 0;
            tail = 0;
            shrink();
        }
    }

    private void shrink() {
        NativeBuffer current = buffer;
        if (current != null && current.size() > KEPT_BYTES) {
            current.close();
            buffer = null;
        }
        if (lengths.length > 1024) {
            lengths = new int[64];
            first = 0;
        }
    }

    void closeWatcher() {
        DatagramSocket socket = watcher;
        if (socket != null) {
            socket.close();
            watcher = null;
            watching = false;
        }
    }

    void close() {
        closeWatcher();
        NativeBuffer current = buffer;
        if (current != null) {
            current.close();
            buffer = null;
        }
    }
}
