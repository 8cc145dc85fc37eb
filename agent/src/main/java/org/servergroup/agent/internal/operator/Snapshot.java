package org.servergroup.agent.internal.operator;

import java.util.List;
import java.util.Map;
import org.servergroup.spi.Complaint;

/**
 * The agent at one moment, as operators see it.
 *
 * @param link the channel to the host
 * @param ways the transports to the host, the best first
 * @param listening the local addresses that are bound
 * @param notListening for each local address that is not bound, why; empty while it is being bound
 * @param queue what waits for the host
 * @param counts what went through, by place
 * @param drops what was dropped
 * @param apps the local applications that are known
 * @param groupServed whether something in the framework takes what comes for the server group's address
 * @param refusedConfiguration what of the configuration the agent itself has refused, in words
 * @param complaints what others, such as a launcher, know to be wrong
 */
public record Snapshot(
        Link link,
        List<Way> ways,
        List<String> listening,
        List<String> notListening,
        Queue queue,
        Map<String, Count> counts,
        List<Drop> drops,
        List<App> apps,
        boolean groupServed,
        List<String> refusedConfiguration,
        List<Complaint> complaints) {

    /** The channel to the host; the reason says why it is down. */
    public record Link(boolean up, String channel, String reason) {}

    /** A transport to the host: {@code up}, {@code waiting} for the host's end, {@code down} or {@code spare}. */
    public record Way(String transport, String target, int ranking, String state, String reason) {}

    /** What waits for the host, and how much may; blocked if the host does not read. */
    public record Queue(int messages, long bytes, long maxBytes, long oldestMs, boolean blocked) {}

    /** Messages, and their bytes together. */
    public record Count(long messages, long bytes) {}

    /**
     * What was dropped on one way for one reason.
     *
     * @param recent whether some of it was within the last minutes
     * @param last the application, address or process that it was last about; empty if that is not known
     */
    public record Drop(String direction, String reason, long messages, long bytes, boolean recent, String last) {}

    /** A local application: what it sent and what it got; stalled if it does not read. */
    public record App(String address, long sent, long sentBytes, long received, long receivedBytes, boolean stalled) {}

    /** Whether messages have had to make room for others, and the host is still away. */
    boolean queueOverflows() {
        return !link.up()
                && queue.messages() > 0
                && drops.stream()
                        .anyMatch(drop -> drop.recent() && drop.reason().equals("host_queue_full"));
    }

    /** How many messages were dropped in all. */
    long dropped() {
        long sum = 0;
        for (Drop drop : drops) {
            sum += drop.messages();
        }
        return sum;
    }
}
