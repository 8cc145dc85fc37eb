package org.servergroup.host.internal;

import java.nio.ByteBuffer;

/** The bytes of one message with its newline, shared by the queues of all guests it goes to. Loop thread only. */
final class Frame {
    private final byte[] bytes;
    private int holders;

    Frame(byte[] bytes) {
        this.bytes = bytes;
    }

    /** One of a line in parts. */
    static Frame of(ByteBuffer... parts) {
        int length = 1;
        for (ByteBuffer part : parts) {
            length += part.remaining();
        }
        byte[] bytes = new byte[length];
        int at = 0;
        for (ByteBuffer part : parts) {
            int size = part.remaining();
            part.get(bytes, at, size);
            at += size;
        }
        bytes[at] = '\n';
        return new Frame(bytes);
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return bytes.length;
    }

    /** Whether this is its first holder. */
    boolean hold() {
        return holders++ == 0;
    }

    /** Whether this was its last holder. */
    boolean release() {
        return --holders == 0;
    }
}
