package org.servergroup.protocol;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a byte stream into lines (PROTOCOL.md section 2). Not thread-safe; allocates nothing in steady state.
 *
 * <p>Fill {@link #array()} from {@link #offset()}, tell how much with {@link #filled}, then call {@link #next} until it
 * returns null. Empty lines are skipped. A line longer than the limit is dropped up to its newline and counted.
 */
public final class LineFramer {

    /** Takes lines of at most this many bytes. */
    public LineFramer(int maxLineBytes) {
        throw new UnsupportedOperationException();
    }

    /** Makes room for at least this many more bytes; invalidates what {@link #next} returned. */
    public void reserve(int bytes) {
        throw new UnsupportedOperationException();
    }

    /** Where bytes are to be put. Changes with {@link #reserve}. */
    public byte[] array() {
        throw new UnsupportedOperationException();
    }

    /** The index of the first free byte of {@link #array()}. */
    public int offset() {
        throw new UnsupportedOperationException();
    }

    /** How many bytes are free from {@link #offset()} on. */
    public int room() {
        throw new UnsupportedOperationException();
    }

    /** Tells that this many bytes were put at {@link #offset()}. */
    public void filled(int bytes) {
        throw new UnsupportedOperationException();
    }

    /**
     * The next whole line, without its newline.
     *
     * @return a heap-backed view, the same object each time, valid until {@link #reserve} or {@link #reset}; null if
     *     there is no whole line yet
     */
    public @Nullable ByteBuffer next() {
        throw new UnsupportedOperationException();
    }

    /** Puts the line that {@link #next} returned last back, so that it is returned again. */
    public void unread() {
        throw new UnsupportedOperationException();
    }

    /** Forgets everything that was not returned yet, such as the torn half of a line, when the stream begins anew. */
    public long reset() {
        throw new UnsupportedOperationException();
    }

    /** How many lines were too long since the last call. */
    public int takeTooLongLines() {
        throw new UnsupportedOperationException();
    }

    /** How many bytes of lines that were too long were dropped since the last call. */
    public long takeTooLongBytes() {
        throw new UnsupportedOperationException();
    }
}
