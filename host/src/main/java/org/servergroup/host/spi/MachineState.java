package org.servergroup.host.spi;

/** What the monitor of an instance's machine says about it. */
public enum MachineState {
    /** It runs. */
    RUNNING,
    /** It was paused from outside. */
    PAUSED,
    /** It sleeps, because the guest wanted to. */
    SUSPENDED,
    /** It has ended in order, and is still there. */
    STOPPED,
    /** It has panicked, or cannot go on because of a fault. */
    FAILED
}
