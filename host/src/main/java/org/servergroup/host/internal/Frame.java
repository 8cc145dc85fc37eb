package org.servergroup.host.internal;

/** The bytes of one message with its newline, shared by the queues of all guests it goes to. Loop thread only. */
final class Frame {
    private final byte[] bytes;
    private int holders;

    Frame(byte[] bytes) {
        this.bytes = bytes;
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
