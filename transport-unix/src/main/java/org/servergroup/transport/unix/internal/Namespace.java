package org.servergroup.transport.unix.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.servergroup.spi.LocalAddress;

/**
 * A prefix that all names of one guest have on this machine and nobody sees: abstract names are shared by a whole machine,
 * so that several guests that are mere processes on it (in tests, in a demo) would be in each other's way.
 */
final class Namespace {
    /** Leaves room for names of the length that legacy applications use, and more. */
    static final int MAX_BYTES = 64;

    static final Namespace NONE = new Namespace("");

    private final byte[] prefix;

    Namespace(String prefix) {
        this.prefix = prefix.getBytes(StandardCharsets.UTF_8);
        if (this.prefix.length > MAX_BYTES || prefix.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("namespace must be at most " + MAX_BYTES + " bytes without a NUL");
        }
    }

    /** Whether the address has a name that the kernel can take. */
    boolean fits(LocalAddress address) {
        return prefix.length + address.length() <= LocalAddress.MAX_BYTES;
    }

    /** Puts the name that the kernel knows into an array of {@link LocalAddress#MAX_BYTES}; returns its length. */
    int put(LocalAddress address, byte[] target) {
        address.copyTo(target);
        System.arraycopy(target, 0, target, prefix.length, address.length());
        System.arraycopy(prefix, 0, target, 0, prefix.length);
        return prefix.length + address.length();
    }

    /** The name that the kernel knows. */
    byte[] kernelName(LocalAddress address) {
        if (!fits(address)) {
            throw new IllegalArgumentException(address + " is too long with the namespace before it");
        }
        byte[] name = new byte[LocalAddress.MAX_BYTES];
        return Arrays.copyOf(name, put(address, name));
    }

    /** Removes the prefix from a name that the kernel told; returns the new length, -1 if it has another prefix. */
    int strip(byte[] name, int length) {
        if (prefix.length == 0) {
            return length;
        }
        if (length <= prefix.length || !Arrays.equals(name, 0, prefix.length, prefix, 0, prefix.length)) {
            return -1;
        }
        System.arraycopy(name, prefix.length, name, 0, length - prefix.length);
        return length - prefix.length;
    }
}
