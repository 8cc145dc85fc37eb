package org.servergroup.agent.internal;

import org.servergroup.protocol.Verdict;
import org.servergroup.spi.Discard;

/** How a verdict on a message is counted. */
final class Verdicts {
    private Verdicts() {}

    static Discard discard(Verdict verdict) {
        return switch (verdict) {
            case OK -> throw new IllegalArgumentException("nothing is wrong with it");
            case NOT_JSON -> Discard.NOT_JSON;
            case INVALID_UTF8 -> Discard.INVALID_UTF8;
            case TOO_DEEP -> Discard.TOO_DEEP;
            case WRONG_VERSION -> Discard.WRONG_VERSION;
            case NO_VERSION, NO_DESTINATION, NO_SOURCE, NO_INSTANCE, NO_DATA -> Discard.MISSING_KEY;
        };
    }
}
