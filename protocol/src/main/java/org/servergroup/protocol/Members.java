package org.servergroup.protocol;

import org.jspecify.annotations.Nullable;

/** What an envelope says besides its data: from where and whereto it goes, and what follows from that. */
final class Members {
    final Field version = new Field("version");
    final Field destination = new Field("dest_addr");
    final Field source = new Field("source_addr");
    final Field destinationInstance = new Field("dest_instance");
    final Field sourceInstance = new Field("source_instance");
    /** What of the bytes behind the data can be passed on as it stands there. */
    final Cut cut = new Cut();

    private final Field[] inOrder = {version, destination, source, destinationInstance, sourceInstance};
    /** For which leg there is a verdict, which is mostly asked for again. */
    private @Nullable Leg judgedFor;

    private Verdict verdict = Verdict.OK;

    /** In the order in which legacy writers write them. */
    Field[] inOrder() {
        return inOrder;
    }

    void forget() {
        for (Field field : inOrder) {
            field.clear();
        }
        forgetWhatFollows();
    }

    private void forgetWhatFollows() {
        cut.forget();
        judgedFor = null;
    }

    /** Takes those of other ones, with their addresses, to count from there. */
    void copy(Members others, int from, byte[] bytes, AddressCache cache) {
        for (int i = 0; i < inOrder.length; i++) {
            others.inOrder[i].address(bytes, cache);
            inOrder[i].copy(others.inOrder[i], from);
        }
        forgetWhatFollows();
    }

    /** The same ones stand in other bytes, where they count from there. */
    void countFrom(int from) {
        for (Field field : inOrder) {
            field.countFrom(from);
        }
    }

    /** Whether an envelope with data may go that leg with them, and what is wrong if not. */
    Verdict verdict(Leg leg, byte[] bytes, AddressCache cache) {
        if (judgedFor != leg) {
            verdict = judge(leg, bytes, cache);
            judgedFor = leg;
        }
        return verdict;
    }

    private Verdict judge(Leg leg, byte[] bytes, AddressCache cache) {
        if (!version.isThere()) {
            return Verdict.NO_VERSION;
        }
        if (!version.isOnly(bytes, '0' + Limits.VERSION)) {
            return Verdict.WRONG_VERSION;
        }
        if (leg.needsDestination && destination.isNoAddress(bytes, cache)) {
            return Verdict.NO_DESTINATION;
        }
        if (leg.needsDestinationInstance && destinationInstance.isNoAddress(bytes, cache)) {
            return Verdict.NO_INSTANCE;
        }
        if (leg.needsSourceInstance && sourceInstance.isNoAddress(bytes, cache)) {
            return Verdict.NO_INSTANCE;
        }
        if (leg.needsSource && source.isNoAddress(bytes, cache)) {
            return Verdict.NO_SOURCE;
        }
        return Verdict.OK;
    }
}
