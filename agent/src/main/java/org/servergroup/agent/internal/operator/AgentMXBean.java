package org.servergroup.agent.internal.operator;

import java.util.Map;

/** The agent in JMX, as {@code org.servergroup:type=Agent}; its names are those that JMX asks for. */
public interface AgentMXBean {
    /** Whether the host's end is connected. */
    boolean isLinkUp();

    /** Why it is not; empty if it is. */
    String getLinkReason();

    /** The local addresses that are bound. */
    String[] getListening();

    /** How many messages wait for the host. */
    int getQueuedMessages();

    /** How many bytes they have together. */
    long getQueuedBytes();

    /** How many applications are known. */
    int getPeers();

    /** How many messages went through, by place. */
    Map<String, Long> getMessages();

    /** How many bytes they had together. */
    Map<String, Long> getBytes();

    /** How many messages were dropped, by direction and reason, such as {@code to_host.not_json}. */
    Map<String, Long> getDropped();

    /** What the doctor finds, the worst first: severity, subject, what is wrong, and what to do. */
    String[] getFindings();
}
