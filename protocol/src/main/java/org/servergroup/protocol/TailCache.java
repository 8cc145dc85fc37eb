package org.servergroup.protocol;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Remembers how envelopes end that name a certain address, so that one that comes again costs no allocation. Bounded as
 * {@link AddressCache} is.
 */
final class TailCache {
    private static final int SLOTS = 64;
    private static final int LONGEST = 256;

    private final String before;
    private final @Nullable String[] addresses = new String[SLOTS];
    private final ByteBuffer[] tails = new ByteBuffer[SLOTS];

    /** Of tails that begin like this, which ends with the quote of the address. */
    TailCache(String before) {
        this.before = before;
    }

    /** A view of the whole tail; the same one for the same address. */
    ByteBuffer tail(String address) {
        if (address.length() > LONGEST) {
            return encoded(address);
        }
        int hash = address.hashCode();
        int slot = (hash ^ (hash >>> 16) ^ (hash >>> 8)) & (SLOTS - 1);
        if (!address.equals(addresses[slot])) {
            tails[slot] = encoded(address);
            addresses[slot] = address;
        }
        return tails[slot].rewind();
    }

    private ByteBuffer encoded(String address) {
        JsonWriter tail = new JsonWriter(before.length() + address.length() + 2);
        return ByteBuffer.wrap(tail.ascii(before).escaped(address).ascii("\"}").toBytes());
    }
}
