package org.servergroup.posix;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Datagrams that are sent with one call, each to an address of its own. Not thread-safe. */
public final class SendBatch implements AutoCloseable {
    private static final int ELSEWHERE = -1;

    private final MessageHeaders headers;
    private final NativeBuffer payloads;
    /** Where the payload of each slot begins, and its length, of those that were sent, too. */
    private final int[] starts;

    private final int[] lengths;
    private int count;
    /** Up to where there is payload, and where that of the last datagram ends. */
    private int filled;

    private int end;

    /**
     * Allocates.
     *
     * @param slots how many datagrams fit at most
     * @param bytes how many bytes of payload fit at most, in all
     */
    public SendBatch(int slots, int bytes) {
        this.headers = new MessageHeaders(slots);
        this.payloads = new NativeBuffer(bytes);
        this.starts = new int[slots];
        Arrays.fill(starts, ELSEWHERE);
        this.lengths = new int[slots];
    }

    /** How many datagrams were added. */
    public int count() {
        return count;
    }

    /** How many bytes of payload were added, but for those that lie elsewhere. */
    public int bytes() {
        return end;
    }

    /** Whether a datagram of this length can be added. */
    public boolean fits(int length) {
        return count < starts.length && length <= payloads.size() - end;
    }

    /**
     * Adds a datagram that {@link #fits}: {@link #append} has to add as much payload as is said here.
     *
     * @param name the bytes of the abstract name, from the start of the array
     * @param nameLength how many there are
     * @param length how many bytes of payload
     */
    public void add(byte[] name, int nameLength, int length) {
        putName(name, nameLength);
        addAgain(length);
    }

    private void putName(byte[] name, int nameLength) {
        int slot = count;
        int length = SocketAddress.putAbstract(headers.names(), headers.nameOffset(slot), name, nameLength);
        headers.nameLength(slot, length);
    }

    /** Adds a datagram to the name that the last one in its slot went to; likewise. There must have been one. */
    public void addAgain(int length) {
        int slot = count;
        filled = end;
        if (starts[slot] != end || lengths[slot] != length) {
            starts[slot] = end;
            lengths[slot] = length;
            headers.payload(slot, payloads.address(end, length), length);
        }
        end += length;
        count = slot + 1;
    }

    /** Adds a datagram whose payload lies elsewhere and stays there until it is sent. */
    public void add(byte[] name, int nameLength, NativeBuffer payload, int offset, int length) {
        putName(name, nameLength);
        starts[count] = ELSEWHERE;
        lengths[count] = length;
        headers.payload(count, payload.address(offset, length), length);
        count++;
    }

    /** Whether there is another slot. */
    public boolean hasSlot() {
        return count < starts.length;
    }

    /** Adds to the payload of the last datagram; the position of the part stays. */
    public void append(ByteBuffer part) {
        int length = part.remaining();
        if (length > end - filled) {
            throw new IllegalArgumentException("more payload than was said");
        }
        payloads.put(filled, part);
        filled += length;
    }

    /** The length of a datagram. */
    public int length(int slot) {
        return lengths[slot];
    }

    /** Copies the payload of a datagram elsewhere. */
    public void copyTo(int slot, NativeBuffer target, int offset) {
        target.copy(offset, payloads, starts[slot], length(slot));
    }

    /** Overwrites a slot with a later one. */
    public void move(int from, int to) {
        headers.move(from, to);
        starts[to] = starts[from];
        lengths[to] = lengths[from];
    }

    /** Forgets the datagrams from a slot on. */
    public void truncate(int slots) {
        count = Math.min(count, slots);
    }

    int send(int descriptor, int from, int most) {
        return send(descriptor, from, most, Libc.MSG_DONTWAIT);
    }

    int sendPatiently(int descriptor, int from, int most) {
        return send(descriptor, from, most, 0);
    }

    private int send(int descriptor, int from, int most, int flags) {
        int slots = Math.min(most, count - from);
        int sent = Libc.sendmmsg(descriptor, headers.address(from, slots), slots, flags | Libc.MSG_NOSIGNAL);
        return sent < 0 ? Libc.failed() : sent;
    }

    /** Forgets all datagrams. */
    public void clear() {
        count = 0;
        filled = 0;
        end = 0;
    }

    /** Releases the memory. Idempotent. */
    @Override
    public void close() {
        headers.close();
        payloads.close();
    }
}
