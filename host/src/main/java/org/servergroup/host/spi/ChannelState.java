package org.servergroup.host.spi;

/** What the relay knows of an instance by its socket. */
public enum ChannelState {
    /** Its socket is there and connected. */
    CONNECTED,
    /** Its socket is there, but nobody has answered for a while: what ran there has crashed or hangs. */
    LOST,
    /** Its socket is gone: what ran there has ended in order, or has moved. */
    REMOVED
}
