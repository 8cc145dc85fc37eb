package org.servergroup.agent.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The host transports that there are, in order of preference, and which of them is to be tried when. Not thread-safe: its
 * owner guards it, and what changes of each.
 *
 * <p>Which one is better is a matter of ranking, then of age, as with services.
 */
final class HostCandidates {
    /** No time at all, however long one waits. */
    static final long NEVER = Long.MAX_VALUE;

    private final List<HostCandidate> ranked = new ArrayList<>();

    void add(HostCandidate candidate) {
        ranked.add(candidate);
        ranked.sort(HostCandidate.BEST_FIRST);
    }

    void rank(long id, int ranking) {
        HostCandidate candidate = find(id);
        if (candidate != null) {
            candidate.ranking = ranking;
        }
        ranked.sort(HostCandidate.BEST_FIRST);
    }

    /** Takes one out; null if it is not known. */
    @Nullable
    HostCandidate remove(long id) {
        HostCandidate going = find(id);
        if (going != null) {
            ranked.remove(going);
            going.removed = true;
        }
        return going;
    }

    private @Nullable HostCandidate find(long id) {
        for (HostCandidate candidate : ranked) {
            if (candidate.id == id) {
                return candidate;
            }
        }
        return null;
    }

    /** The best first. */
    List<HostCandidate> all() {
        return Collections.unmodifiableList(ranked);
    }

    /** The best one whose time has come, if it is better than the one in use. */
    @Nullable
    HostCandidate due(long now, @Nullable HostCandidate used) {
        for (HostCandidate candidate : ranked) {
            if (candidate == used) {
                return null;
            }
            if (candidate.retryAt - now <= 0) {
                return candidate;
            }
        }
        return null;
    }

    /** How many nanoseconds it takes until one is due; {@link #NEVER} if none will be. */
    long untilDue(long now, @Nullable HostCandidate used) {
        long wait = NEVER;
        for (HostCandidate candidate : ranked) {
            if (candidate == used) {
                break;
            }
            wait = Math.min(wait, candidate.retryAt - now);
        }
        return wait;
    }
}
