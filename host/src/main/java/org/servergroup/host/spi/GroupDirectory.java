package org.servergroup.host.spi;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Knows which server is in which group and in what state, and tells when that changes. Registered as a service; the
 * host side uses the one whose {@link #NAME} its configuration names. A server is a member of at most one group.
 */
@ConsumerType
public interface GroupDirectory {
    /** Service property, {@code String}: what the directory is called in the configuration, for example {@code file}. */
    String NAME = "servergroup.directory";

    /**
     * Starts to tell. Must not block: what takes time is done in a thread of the directory's own.
     *
     * @param receiver may be called at once, and until the watch is closed
     */
    Watch open(Receiver receiver);

    /** An open directory. */
    @ConsumerType
    interface Watch extends AutoCloseable {
        /**
         * What the relay knows by the socket of an instance has changed. Called by the relay's only thread: must not
         * block. Every directory is told; what it makes of it is its own business. What {@link #machine} told before means
         * nothing after this call, which can come again with the same state for just that reason.
         *
         * @param initially whether this stood so before the host side was started, or before this directory was
         *     opened: not a reason for a notification
         */
        void channel(String instance, ChannelState state, boolean initially);

        /**
         * The monitor of an instance's machine tells another state than before. Told for instances with a monitor and a
         * connected channel alone, and again each time that the channel is connected. Otherwise like
         * {@link #channel(String, ChannelState, boolean)}; the default does nothing.
         */
        default void machine(String instance, MachineState state, boolean initially) {}

        /**
         * The machine of an instance with a monitor was reset; whether it runs is as before. Otherwise like
         * {@link #channel(String, ChannelState, boolean)}; the default does nothing.
         */
        default void reset(String instance) {}

        /** Ends it. Idempotent; returns once the directory's thread has stopped, or after 5 seconds. */
        @Override
        void close();
    }

    /** What a directory tells. Thread-safe; calls of one thread keep their order. May block while very many wait. */
    @ProviderType
    interface Receiver {
        /**
         * A server is there, or something about it has changed.
         *
         * @param eventTypes the notifications that the other members get, in order ({@link EventTypes}); none if this
         *     is no news
         */
        void changed(Server server, List<String> eventTypes);

        /** A server is not there any more, or in no group any more. One that is unknown is ignored. */
        void removed(String instance, List<String> eventTypes);

        /** The first list is complete: servers that were known before the directory was opened and not told are gone. */
        void listed();
    }
}
