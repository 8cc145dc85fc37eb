package org.servergroup.host.internal;

import org.servergroup.spi.Discard;

/** Why something from or to a guest was dropped, in an operator's words, and what to do about it. */
final class DropReasons {
    private static final String SENDER =
            "correct the program in the guest that sends it; servergroup-agent doctor there names it";

    private DropReasons() {}

    /** The reason with its label, by which the counters and the log call it. */
    static String words(Discard reason, String refusedAddress) {
        String words = switch (reason) {
            case NOT_JSON -> "not one JSON object, such as the torn half of a message";
            case INVALID_UTF8 -> "not valid UTF-8";
            case TOO_DEEP -> "nested too deeply";
            case TOO_LONG -> "longer than max_frame_bytes";
            case WRONG_VERSION -> "the version is not 2";
            case MISSING_KEY -> "a key is missing or has a value of the wrong type";
            case REFUSED_SENDER ->
                refusedAddress.isEmpty()
                        ? "the sender's address is none"
                        : "sent to an address that guests may not reach here, last " + printable(refusedAddress);
            case NO_SUCH_PEER -> "the guest was not connected, or no application has the address";
            case PEER_FULL -> "the guest did not read in time, and what waited for it was too much";
            case UNUSABLE -> "the group service could not use it, and has told the sender";
            case RATE_LIMITED -> "more than messages_per_second or bytes_per_second allow";
            default -> "";
        };
        return words.isEmpty() ? reason.label() : words + " (" + reason.label() + ")";
    }

    static String advice(Discard reason) {
        return switch (reason) {
            case NO_SUCH_PEER, PEER_FULL -> "see in the guest why: servergroup-agent doctor";
            case REFUSED_SENDER ->
                "the group service is cgcs.server_grp; others must be in host_addresses in conf/org.servergroup.host.cfg";
            case UNUSABLE -> "the application in the guest was told by a nack; is the guest in a group?";
            case RATE_LIMITED -> "see which application floods, or allow more in conf/org.servergroup.host.cfg";
            default -> SENDER;
        };
    }

    /** An address is the guest's own word. */
    private static String printable(String address) {
        String text = address.replaceAll("\\p{Cntrl}", "?");
        return text.length() <= 64 ? text : text.substring(0, 64) + "…";
    }
}
