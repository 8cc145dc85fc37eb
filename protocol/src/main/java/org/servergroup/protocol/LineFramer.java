package org.servergroup.protocol;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a byte stream into lines (PROTOCOL.md section 2). Not thread-safe; allocates nothing in steady state.
 *
 * <p>Fill {@link #array()} from {@link #offset()}, tell how much with {@link #filled}, then call {@link #next} until it
 * returns null. Empty lines are skipped, and so are those of white space alone, which makes a carriage return before a
 * newline harmless. A line longer than the limit is dropped up to its newline and counted.
 *
 * <p>The array starts at 8 KiB, grows up to the limit plus what {@link #reserve} asks for, and shrinks again when big
 * lines stay away.
 */
public final class LineFramer {
    private static final int SMALLEST = 8 * 1024;

    /** So many times in a row a quarter of the array must have been enough before it is given back. */
    private static final int SMALL_READS_BEFORE_SHRINKING = 64;

    private static final int NONE = -1;

    private final int maxLineBytes;
    private byte[] bytes = new byte[SMALLEST];
    private ByteBuffer view = ByteBuffer.wrap(bytes);

    /** Where the first line that was not returned yet begins. */
    private int start;
    /** Up to here there is no newline behind start. */
    private int searched;

    private int end;
    private int returned = NONE;
    private boolean dropping;
    private int smallReads;
    private int tooLongLines;
    private long tooLongBytes;

    /**
     * Takes lines of at most this many bytes, the newline not counted.
     *
     * @throws IllegalArgumentException if that is not positive
     */
    public LineFramer(int maxLineBytes) {
        if (maxLineBytes <= 0) {
            throw new IllegalArgumentException("the longest line must have at least 1 byte, not " + maxLineBytes);
        }
        this.maxLineBytes = maxLineBytes;
    }

    /**
     * Makes room for at least this many more bytes; invalidates what {@link #next} returned. To be called when
     * {@link #next} has returned null: whole lines that are still there are kept, but take memory.
     */
    public void reserve(int bytes) {
        returned = NONE;
        long needed = (long) end - start + bytes;
        if (needed > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("cannot hold " + needed + " bytes");
        }
        if (needed > this.bytes.length) {
            smallReads = 0;
            move(new byte[grown((int) needed)]);
        } else if (isTooBigFor((int) needed)) {
            smallReads = 0;
            move(new byte[Math.max(SMALLEST, (int) needed)]);
        } else if (bytes > room()) {
            move(this.bytes);
        }
    }

    /** Twice the size, but no more than a line of the limit and this read need. */
    private int grown(int needed) {
        long most = Math.max(needed, (long) maxLineBytes + needed - (end - start));
        return (int) Math.min(Math.max(needed, 2L * bytes.length), most);
    }

    private boolean isTooBigFor(int needed) {
        if (bytes.length <= SMALLEST || needed > bytes.length / 4) {
            smallReads = 0;
            return false;
        }
        return ++smallReads >= SMALL_READS_BEFORE_SHRINKING;
    }

    private void move(byte[] to) {
        System.arraycopy(bytes, start, to, 0, end - start);
        searched -= start;
        end -= start;
        start = 0;
        if (to != bytes) {
            bytes = to;
            view = ByteBuffer.wrap(to);
        }
    }

    /** Where bytes are to be put. Changes with {@link #reserve}. */
    public byte[] array() {
        return bytes;
    }

    /** The index of the first free byte of {@link #array()}. */
    public int offset() {
        return end;
    }

    /** How many bytes are free from {@link #offset()} on. */
    public int room() {
        return bytes.length - end;
    }

    /**
     * Tells that this many bytes were put at {@link #offset()}.
     *
     * @throws IllegalArgumentException if there is not so much {@link #room()}
     */
    public void filled(int bytes) {
        if (bytes < 0 || bytes > room()) {
            throw new IllegalArgumentException(bytes + " bytes do not fit into " + room());
        }
        end += bytes;
    }

    /**
     * The next whole line, without its newline.
     *
     * @return a heap-backed view, the same object each time unless the array has changed, valid until {@link #reserve}
     *     or {@link #reset}; null if there is no whole line yet
     */
    public @Nullable ByteBuffer next() {
        returned = NONE;
        int newline = newline();
        while (newline >= 0) {
            int from = start;
            start = newline + 1;
            searched = start;
            if (isWanted(from, newline)) {
                returned = from;
                return view.limit(newline).position(from);
            }
            newline = newline();
        }
        keepUnfinished();
        return null;
    }

    private int newline() {
        int to = end;
        int word = Math.min(Words.aligned(searched), to);
        int at = newline(searched, word);
        if (at == word) {
            at = newline(Words.skipToNewline(bytes, word, to), to);
        }
        if (at == to) {
            searched = to;
            return NONE;
        }
        return at;
    }

    /** The next newline before that index, or the index. */
    private int newline(int from, int to) {
        byte[] in = bytes;
        int p = from;
        while (p < to && in[p] != '\n') {
            p++;
        }
        return p;
    }

    private boolean isWanted(int from, int to) {
        if (dropping || to - from > maxLineBytes) {
            drop(to - from);
            dropping = false;
            return false;
        }
        return !isBlank(from, to);
    }

    private boolean isBlank(int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b != '\r' && b != ' ' && b != '\t') {
                return false;
            }
        }
        return true;
    }

    /** What is left has no newline. If it is too long already, there is no point in keeping it. */
    private void keepUnfinished() {
        if (dropping || end - start > maxLineBytes) {
            drop(end - start);
            start = end;
        }
        if (start == end) {
            start = 0;
            searched = 0;
            end = 0;
        }
    }

    private void drop(int count) {
        if (!dropping) {
            dropping = true;
            tooLongLines++;
        }
        tooLongBytes += count;
    }

    /**
     * Puts the line that {@link #next} returned last back, so that it is returned again.
     *
     * @throws IllegalStateException if {@link #next} returned none, or {@link #reserve} or {@link #reset} was called since
     */
    public void unread() {
        if (returned == NONE) {
            throw new IllegalStateException("there is no line to put back");
        }
        searched = start - 1; // its newline, so that it is found at once
        start = returned;
        returned = NONE;
    }

    /** Whether there is nothing that was not returned yet, not even a part of a line. */
    public boolean isEmpty() {
        return start == end && !dropping;
    }

    /**
     * Forgets everything that was not returned yet, such as the torn half of a line, when the stream begins anew.
     *
     * @return how many bytes that were; those of a line that was too long are not among them
     */
    public long reset() {
        long forgotten = (long) end - start;
        start = 0;
        searched = 0;
        end = 0;
        returned = NONE;
        dropping = false;
        return forgotten;
    }

    /** How many lines were too long since the last call. */
    public int takeTooLongLines() {
        int taken = tooLongLines;
        tooLongLines = 0;
        return taken;
    }

    /** How many bytes of lines that were too long were dropped since the last call. */
    public long takeTooLongBytes() {
        long taken = tooLongBytes;
        tooLongBytes = 0;
        return taken;
    }
}
