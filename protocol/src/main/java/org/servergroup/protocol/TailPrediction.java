package org.servergroup.protocol;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What stood behind the data of the last envelopes, which is the same for all messages from one address to another: an
 * envelope that ends so, too, needs no scanning there, and what follows from it is known.
 */
final class TailPrediction {
    private static final int SLOTS = 8;
    private static final int LONGEST = 512;

    /** By their lengths, so that the messages to a few applications have one each. */
    private final @Nullable Tail[] tails = new Tail[SLOTS];

    private static final class Tail {
        final byte[] bytes = new byte[LONGEST];
        final Members members = new Members();
        int length;
    }

    /** What the bytes behind some data say, if such a tail is known; else null. */
    @Nullable
    Members recall(byte[] in, int from, int to) {
        Tail tail = tails[(to - from) & (SLOTS - 1)];
        if (tail == null || to - from != tail.length || !Arrays.equals(tail.bytes, 0, tail.length, in, from, to)) {
            return null;
        }
        tail.members.countFrom(from);
        return tail.members;
    }

    /** Takes a tail that was scanned. */
    void learn(byte[] in, int from, int to, Members members, AddressCache cache) {
        int length = to - from;
        if (length > LONGEST) {
            return;
        }
        Tail tail = tails[length & (SLOTS - 1)];
        if (tail == null) {
            tail = new Tail();
            tails[length & (SLOTS - 1)] = tail;
        }
        tail.length = length;
        System.arraycopy(in, from, tail.bytes, 0, length);
        tail.members.copy(members, from, in, cache);
    }
}
