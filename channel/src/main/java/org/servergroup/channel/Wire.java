package org.servergroup.channel;

import java.io.IOException;
import org.servergroup.posix.Epoll;
import org.servergroup.posix.NativeBuffer;

/**
 * The bytes beneath a line channel, and what they say about the link. Nothing here blocks but {@link #awaitRoom}.
 *
 * <p>The channel's thread calls everything but {@link #write}, and holds the channel's lock where the descriptor may
 * change: in {@link #ready}, {@link #away} and {@link #close}. Whoever writes holds the lock, too.
 */
public interface Wire {
    /** Nothing now; an edge will tell. */
    int AGAIN = -1;
    /** The other end has gone and may come back. */
    int AWAY = -2;
    /** This wire is of no more use; {@link #failure} tells why. */
    int BROKEN = -3;

    /** Watches its descriptors, for edges, under tokens from 1 on; for room to write, too. */
    void start(Epoll epoll) throws IOException;

    /**
     * Whether an edge is to tell of room to write, and on some wires of the other end's coming: needed while a write waits
     * and while nobody is connected, and at any other time a wake-up for nothing with each thing that the other end reads.
     * If there is room already when this begins, the edge comes at once. With the lock held.
     *
     * @return 1, or {@link #BROKEN}
     */
    int watchRoom(boolean wanted);

    /**
     * Takes an event.
     *
     * @return whether the other end is connected
     */
    boolean ready(int token, int events) throws IOException;

    /** Reads: how many bytes, at least 1, or {@link #AGAIN}, {@link #AWAY} or {@link #BROKEN}. */
    int read(NativeBuffer target, int offset, int length);

    /**
     * Whether what comes is going to be read at once. While it is not, a wire must not tell of it again and again. With the
     * lock held.
     *
     * @return 1, or {@link #BROKEN}
     */
    default int watchData(boolean wanted) {
        return 1;
    }

    /** Whether a read that returns less than asked for means that there is no more, and an edge will tell. */
    boolean shortReadEnds();

    /** Whether the next wait tells at once of what is left unread now, so that nothing is lost by not reading on. */
    default boolean tellsOfRest() {
        return false;
    }

    /** Writes: how many bytes, at least 1, or {@link #AGAIN}, {@link #AWAY} or {@link #BROKEN}. */
    int write(NativeBuffer source, int offset, int length);

    /**
     * Waits for room after {@link #AGAIN}; on a wire that is one of many, which one thread may serve, not at all. Whoever
     * writes calls it, but never the channel's thread.
     *
     * @return whether there is room now
     */
    default boolean awaitRoom(int timeoutMillis) {
        return false;
    }

    /**
     * Takes note that the other end has gone, after {@link #AWAY}.
     *
     * @return whether another one is connected already
     */
    boolean away() throws IOException;

    /** Why the other end has gone, after {@link #AWAY}. */
    String reason();

    /** Why it is {@link #BROKEN}. */
    IOException failure();

    /** Whether the other end's stream goes on, without a trace, when this end closes and opens again. */
    boolean survivesClose();

    /** Closes its descriptors. Called once, by the last user. */
    void close();
}
