package org.servergroup.agent.internal;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for room in the host channel, first come first served. Its owner guards it; only {@link #isTurnOf} may be
 * asked without.
 */
final class Line {
    private static final int FRAMES_PER_TURN = 64;

    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private volatile @Nullable Waiter turn;
    private int left;

    /** Takes a place: at the end, or the old one if the waiter's turn came to nothing. */
    void join(Waiter waiter) {
        boolean again = turn == waiter && left == FRAMES_PER_TURN;
        endTurn(waiter);
        if (waiters.contains(waiter)) {
            return;
        }
        if (again) {
            waiters.addFirst(waiter);
        } else {
            waiters.addLast(waiter);
        }
    }

    /** Goes back to where it was before {@link #next}. */
    void rejoin(Waiter waiter) {
        waiters.addFirst(waiter);
    }

    boolean leave(Waiter waiter) {
        return waiters.remove(waiter);
    }

    @Nullable
    Waiter next() {
        return waiters.pollFirst();
    }

    /** All who wait, who then wait no more. */
    List<Waiter> clear() {
        List<Waiter> all = List.copyOf(waiters);
        waiters.clear();
        turn = null;
        return all;
    }

    /** Lets this one send some frames itself, before anybody else. */
    void beginTurn(Waiter waiter) {
        left = FRAMES_PER_TURN;
        turn = waiter;
    }

    boolean isTurnOf(Waiter waiter) {
        return turn == waiter;
    }

    boolean isSomebodysTurn() {
        return turn != null;
    }

    /** One more frame has been sent. Returns whether that ends the turn, which it does early if nobody else waits. */
    boolean countTurn(Waiter waiter) {
        if (turn != waiter) {
            return false;
        }
        left--;
        return left == 0 || waiters.isEmpty();
    }

    void endTurn(Waiter waiter) {
        if (turn == waiter) {
            turn = null;
        }
    }

    void endTurn() {
        turn = null;
    }

    int size() {
        return waiters.size();
    }
}
