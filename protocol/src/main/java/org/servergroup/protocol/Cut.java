package org.servergroup.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes behind the data of an envelope can be passed on as they stand there. The same for all envelopes that end alike
 * and go to the same leg.
 */
final class Cut {
    private @Nullable ByteBuffer between;
    private @Nullable ByteBuffer tail;

    private int follows;
    private int addressFrom;
    private int addressTo;
    private boolean tailFollows;
    private boolean betweenStands;
    private boolean inOnePiece;

    void forget() {
        between = null;
        tail = null;
    }

    /** Looks, unless that has been done. */
    @SuppressWarnings({"ByteBufferBackingArray", "ReferenceEquality"}) // whole arrays, wrapped, which do not change
    void find(byte[] in, int dataEnd, Field address, ByteBuffer newBetween, ByteBuffer newTail) {
        if (between == newBetween && tail == newTail) {
            return;
        }
        between = newBetween;
        tail = newTail;
        byte[] glue = newBetween.array();
        int from = address.textStart(in);
        int to = address.textEnd(in);
        tailFollows = stands(newTail.array(), 0, in, to);
        // So much of the glue follows the data; what is left of it may stand before the address.
        follows = common(glue, in, dataEnd);
        int left = glue.length - follows;
        betweenStands = stands(glue, follows, in, from - left);
        addressFrom = (betweenStands ? from - left : from) - dataEnd;
        inOnePiece = left == 0 && follows == addressFrom;
        addressTo = (tailFollows ? to + newTail.capacity() : to) - dataEnd;
    }

    /** How many bytes of the text stand there, from its beginning. */
    private static int common(byte[] text, byte[] in, int at) {
        int differs = Arrays.mismatch(text, 0, text.length, in, at, Math.min(in.length, at + text.length));
        return differs < 0 ? text.length : differs;
    }

    /** Whether the text, from that index on, stands there. */
    static boolean stands(byte[] text, int from, byte[] in, int at) {
        if (at < 0 || text.length - from > in.length - at) {
            return false;
        }
        for (int i = from, p = at; i < text.length; i++, p++) {
            if (text[i] != in[p]) {
                return false;
            }
        }
        return true;
    }

    /** How far the data's piece goes behind it. */
    int follows() {
        return betweenStands ? follows : 0;
    }

    /** Where the address's piece begins, from the end of the data. */
    int addressFrom() {
        return addressFrom;
    }

    /** Where it ends. */
    int addressTo() {
        return addressTo;
    }

    /** Whether what has to stand between the data and the address stands in their pieces. */
    boolean betweenStands() {
        return betweenStands;
    }

    /** Whether data and address stand in one piece, from the data's beginning to the address's end. */
    boolean inOnePiece() {
        return inOnePiece;
    }

    /** Whether what has to stand behind the address is in its piece. */
    boolean tailFollows() {
        return tailFollows;
    }
}
