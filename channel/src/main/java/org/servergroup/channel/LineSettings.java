package org.servergroup.channel;

import org.servergroup.protocol.Limits;

/**
 * The sizes of a line channel.
 *
 * @param maxFrameBytes the longest frame, either way
 * @param writeBufferBytes how much waits for the other end before the sender is told to wait
 */
public record LineSettings(int maxFrameBytes, int writeBufferBytes) {
    /** As much as a writer should be ahead of a slow reader. */
    public static final int WRITE_BUFFER_BYTES = 64 * 1024;

    private static final int MIN_BYTES = 1024;
    private static final int MAX_BYTES = 64 * 1024 * 1024;

    /** The usual sizes. */
    public static final LineSettings DEFAULT = new LineSettings(Limits.MAX_FRAME_BYTES, WRITE_BUFFER_BYTES);

    /** Checks the sizes. */
    public LineSettings {
        check("max_frame_bytes", maxFrameBytes);
        check("write_buffer_bytes", writeBufferBytes);
    }

    private static void check(String name, int bytes) {
        if (bytes < MIN_BYTES || bytes > MAX_BYTES) {
            throw new IllegalArgumentException(name + " must be " + MIN_BYTES + " to " + MAX_BYTES + ", not " + bytes);
        }
    }
}
