package org.servergroup.protocol;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What stood behind the data of the last envelopes, which is the same for all messages from one address to another: an
 * envelope that ends so, too, needs no scanning there, and no new texts of its addresses.
 */
final class TailPrediction {
    private static final int SLOTS = 8;
    private static final int LONGEST = 512;

    /** By their lengths, so that the messages to a few applications have one each. */
    private final @Nullable Tail[] tails = new Tail[SLOTS];

    private static final class Tail {
        final byte[] bytes = new byte[LONGEST];
        final Field[] fields;
        final Cut cut = new Cut();
        int length;

        Tail(int fields) {
            this.fields = new Field[fields];
            Arrays.setAll(this.fields, i -> new Field(""));
        }

        boolean isAt(byte[] in, int from, int to) {
            return to - from == length && Arrays.equals(bytes, 0, length, in, from, to);
        }
    }

    /** Sets the fields if this tail is known, and then gives what to cut there; else null. */
    @Nullable
    Cut recall(byte[] in, int from, int to, Field[] fields) {
        Tail tail = tails[(to - from) & (SLOTS - 1)];
        if (tail == null || !tail.isAt(in, from, to)) {
            return null;
        }
        for (int i = 0; i < fields.length; i++) {
            fields[i].copy(tail.fields[i], from);
        }
        return tail.cut;
    }

    /** Takes a tail that was scanned. */
    void learn(byte[] in, int from, int to, Field[] fields, AddressCache cache) {
        int length = to - from;
        if (length > LONGEST) {
            return;
        }
        Tail tail = tails[length & (SLOTS - 1)];
        if (tail == null) {
            tail = new Tail(fields.length);
            tails[length & (SLOTS - 1)] = tail;
        }
        tail.length = length;
        tail.cut.forget();
        System.arraycopy(in, from, tail.bytes, 0, length);
        for (int i = 0; i < fields.length; i++) {
            fields[i].address(in, cache);
            tail.fields[i].copy(fields[i], -from);
        }
    }
}
