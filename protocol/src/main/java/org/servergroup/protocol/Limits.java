package org.servergroup.protocol;

/** The limits and fixed words of the wire format (PROTOCOL.md). */
public final class Limits {
    /** The version of envelopes and of server-group messages. */
    public static final int VERSION = 2;

    /** The address of the agent, in the guest and on the host. */
    public static final String AGENT_ADDRESS = "cgcs.messaging";

    /** The address of server group messaging, on both sides. */
    public static final String GROUP_ADDRESS = "cgcs.server_grp";

    /** The longest frame, by default, in bytes. */
    public static final int MAX_FRAME_BYTES = 256 * 1024;

    /** The longest datagram that is taken from an application, in bytes. */
    public static final int MAX_DATAGRAM_BYTES = 64 * 1024;

    /** The longest broadcast text, in bytes of UTF-8. */
    public static final int MAX_BROADCAST_BYTES = 3050;

    /** The longest encoded envelope of a broadcast, in bytes: the receive buffer of legacy peers. */
    public static final int MAX_LEGACY_DATAGRAM_BYTES = 4096;

    /** The deepest nesting of objects and arrays in a message, its envelope included. */
    public static final int MAX_DEPTH = 512;

    private Limits() {}
}
