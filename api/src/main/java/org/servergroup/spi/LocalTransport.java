package org.servergroup.spi;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Carries whole frames between the peers on one machine, each of which has an address. Thread-safe.
 *
 * <p>Registered as an OSGi service, and for plain Java through {@link java.util.ServiceLoader}.
 */
@ConsumerType
public interface LocalTransport {
    /** The address this transport is configured for, {@code cgcs.messaging} by default. */
    String address();

    /**
     * Binds an address and starts the reader. Never retries.
     *
     * @param address 1 to 107 bytes of UTF-8 without a NUL
     * @param receiver may be called before this method returns
     * @throws AddressInUseException if somebody else is bound to the address
     * @throws IOException if the address cannot be bound for another reason
     */
    Channel open(String address, Receiver receiver) throws IOException;

    /** An open channel. Thread-safe. */
    @ConsumerType
    interface Channel extends AutoCloseable {
        /**
         * Takes the whole frame or none of it. Waits for room some milliseconds at most, and for one that does not
         * read not again and again. Copies what it takes, and may hold it until {@link #flush} or until the peer has
         * room. What was taken and then cannot be delivered is told by {@link Receiver#undelivered}. Frames to one peer
         * keep their order.
         *
         * @param parts the frame, in pieces and in order; positions are advanced only if it is taken
         */
        Offer offer(LocalAddress to, ByteBuffer... parts);

        /** Sends what was taken so far; the rest follows by itself. Waits as {@link #offer} does. */
        void flush();

        /** Offers a frame again that {@link Receiver#received} left, and goes on reading. Idempotent. */
        void resume();

        /**
         * Ends the reader, gives back what was taken and not delivered ({@link Receiver#returned}) and releases
         * everything. What peers had sent by then is received first. Idempotent. Returns once the reader has stopped, or
         * after 5 seconds.
         */
        @Override
        void close();
    }

    /**
     * What a channel tells. Called on the channel's reader thread, never concurrently. Never called after
     * {@link Channel#close} has returned.
     */
    @ProviderType
    interface Receiver {
        /**
         * A frame has arrived.
         *
         * @param from who sent it
         * @param frame one datagram, never empty; heap-backed, borrowed, valid only during the call
         * @return false to leave it: the reader then stops reading, so that senders have to wait, and offers the same
         *     frame again after {@link Channel#resume}
         */
        boolean received(Peer from, ByteBuffer frame);

        /** Everything that has arrived so far has been given to {@link #received}: the moment to flush. */
        void batchEnded();

        /** A peer that was {@link Offer#BACK_PRESSURED} has room again. */
        void writable(LocalAddress peer);

        /** Frames that were taken could not be delivered. May be called by a thread that offers or flushes. */
        void undelivered(LocalAddress peer, Discard reason, long frames);

        /**
         * A frame that was taken but not delivered comes back when the channel is closed, in order for each peer; called
         * by the thread that closes. Counts as undelivered unless a receiver knows better.
         *
         * @param frame borrowed, valid only during the call
         */
        default void returned(LocalAddress peer, ByteBuffer frame) {
            undelivered(peer, Discard.STOPPED, 1);
        }

        /**
         * A datagram was dropped before it became a frame.
         *
         * @param pid the sender's process, 0 if unknown: often all that there is to know of it
         */
        void discarded(Discard reason, long bytes, int pid);

        /** The channel cannot be used any more. It wants to be closed, from another thread. */
        void failed(IOException cause);
    }
}
