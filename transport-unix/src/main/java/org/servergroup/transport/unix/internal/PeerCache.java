package org.servergroup.transport.unix.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.Peer;

/**
 * Remembers senders, so that a frame from a known one allocates nothing. Of bounded size: a new sender may replace an
 * old one. Used by one thread.
 */
final class PeerCache {
    private static final int WAYS = 4;

    private final byte[][] names;
    private final @Nullable Peer[] peers;
    private final int mask;
    private int victim;

    PeerCache(int size) {
        int slots = Integer.highestOneBit(Math.max(size, WAYS) * 2 - 1);
        this.names = new byte[slots][];
        this.peers = new Peer[slots];
        this.mask = slots - 1;
    }

    /** The peer with that name and those credentials; null if the name is not usable as a source address. */
    @Nullable
    Peer find(byte[] name, int length, int pid, int uid, int gid) {
        int hash = 1;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + name[i];
        }
        int first = (hash ^ (hash >>> 16)) & mask & -WAYS;
        for (int i = first; i < first + WAYS; i++) {
            Peer peer = peers[i];
            if (peer != null && isNamed(names[i], name, length)) {
                if (peer.pid() == pid && peer.uid() == uid && peer.gid() == gid) {
                    return peer;
                }
                return remember(i, new Peer(peer.address(), pid, uid, gid), names[i]);
            }
        }
        byte[] bytes = Arrays.copyOf(name, length);
        return isUsable(bytes)
                ? remember(slot(first), new Peer(LocalAddress.ofBytes(bytes), pid, uid, gid), bytes)
                : null;
    }

    private static boolean isNamed(byte[] known, byte[] name, int length) {
        return Arrays.equals(known, 0, known.length, name, 0, length);
    }

    private int slot(int first) {
        for (int i = first; i < first + WAYS; i++) {
            if (peers[i] == null) {
                return i;
            }
        }
        return first + (victim++ & (WAYS - 1));
    }

    private Peer remember(int slot, Peer peer, byte[] bytes) {
        peers[slot] = peer;
        names[slot] = bytes;
        return peer;
    }

    /** It becomes a JSON string: not empty, and UTF-8 up to the padding. */
    private static boolean isUsable(byte[] name) {
        int length = 0;
        while (length < name.length && name[length] != 0) {
            length++;
        }
        if (length == 0) {
            return false;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name, 0, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
