package org.servergroup.vmtest;

import java.util.function.Predicate;

/** Addresses that the scenarios use, and what goes from one to another. */
final class Addresses {
    /** Server group messaging, on both sides. */
    static final String GROUP = "cgcs.server_grp";

    /** The peer on the host of applications of other message groups. */
    static final String PEER = "vmtest.peer";

    private Addresses() {}

    /** A line as the host sends it to an application. */
    static String toApp(String address, String data) {
        return "{\"version\":2,\"source_addr\":\"" + PEER + "\",\"dest_addr\":\"" + address + "\",\"data\":" + data
                + "}";
    }

    /** Whether a line that the host got came from this application, and not from one of a scenario before. */
    static Predicate<String> from(String address) {
        String sender = "\"" + address + "\"";
        return line -> line.contains(sender);
    }

    /** What an application sends to broadcast its numbers; others are told apart by the tag. */
    static String broadcast(String tag) {
        return "{\"version\":2,\"msg_type\":\"broadcast\",\"data\":\"" + tag + " n=%n\"}";
    }

    /** Whether an application got one of these broadcasts of an instance. */
    static Predicate<String> broadcast(String tag, String instance) {
        return line -> line.contains("\"" + tag + " n=") && line.contains(instance);
    }
}
