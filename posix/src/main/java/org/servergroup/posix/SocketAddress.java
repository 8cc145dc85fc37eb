package org.servergroup.posix;

import java.nio.charset.StandardCharsets;

/** Writes {@code sockaddr_un}. */
final class SocketAddress {
    /** Family, and 108 bytes of which the abstract namespace spends one on its leading NUL. */
    static final int BYTES = 2 + 108;

    /** The longest name or path: 107 bytes. */
    static final int MAX_NAME = 107;

    private SocketAddress() {}

    /** Writes an abstract name, and returns the length of the address. */
    static int putAbstract(NativeBuffer target, int offset, byte[] name, int length) {
        check(length);
        target.putShort(offset, (short) Libc.AF_UNIX);
        target.putByte(offset + 2, (byte) 0);
        target.put(offset + 3, name, 0, length);
        return 3 + length;
    }

    /** Writes a path, and returns the length of the address. */
    static int putPath(NativeBuffer target, String path) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        check(bytes.length);
        if (path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a path must not hold a NUL");
        }
        target.putShort(0, (short) Libc.AF_UNIX);
        target.put(2, bytes, 0, bytes.length);
        target.putByte(2 + bytes.length, (byte) 0);
        return 3 + bytes.length;
    }

    private static void check(int length) {
        if (length < 1 || length > MAX_NAME) {
            throw new IllegalArgumentException(
                    "the name or path of a socket has 1 to " + MAX_NAME + " bytes, not " + length);
        }
    }

    /** A name for messages: {@code @} stands for NUL, as in {@code /proc/net/unix}. */
    static String text(byte[] name) {
        return "@" + new String(name, StandardCharsets.UTF_8).replace('\0', '@');
    }
}
