package org.servergroup.spi;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Carries whole frames to and from the host. Thread-safe. The agent opens, retries and closes.
 *
 * <p>Of several, the agent uses the one that ranks highest ({@code service.ranking}).
 */
@ConsumerType
public interface HostTransport {
    /** Service property, {@code String}: the kind of transport, for example {@code virtio}. */
    String NAME = "servergroup.transport";

    /** What it is opened on, in words for a log or an operator: for example the path of the device. */
    String target();

    /**
     * Opens the channel and starts its reader. Blocks until it is open, at most 5 seconds; never retries. An open
     * channel need not be connected: {@link Receiver#linkUp} tells.
     *
     * @param receiver may be called before this method returns
     * @throws IOException if the channel cannot be opened now; a later attempt may succeed. The message names the
     *     target, what is wrong and, where it is known, who is in the way.
     */
    Channel open(Receiver receiver) throws IOException;

    /** An open channel. Thread-safe. */
    @ConsumerType
    interface Channel extends AutoCloseable {
        /**
         * Takes the whole frame or none of it. Waits for room some milliseconds at most, and for one that does not
         * read not again and again. Copies what it takes, and may hold it until {@link #flush}.
         *
         * @param parts the frame, in pieces and in order, without newline; positions are advanced only if it is taken
         */
        Offer offer(ByteBuffer... parts);

        /** Sends what was taken so far; the rest follows by itself. Waits as {@link #offer} does. */
        void flush();

        /** Offers a frame again that {@link Receiver#received} left, and goes on reading. Idempotent. */
        void resume();

        /**
         * Ends the reader, gives back what was taken and not sent ({@link Receiver#returned}) and releases everything.
         * Idempotent. Returns once the reader has stopped, or after 5 seconds.
         */
        @Override
        void close();
    }

    /**
     * What a channel tells. Called on the channel's reader thread, never concurrently, except where a method says
     * otherwise. Never called after {@link Channel#close} has returned.
     */
    @ProviderType
    interface Receiver {
        /**
         * A frame has arrived.
         *
         * @param frame one line without its newline, never empty; heap-backed, borrowed, valid only during the call
         * @return false to leave it: the reader then stops, and offers the same frame again after
         *     {@link Channel#resume}
         */
        boolean received(ByteBuffer frame);

        /** Everything that has arrived so far has been given to {@link #received}: the moment to flush. */
        void batchEnded();

        /** The host's end is connected. */
        void linkUp();

        /** The host's end has gone. The channel stays open and tells when it is back. */
        void linkDown(String reason);

        /** The channel cannot be used any more. It wants to be closed, from another thread, and opened anew. */
        void failed(IOException cause);

        /** There is room again after {@link Offer#BACK_PRESSURED}. */
        void writable();

        /** A frame that was taken but not sent comes back, in order; called by the thread that closes. */
        void returned(ByteBuffer frame);

        /** Bytes from the host were dropped before they became a frame. */
        void discarded(Discard reason, long bytes);
    }
}
