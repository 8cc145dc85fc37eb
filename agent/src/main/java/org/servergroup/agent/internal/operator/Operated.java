package org.servergroup.agent.internal.operator;

/** What operators look at: the agent. */
@FunctionalInterface
public interface Operated {
    /** How it is now. */
    Snapshot snapshot();
}
