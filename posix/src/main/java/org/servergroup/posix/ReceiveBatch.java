package org.servergroup.posix;

/**
 * Room for datagrams that are received with one call, each with its sender's address and credentials. Not thread-safe.
 *
 * <p>Descriptors that a sender attaches are never installed: the room for control data is that of credentials exactly.
 */
public final class ReceiveBatch implements AutoCloseable {
    private static final int CONTROL_BYTES = 32;
    private static final int CONTROL_LEVEL = 8;
    private static final int CONTROL_TYPE = 12;
    private static final int CONTROL_DATA = 16;
    private static final int CREDENTIALS_BYTES = CONTROL_DATA + 12;

    private final int maxBytes;
    private final MessageHeaders headers;
    private final NativeBuffer controls;
    private final NativeBuffer payloads;
    private int used;

    /**
     * Allocates.
     *
     * @param slots how many datagrams are received at most
     * @param maxBytes how much is kept of each
     */
    public ReceiveBatch(int slots, int maxBytes) {
        this.maxBytes = maxBytes;
        this.headers = new MessageHeaders(slots);
        this.controls = new NativeBuffer(slots * CONTROL_BYTES);
        this.payloads = new NativeBuffer(Math.multiplyExact(slots, maxBytes));
        for (int i = 0; i < slots; i++) {
            headers.payload(i, payloads.address(i * maxBytes, maxBytes), maxBytes);
            headers.control(i, controls.address(i * CONTROL_BYTES, CONTROL_BYTES));
            headers.expect(i, CONTROL_BYTES);
        }
    }

    /** How many datagrams fit. */
    public int slots() {
        return headers.slots();
    }

    int receive(int descriptor) {
        for (int i = 0; i < used; i++) {
            headers.expect(i, CONTROL_BYTES);
        }
        used = 0;
        int count = headers.slots();
        // With MSG_TRUNC the result is the true length, also where it is more than fits.
        int flags = Libc.MSG_DONTWAIT | Libc.MSG_TRUNC | Libc.MSG_CMSG_CLOEXEC;
        int received = Libc.recvmmsg(descriptor, headers.address(0, count), count, flags, 0);
        if (received < 0) {
            return Libc.failed();
        }
        used = received;
        return received;
    }

    /** The true length of a datagram, which may be more than was kept. */
    public int length(int slot) {
        return headers.result(slot);
    }

    /** Whether less was kept than was sent. */
    public boolean truncated(int slot) {
        return headers.result(slot) > maxBytes || (headers.flags(slot) & Libc.MSG_TRUNC) != 0;
    }

    /** Copies the payload of a datagram that is not truncated to the start of an array. */
    public void payload(int slot, byte[] target) {
        payloads.get(slot * maxBytes, target, 0, headers.result(slot));
    }

    /** Whether the sender has no address. */
    public boolean isUnbound(int slot) {
        return headers.nameLength(slot) <= 2;
    }

    /** Whether the sender's address is in the abstract namespace, not a path. */
    public boolean isAbstract(int slot) {
        return !isUnbound(slot) && headers.names().byteAt(headers.nameOffset(slot) + 2) == 0;
    }

    /**
     * Copies the sender's abstract name to the start of an array.
     *
     * @param target of 107 bytes at least
     * @return how many bytes it has
     */
    public int name(int slot, byte[] target) {
        int length = Math.min(headers.nameLength(slot), SocketAddress.BYTES) - 3;
        headers.names().get(headers.nameOffset(slot) + 3, target, 0, length);
        return length;
    }

    /** The sender's process, 0 if it is not known. */
    public int pid(int slot) {
        return credential(slot, 0, 0);
    }

    /** The sender's user, -1 if it is not known. */
    public int uid(int slot) {
        return credential(slot, 4, -1);
    }

    /** The sender's group, -1 if it is not known. */
    public int gid(int slot) {
        return credential(slot, 8, -1);
    }

    private int credential(int slot, int field, int unknown) {
        int control = slot * CONTROL_BYTES;
        boolean known = headers.controlLength(slot) >= CREDENTIALS_BYTES
                && controls.intAt(control + CONTROL_LEVEL) == Libc.SOL_SOCKET
                && controls.intAt(control + CONTROL_TYPE) == Libc.SCM_CREDENTIALS;
        return known ? controls.intAt(control + CONTROL_DATA + field) : unknown;
    }

    /** Releases the memory. Idempotent. */
    @Override
    public void close() {
        headers.close();
        controls.close();
        payloads.close();
    }
}
