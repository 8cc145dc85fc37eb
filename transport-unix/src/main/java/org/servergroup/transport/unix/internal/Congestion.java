package org.servergroup.transport.unix.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.servergroup.posix.DatagramSocket;
import org.servergroup.posix.NativeBuffer;
import org.servergroup.posix.SendBatch;
import org.servergroup.spi.LocalAddress;

/**
 * Keeps peers that do not read from filling our send buffer, which is one for all. The kernel limits how many datagrams
 * wait for a peer, but not for one that is connected to us. So once half of the buffer is taken, nothing more is sent to
 * those that have something unread in two looks running, and from three quarters on in one, until they have read it. Guarded by the lock of the outlet.
 */
final class Congestion {
    private static final Logger LOG = System.getLogger("org.servergroup.transport.unix");

    /** What the kernel counts for a datagram besides its bytes, about. */
    private static final int OVERHEAD_BYTES = 768;

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    /** Until the next look after one that failed: for want of descriptors, which passes, or of a module, which does not. */
    private static final long BLIND_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Who has something that is not read, by their kernel names. */
    interface Unread {
        List<byte[]> names() throws IOException;
    }

    private final DatagramSocket socket;
    private final Namespace namespace;
    private final int limit;
    /** So much is sent between two looks at how much is taken. */
    private final int partBytes;

    private final Unread unread;
    private final LongSupplier nanoTime;
    private final NativeBuffer scratch = new NativeBuffer(Integer.BYTES);
    private final Set<LocalAddress> stalled = new HashSet<>();
    private final Set<LocalAddress> suspects = new HashSet<>();
    private long sent;
    private long lookedAt;
    private boolean blind;

    /**
     * For a socket.
     *
     * @param limit how large its send buffer is
     */
    Congestion(DatagramSocket socket, Namespace namespace, int limit, Unread unread, LongSupplier nanoTime) {
        this.socket = socket;
        this.namespace = namespace;
        this.limit = limit;
        this.partBytes = limit / 16;
        this.unread = unread;
        this.nanoTime = nanoTime;
        this.lookedAt = nanoTime.getAsLong() - LOOK_NANOS;
    }

    /**
     * Counts what is going to be sent, and looks who does not read once in a while: before it is sent, because who reads at
     * once has nothing unread then.
     *
     * @return how many datagrams may be sent before the next call, at least one
     */
    int sending(SendBatch batch, int from) {
        int slot = from;
        while (slot < batch.count() && (slot == from || sent < partBytes)) {
            sent += batch.length(slot) + OVERHEAD_BYTES;
            slot++;
        }
        if (sent >= partBytes) {
            sent = 0;
            look();
        }
        return slot - from;
    }

    /** Whether there is anybody to whom nothing should be sent now. */
    boolean isAnybodyStalled() {
        return !stalled.isEmpty();
    }

    /** Whether nothing should be sent to a peer now. */
    boolean isStalled(LocalAddress peer) {
        return !stalled.isEmpty() && stalled.contains(peer);
    }

    /** Like {@link #isStalled}, by a new look. */
    boolean isStillStalled(LocalAddress peer) {
        if (isStalled(peer)) {
            look();
        }
        return isStalled(peer);
    }

    private void look() {
        try {
            int taken = socket.unread(scratch);
            if (taken <= (stalled.isEmpty() ? limit / 2 : limit / 4)) {
                stalled.clear();
                suspects.clear();
            } else {
                boolean urgent = taken > limit / 4 * 3;
                if (isLookDue(urgent)) {
                    findStalled(urgent);
                    blind = false;
                }
            }
        } catch (IOException e) {
            stalled.clear();
            suspects.clear();
            if (!blind) {
                blind = true;
                LOG.log(
                        Level.WARNING,
                        "cannot tell which peers do not read: " + e.getMessage()
                                + "; one that is connected and never reads"
                                + " can keep others waiting (load the kernel module unix_diag, allow AF_NETLINK)");
            }
        }
    }

    private boolean isLookDue(boolean urgent) {
        long now = nanoTime.getAsLong();
        boolean due = (urgent && !blind) || now - lookedAt >= (blind ? BLIND_NANOS : LOOK_NANOS);
        if (due) {
            lookedAt = now;
        }
        return due;
    }

    private void findStalled(boolean urgent) throws IOException {
        Set<LocalAddress> found = new HashSet<>();
        byte[] name = new byte[LocalAddress.MAX_BYTES];
        for (byte[] kernelName : unread.names()) {
            if (kernelName.length <= name.length) {
                System.arraycopy(kernelName, 0, name, 0, kernelName.length);
                int length = namespace.strip(name, kernelName.length);
                if (length > 0) {
                    found.add(LocalAddress.ofBytes(Arrays.copyOf(name, length)));
                }
            }
        }
        suspects.addAll(stalled);
        stalled.clear();
        stalled.addAll(found);
        if (!urgent) {
            stalled.retainAll(suspects);
        }
        suspects.clear();
        suspects.addAll(found);
    }

    void close() {
        scratch.close();
    }
}
