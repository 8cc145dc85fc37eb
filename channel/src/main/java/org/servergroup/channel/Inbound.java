package org.servergroup.channel;

import java.nio.ByteBuffer;
import org.servergroup.posix.NativeBuffer;
import org.servergroup.protocol.LineFramer;
import org.servergroup.spi.Discard;
import org.servergroup.spi.HostTransport;

/** The way in: bytes to lines to the receiver. Used by the channel's thread only. */
final class Inbound {
    static final int READ_BYTES = 64 * 1024;

    private final LineFramer framer;
    private final HostTransport.Receiver receiver;
    private final NativeBuffer buffer = new NativeBuffer(READ_BYTES);
    /** Lines that the receiver took since the last end of a batch. */
    private int batch;

    Inbound(int maxFrameBytes, HostTransport.Receiver receiver) {
        this.framer = new LineFramer(maxFrameBytes);
        this.receiver = receiver;
    }

    /** Reads once from the wire, and returns what it said. */
    int readFrom(Wire wire) {
        int read = wire.read(buffer, 0, READ_BYTES);
        if (read > 0) {
            framer.reserve(read);
            buffer.get(0, framer.array(), framer.offset(), read);
            framer.filled(read);
        }
        return read;
    }

    /** Gives whole lines to the receiver, until there are none or it leaves one: then false. */
    boolean deliver() {
        boolean all = true;
        for (ByteBuffer line = framer.next(); line != null; line = framer.next()) {
            if (!receiver.received(line)) {
                framer.unread();
                all = false;
                break;
            }
            batch++;
        }
        tellTooLong();
        return all;
    }

    private void tellTooLong() {
        int lines = framer.takeTooLongLines();
        if (lines > 0) {
            long bytes = framer.takeTooLongBytes();
            for (int i = 0; i < lines; i++) {
                receiver.discarded(Discard.TOO_LONG, bytes);
                bytes = 0;
            }
        }
    }

    /** Whether nothing waits: no whole line, and no part of one. */
    boolean isBetweenLines() {
        return framer.isEmpty();
    }

    /** Whether one line has come since the last end of a batch, and nothing else. */
    boolean isOneLine() {
        return batch == 1 && isBetweenLines();
    }

    void endBatch() {
        if (batch > 0) {
            batch = 0;
            receiver.batchEnded();
        }
    }

    /** Drops the torn half of a line, which nothing will complete. */
    void reset() {
        long torn = framer.reset();
        if (torn > 0) {
            receiver.discarded(Discard.NOT_JSON, torn);
        }
    }

    void close() {
        buffer.close();
    }
}
