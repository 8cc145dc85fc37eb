package org.servergroup.vmtest;

/** Addresses that the scenarios use. */
final class Addresses {
    /** Server group messaging, on both sides. */
    static final String GROUP = "cgcs.server_grp";

    /** An application of another message group, in the guest. */
    static final String APP = "vmtest.app";

    /** Its peer on the host. */
    static final String PEER = "vmtest.peer";

    private Addresses() {}

    /** A line as the host sends it to the application. */
    static String toApp(String data) {
        return "{\"version\":2,\"source_addr\":\"" + PEER + "\",\"dest_addr\":\"" + APP + "\",\"data\":" + data + "}";
    }
}
