package org.servergroup.protocol;

/** A leg of a message's way, which decides what keys its envelope must have (PROTOCOL.md section 1). */
public enum Leg {
    /** From an application to the guest's agent: {@code version}, {@code dest_addr}, {@code data}. */
    APP_TO_AGENT(true, false, false, false),
    /** Between agent and host, either way: {@code version}, {@code dest_addr}, {@code source_addr}, {@code data}. */
    CHANNEL(true, false, true, false),
    /** From the guest's agent to an application: {@code version}, {@code source_addr}, {@code data}. */
    AGENT_TO_APP(false, false, true, false),
    /** From a host application to the host's relay: as from an application, and {@code dest_instance}. */
    HOST_APP_TO_RELAY(true, true, false, false),
    /** From the host's relay to a host application: as to an application, and {@code source_instance}. */
    RELAY_TO_HOST_APP(false, false, true, true);

    final boolean needsDestination;
    final boolean needsDestinationInstance;
    final boolean needsSource;
    final boolean needsSourceInstance;

    Leg(boolean destination, boolean destinationInstance, boolean source, boolean sourceInstance) {
        needsDestination = destination;
        needsDestinationInstance = destinationInstance;
        needsSource = source;
        needsSourceInstance = sourceInstance;
    }
}
