package org.servergroup.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks for bytes eight at a time: three to four times as fast as one at a time, where only the simple compiler is at work.
 * Words had better begin at {@link #aligned} indexes: that compiler takes others to pieces.
 */
final class Words {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long SPACES = ONES * ' ';
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long NEWLINES = ONES * '\n';

    static {
        // Takes some milliseconds the first time, which should not be those of the first message.
        word(new byte[Long.BYTES], 0);
    }

    private Words() {}

    /** The next index, if not this one, where a word can be read at once. */
    static int aligned(int index) {
        return (index + Long.BYTES - 1) & -Long.BYTES;
    }

    /** The index of a word with a newline, or of what is left at the end, which is less than a word. */
    static int skipToNewline(byte[] in, int from, int to) {
        int p = from;
        while (p <= to - Long.BYTES) {
            long other = word(in, p) ^ NEWLINES;
            // The high bit of the lowest byte that is zero, and perhaps of some above it.
            if (((other - ONES) & ~other & HIGH_BITS) != 0) {
                break;
            }
            p += Long.BYTES;
        }
        return p;
    }

    /**
     * The index of a word with a quote, a backslash, a control character or one beyond ASCII, or of what is left at the end,
     * which is less than a word.
     */
    static int skipPlain(byte[] in, int from, int to) {
        int p = from;
        while (p <= to - Long.BYTES) {
            long word = word(in, p);
            long noQuote = (word ^ QUOTES) - ONES;
            long noBackslash = (word ^ BACKSLASHES) - ONES;
            // A byte that is none of these borrows nothing from its neighbour and keeps its high bit clear.
            if (((word | (word - SPACES) | noQuote | noBackslash) & HIGH_BITS) != 0) {
                break;
            }
            p += Long.BYTES;
        }
        return p;
    }

    private static long word(byte[] in, int at) {
        return (long) LONGS.get(in, at);
    }
}
