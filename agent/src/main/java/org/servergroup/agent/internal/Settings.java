package org.servergroup.agent.internal;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What can be configured, valid.
 *
 * @param maxQueuedBytes how much waits while the host is away
 * @param maxQueuedAge how long it waits
 * @param peerWait how long an application that does not read may hold up the host's messages
 * @param localWait how long the host's messages wait for a local channel that is being replaced
 * @param sendTimeout how long a sender in the framework is blocked by back-pressure
 * @param statusTimeout how long a status query waits for its answers
 * @param reconnect the delays between attempts to open the host channel
 * @param localRetry the delays between attempts to bind the local address
 */
record Settings(
        long maxQueuedBytes,
        Duration maxQueuedAge,
        Duration peerWait,
        Duration localWait,
        Duration sendTimeout,
        Duration statusTimeout,
        Delays reconnect,
        Delays localRetry) {

    private static final long MAX_MILLIS = 24 * 60 * 60 * 1000L;
    private static final long MIN_QUEUED_BYTES = 1024;
    private static final long MAX_QUEUED_BYTES = 1L << 30;

    static final Settings DEFAULT = new Settings(
            4 << 20,
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Delays.DEFAULT,
            Delays.DEFAULT);

    /** The shortest and the longest delay of a back-off. */
    record Delays(Duration min, Duration max) {
        static final Delays DEFAULT = new Delays(Duration.ofMillis(100), Duration.ofSeconds(5));
    }

    /**
     * The settings that the configuration asks for.
     *
     * @param refused is told, in words for an operator, of each value that cannot be; the present one stays
     */
    Settings with(Config config, Consumer<String> refused) {
        Reader reader = new Reader(refused);
        return new Settings(
                reader.number(
                        "max_queued_bytes",
                        config::max__queued__bytes,
                        MIN_QUEUED_BYTES,
                        MAX_QUEUED_BYTES,
                        maxQueuedBytes),
                reader.millis("max_queued_age_ms", config::max__queued__age__ms, maxQueuedAge),
                reader.millis("peer_wait_ms", config::peer__wait__ms, peerWait),
                reader.millis("local_wait_ms", config::local__wait__ms, localWait),
                reader.millis("send_timeout_ms", config::send__timeout__ms, sendTimeout),
                reader.millis("status_timeout_ms", config::status__timeout__ms, statusTimeout),
                reader.delays(
                        "reconnect_delay",
                        config::reconnect__delay__min__ms,
                        config::reconnect__delay__max__ms,
                        reconnect),
                reader.delays(
                        "local_retry_delay",
                        config::local__retry__delay__min__ms,
                        config::local__retry__delay__max__ms,
                        localRetry));
    }

    /** Reads values that may be missing their type or their range. */
    private record Reader(Consumer<String> refused) {
        long number(String name, LongSupplier configured, long min, long max, long present) {
            long value;
            try {
                value = configured.getAsLong();
            } catch (RuntimeException e) { // what SCR throws if the value cannot be made a number
                refused.accept(name + " is not a number; it stays at " + present);
                return present;
            }
            if (value < min || value > max) {
                refused.accept(
                        name + " must be from " + min + " to " + max + ", not " + value + "; it stays at " + present);
                return present;
            }
            return value;
        }

        Duration millis(String name, LongSupplier configured, Duration present) {
            return Duration.ofMillis(number(name, configured, 1, MAX_MILLIS, present.toMillis()));
        }

        Delays delays(String name, LongSupplier min, LongSupplier max, Delays present) {
            Delays asked = new Delays(
                    millis(name + "_min_ms", min, present.min()), millis(name + "_max_ms", max, present.max()));
            if (asked.min().compareTo(asked.max()) > 0) {
                refused.accept(name + "_min_ms must not be more than " + name + "_max_ms, but "
                        + asked.min().toMillis() + " is more than "
                        + asked.max().toMillis() + "; they stay at "
                        + present.min().toMillis() + " and " + present.max().toMillis());
                return present;
            }
            return asked;
        }
    }
}
