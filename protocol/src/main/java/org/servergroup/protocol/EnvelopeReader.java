package org.servergroup.protocol;

import java.nio.ByteBuffer;

/**
 * Reads an envelope without parsing its data, and rewrites it for its next leg by splicing (PROTOCOL.md section 1). Not
 * thread-safe: one for each thread, reused for every message; allocates nothing in steady state.
 *
 * <p>Never throws on any input, and needs no memory beyond the frame. All views, and the parts that the {@code to…}
 * methods return, are valid until the next {@link #read} and as long as the frame's own bytes are.
 */
public final class EnvelopeReader {

    /**
     * Reads one frame: white space, one JSON object, and anything behind it, which is ignored. The frame's position and
     * limit stay as they are.
     *
     * @param frame heap-backed
     */
    public Verdict read(Leg leg, ByteBuffer frame) {
        throw new UnsupportedOperationException();
    }

    /**
     * The {@code version} as it stands there, for a message to people; empty if it is missing. Answers after
     * {@link Verdict#WRONG_VERSION}, too.
     */
    public String version() {
        throw new UnsupportedOperationException();
    }

    /** {@code dest_addr}; a number stands as its text. Empty if it is missing. */
    public String destination() {
        throw new UnsupportedOperationException();
    }

    /** {@code source_addr}; a number stands as its text. Empty if it is missing. */
    public String source() {
        throw new UnsupportedOperationException();
    }

    /** {@code dest_instance}; empty if it is missing. */
    public String destinationInstance() {
        throw new UnsupportedOperationException();
    }

    /** {@code source_instance}; empty if it is missing. */
    public String sourceInstance() {
        throw new UnsupportedOperationException();
    }

    /** The bytes of {@code data}, as they came. Answers after every verdict but those on JSON, if there is one. */
    public ByteBuffer data() {
        throw new UnsupportedOperationException();
    }

    /** The envelope for {@link Leg#CHANNEL}, one line in parts, with this {@code source_addr}. */
    public ByteBuffer[] toChannel(String source) {
        throw new UnsupportedOperationException();
    }

    /** The envelope for {@link Leg#AGENT_TO_APP}, in parts. */
    public ByteBuffer[] toApp() {
        throw new UnsupportedOperationException();
    }

    /** The envelope for {@link Leg#RELAY_TO_HOST_APP}, in parts, with this {@code source_instance}. */
    public ByteBuffer[] toHostApp(String sourceInstance) {
        throw new UnsupportedOperationException();
    }
}
