package org.servergroup.agent.internal;

import org.servergroup.spi.LocalAddress;

/** Where a local application is: the exact address it was seen with, and the channel. */
final class Route {
    final LocalAddress address;
    final LocalSession session;
    final Traffic fromApp = new Traffic();
    final Traffic toApp = new Traffic();

    /** False once the table has forgotten it. */
    volatile boolean live = true;
    /** Did not read for longer than it may hold up others; its messages are dropped until it has room again. */
    volatile boolean stalled;

    Route(LocalAddress address, LocalSession session) {
        this.address = address;
        this.session = session;
    }
}
