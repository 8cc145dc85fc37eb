package org.servergroup.posix;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/**
 * A block of memory outside the heap. Pages that were never touched take no memory. Not thread-safe.
 *
 * <p>It is freed by {@link #close} only, once nobody uses it any more; after that every access throws.
 */
public final class NativeBuffer implements AutoCloseable {
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    private final Pointer memory;
    private long address;
    private ByteBuffer view;

    /**
     * Allocates.
     *
     * @param size in bytes, at least 1
     */
    public NativeBuffer(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("size: " + size);
        }
        address = Native.malloc(size);
        if (address == 0) {
            throw new OutOfMemoryError("malloc(" + size + ")");
        }
        memory = new Pointer(address);
        view = memory.getByteBuffer(0, size);
    }

    /** The size in bytes, 0 once it is closed. */
    public int size() {
        return view.capacity();
    }

    /** Copies from an array into this buffer. */
    public void put(int offset, byte[] source, int from, int length) {
        // Not by the view: that asks the virtual machine for more than the copy, 200 cycles of it for each.
        memory.write(checked(offset, length), source, from, length);
    }

    /** Copies what remains in a buffer into this one, and leaves the position of the source alone. */
    public void put(int offset, ByteBuffer source) {
        if (source.hasArray()) {
            put(offset, source.array(), source.arrayOffset() + source.position(), source.remaining());
        } else {
            view.put(offset, source, source.position(), source.remaining());
        }
    }

    /** Copies from this buffer into an array. */
    public void get(int offset, byte[] target, int to, int length) {
        memory.read(checked(offset, length), target, to, length);
    }

    /** Copies from another buffer into this one. */
    public void copy(int offset, NativeBuffer source, int from, int length) {
        view.put(offset, source.view, from, length);
    }

    /** Copies within this buffer; the regions may overlap. */
    public void move(int from, int to, int length) {
        view.put(to, view, from, length);
    }

    public byte byteAt(int offset) {
        return view.get(offset);
    }

    public void putByte(int offset, byte value) {
        view.put(offset, value);
    }

    public short shortAt(int offset) {
        return view.getShort(offset);
    }

    public void putShort(int offset, short value) {
        view.putShort(offset, value);
    }

    public int intAt(int offset) {
        return view.getInt(offset);
    }

    public void putInt(int offset, int value) {
        view.putInt(offset, value);
    }

    public long longAt(int offset) {
        return view.getLong(offset);
    }

    public void putLong(int offset, long value) {
        view.putLong(offset, value);
    }

    /** Sets every byte to zero. */
    void clear() {
        for (int i = 0; i < view.capacity(); i++) {
            view.put(i, (byte) 0);
        }
    }

    /** The address of a region for a system call. */
    long address(int offset, int length) {
        return address + checked(offset, length);
    }

    /** The offset of a region that lies within: to be asked where nothing else checks. */
    private int checked(int offset, int length) {
        if (offset < 0 || length < 0 || offset > view.capacity() - length) {
            throw new IndexOutOfBoundsException(
                    "offset " + offset + ", length " + length + ", size " + view.capacity());
        }
        return offset;
    }

    /** Frees the memory. Idempotent. */
    @Override
    public void close() {
        if (address != 0) {
            long freed = address;
            address = 0;
            view = NOTHING;
            Native.free(freed);
        }
    }
}
