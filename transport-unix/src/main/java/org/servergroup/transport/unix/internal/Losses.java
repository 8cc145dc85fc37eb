package org.servergroup.transport.unix.internal;

import java.util.ArrayList;
import java.util.List;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalAddress;

/** What could not be delivered and is to be told once no lock is held. Guarded by the lock of its owner. */
final class Losses {
    /** Frames to one peer, lost for one reason. */
    record Loss(LocalAddress peer, Discard reason, long frames) {}

    private static final List<Loss> NONE = List.of();

    private List<Loss> losses = NONE;

    void add(LocalAddress peer, Discard reason, long frames) {
        if (losses.isEmpty()) {
            losses = new ArrayList<>();
        }
        int last = losses.size() - 1;
        if (last >= 0
                && losses.get(last).peer().equals(peer)
                && losses.get(last).reason() == reason) {
            losses.set(last, new Loss(peer, reason, losses.get(last).frames() + frames));
        } else {
            losses.add(new Loss(peer, reason, frames));
        }
    }

    List<Loss> take() {
        List<Loss> taken = losses;
        losses = NONE;
        return taken;
    }
}
