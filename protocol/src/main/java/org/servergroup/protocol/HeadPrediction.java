package org.servergroup.protocol;

import java.util.Arrays;

/**
 * How the last envelopes began, up to a value within their data: an envelope that begins so, too, is scanned from there on
 * only. The same bytes leave the scanner in the same state, so that nothing is taken for granted. For envelopes whose
 * first key is {@code data}, as that of all legacy writers is.
 */
final class HeadPrediction {
    private static final int LONGEST = 512;

    /** After so many envelopes it is learned anew, because one among them that was different may have made it short. */
    private static final int USES = 1024;

    private final byte[] head = new byte[LONGEST];
    private int length;
    private int uses;
    private long objects;
    private int depth;
    private int valueStart;

    private final byte[] previous = new byte[LONGEST];
    private int previousLength;

    /** Whether an envelope begins as predicted and goes on behind that. */
    boolean isAt(byte[] in, int from, int to) {
        if (length == 0 || to - from < length || !Arrays.equals(head, 0, length, in, from, from + length)) {
            return false;
        }
        if (--uses > 0) {
            return true;
        }
        length = 0;
        previousLength = 0;
        return false;
    }

    /** Up to where an envelope is like the last one that was not predicted. */
    int agreesUpTo(byte[] in, int from, int to) {
        int most = Math.min(previousLength, to - from);
        int differs = Arrays.mismatch(previous, 0, most, in, from, from + most);
        return from + (differs < 0 ? most : differs);
    }

    /** Takes an envelope that was not predicted, once its first value has been scanned. */
    void learn(byte[] in, int from, int to, JsonScanner scanner) {
        previousLength = Math.min(to - from, LONGEST);
        System.arraycopy(in, from, previous, 0, previousLength);
        length = Math.max(0, scanner.mark() - from);
        if (length > 0) {
            System.arraycopy(in, from, head, 0, length);
            uses = USES;
            objects = scanner.markObjects();
            depth = scanner.markDepth();
            valueStart = scanner.valueStart() - from;
        }
    }

    int length() {
        return length;
    }

    /** Which of the open containers are objects, a bit for each. */
    long objects() {
        return objects;
    }

    /** How many containers are open. */
    int depth() {
        return depth;
    }

    /** Where the first value begins, from the beginning of the envelope. */
    int valueStart() {
        return valueStart;
    }
}
