package org.servergroup.posix;

/** An array of {@code mmsghdr}, each with one {@code iovec} and a name. The layout is that of both processors. */
final class MessageHeaders implements AutoCloseable {
    private static final int NAME = 0;
    private static final int NAME_LENGTH = 8;
    private static final int VECTOR = 16;
    private static final int VECTORS = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int FLAGS = 48;
    private static final int RESULT = 56;
    private static final int HEADER_BYTES = 64;
    private static final int VECTOR_BYTES = 16;
    private static final int NAME_BYTES = 112;

    private final int slots;
    private final NativeBuffer headers;
    private final NativeBuffer vectors;
    private final NativeBuffer names;

    MessageHeaders(int slots) {
        this.slots = slots;
        this.headers = new NativeBuffer(slots * HEADER_BYTES);
        this.vectors = new NativeBuffer(slots * VECTOR_BYTES);
        this.names = new NativeBuffer(slots * NAME_BYTES);
        headers.clear();
        for (int i = 0; i < slots; i++) {
            int header = i * HEADER_BYTES;
            headers.putLong(header + NAME, names.address(nameOffset(i), NAME_BYTES));
            headers.putLong(header + VECTOR, vectors.address(i * VECTOR_BYTES, VECTOR_BYTES));
            headers.putLong(header + VECTORS, 1);
        }
    }

    int slots() {
        return slots;
    }

    long address(int from, int count) {
        return headers.address(from * HEADER_BYTES, count * HEADER_BYTES);
    }

    NativeBuffer names() {
        return names;
    }

    int nameOffset(int slot) {
        return slot * NAME_BYTES;
    }

    /** Points a slot at its payload. */
    void payload(int slot, long address, int length) {
        vectors.putLong(slot * VECTOR_BYTES, address);
        vectors.putLong(slot * VECTOR_BYTES + 8, length);
    }

    int payloadLength(int slot) {
        return (int) vectors.longAt(slot * VECTOR_BYTES + 8);
    }

    /** Copies name and payload of a slot to another one. */
    void move(int from, int to) {
        names.move(nameOffset(from), nameOffset(to), NAME_BYTES);
        nameLength(to, nameLength(from));
        payload(to, vectors.longAt(from * VECTOR_BYTES), payloadLength(from));
    }

    /** Points a slot at its control data. */
    void control(int slot, long address) {
        headers.putLong(slot * HEADER_BYTES + CONTROL, address);
    }

    /** Makes a slot ready to receive: the kernel overwrites these. */
    void expect(int slot, int controlLength) {
        int header = slot * HEADER_BYTES;
        headers.putInt(header + NAME_LENGTH, SocketAddress.BYTES);
        controlLength(slot, controlLength);
        headers.putInt(header + FLAGS, 0);
    }

    void nameLength(int slot, int length) {
        headers.putInt(slot * HEADER_BYTES + NAME_LENGTH, length);
    }

    int nameLength(int slot) {
        return headers.intAt(slot * HEADER_BYTES + NAME_LENGTH);
    }

    void controlLength(int slot, int length) {
        headers.putLong(slot * HEADER_BYTES + CONTROL_LENGTH, length);
    }

    int controlLength(int slot) {
        return (int) headers.longAt(slot * HEADER_BYTES + CONTROL_LENGTH);
    }

    int flags(int slot) {
        return headers.intAt(slot * HEADER_BYTES + FLAGS);
    }

    /** How many bytes were received. */
    int result(int slot) {
        return headers.intAt(slot * HEADER_BYTES + RESULT);
    }

    @Override
    public void close() {
        headers.close();
        vectors.close();
        names.close();
    }
}
