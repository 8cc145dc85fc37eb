package org.servergroup.spi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The address of a peer in the abstract namespace: the exact bytes behind the leading NUL. Immutable.
 *
 * <p>Some old applications pad their name with NULs; an answer must go to the bytes that were seen (PROTOCOL.md
 * section 3).
 */
public final class LocalAddress {
    /** The longest address, in bytes. */
    public static final int MAX_BYTES = 107;

    private final byte[] bytes;
    private final String name;
    private final int hash;

    private LocalAddress(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("a local address has 1 to " + MAX_BYTES + " bytes, not " + bytes.length);
        }
        this.bytes = bytes;
        this.name = new String(bytes, 0, lengthOfName(bytes), StandardCharsets.UTF_8);
        this.hash = Arrays.hashCode(bytes);
    }

    /**
     * The unpadded address of a name.
     *
     * @throws IllegalArgumentException if the name is empty, holds a NUL or is longer than {@link #MAX_BYTES}
     */
    public static LocalAddress of(String name) {
        if (name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a local address must not hold a NUL character");
        }
        return new LocalAddress(name.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The address with exactly these bytes, which are copied.
     *
     * @throws IllegalArgumentException if there are none, or more than {@link #MAX_BYTES}
     */
    public static LocalAddress ofBytes(byte[] bytes) {
        return new LocalAddress(bytes.clone());
    }

    /** The name: what stands before the first NUL. Empty if the first byte is one. */
    public String name() {
        return name;
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** How many bytes it has. */
    public int length() {
        return bytes.length;
    }

    /** Copies the bytes to the start of an array, without allocating. */
    public void copyTo(byte[] target) {
        System.arraycopy(bytes, 0, target, 0, bytes.length);
    }

    private static int lengthOfName(byte[] bytes) {
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LocalAddress that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return name.length() == bytes.length
                ? name
                : name + " (" + HexFormat.of().formatHex(bytes) + ")";
    }
}
