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
    /**
     * Did not read for longer than it may hold up others: until its channel says that it has room again, it holds up nobody,
     * and messages that it has no room for are dropped. Room for a message now and then is not enough, or each one could
     * hold up the others anew.
     */
    volatile boolean stalled;

    /** Who asks for it mostly has the same text, which is not compared again. */
    private String asked;

    Route(LocalAddress address, LocalSession session) {
        this.address = address;
        this.session = session;
        this.asked = address.name();
    }

    @SuppressWarnings("ReferenceEquality") // another text that is equal is found by what follows
    boolean isNamed(String name) {
        if (name == asked) {
            return true;
        }
        if (!name.equals(address.name())) {
            return false;
        }
        asked = name;
        return true;
    }
}
