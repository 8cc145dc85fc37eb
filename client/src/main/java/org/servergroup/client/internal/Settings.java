package org.servergroup.client.internal;

import java.time.Duration;
import org.servergroup.protocol.Limits;
import org.servergroup.spi.LocalAddress;

/**
 * What a client is told when it is made.
 *
 * @param address the address it is bound to, at which answers arrive
 * @param agentAddress where the agent is
 * @param statusTimeout how long a status query waits for its answers
 * @param sendTimeout how long a sender waits while there is back-pressure
 */
public record Settings(String address, String agentAddress, Duration statusTimeout, Duration sendTimeout) {
    /** The legacy addresses, and 5 seconds each. */
    public static final Settings DEFAULT =
            new Settings(Limits.GROUP_ADDRESS, Limits.AGENT_ADDRESS, Duration.ofSeconds(5), Duration.ofSeconds(5));

    /**
     * Checks all.
     *
     * @throws IllegalArgumentException if an address cannot exist, both are the same or a time-out is not positive
     */
    public Settings {
        LocalAddress.of(address);
        LocalAddress.of(agentAddress);
        if (address.equals(agentAddress)) {
            throw new IllegalArgumentException("a client cannot be bound to the address of the agent, " + address);
        }
        checkPositive(statusTimeout, "the status time-out");
        checkPositive(sendTimeout, "the send time-out");
    }

    private static void checkPositive(Duration duration, String what) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(what + " must be positive, not " + duration.toMillis() + " ms");
        }
    }
}
