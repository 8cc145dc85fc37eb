package org.servergroup.protocol;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the texts of addresses by their bytes, so that an address that comes again costs no allocation. Each slot
 * holds the address that came last, so that no input makes it grow.
 */
final class AddressCache {
    private static final int SLOTS = 64;

    /** More than addresses have, but for those with many escapes. */
    private static final int LONGEST_KEPT = 256;

    /** Nobody can have an address as long as that, not even if each character is escaped. */
    private static final int LONGEST = 2048;

    private final byte[] @Nullable [] keys = new byte[SLOTS][];
    private final String[] texts = new String[SLOTS];

    /** What stands between the quotes; empty if it cannot be an address, cut and left as it is if it is too long. */
    String text(byte[] bytes, int from, int to, boolean escaped) {
        if (to - from > LONGEST) {
            return JsonText.of(bytes, from, from + LONGEST, false);
        }
        if (to - from > LONGEST_KEPT) {
            return decoded(bytes, from, to, escaped);
        }
        int slot = slot(bytes, from, to);
        byte[] key = keys[slot];
        if (key == null || !isSame(key, bytes, from, to)) {
            texts[slot] = decoded(bytes, from, to, escaped);
            keys[slot] = Arrays.copyOfRange(bytes, from, to);
        }
        return texts[slot];
    }

    private static String decoded(byte[] bytes, int from, int to, boolean escaped) {
        String text = JsonText.of(bytes, from, to, escaped);
        return !escaped || JsonText.isAddress(text) ? text : "";
    }

    private static int slot(byte[] bytes, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return (hash ^ (hash >>> 16) ^ (hash >>> 8)) & (SLOTS - 1);
    }

    private static boolean isSame(byte[] key, byte[] bytes, int from, int to) {
        if (key.length != to - from) {
            return false;
        }
        for (int i = 0; i < key.length; i++) {
            if (key[i] != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }
}
