package org.servergroup.host.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.servergroup.spi.LocalAddress;

/**
 * The relay's configuration, checked.
 *
 * @param socketDirectories where the guests' sockets are
 * @param socketPattern a socket's name, with a {@code *} that stands for the instance
 * @param directory the name of the group directory in use
 * @param maxFrameBytes the longest message from a guest
 * @param maxQueuedBytes how much may wait for one guest
 * @param maxTotalBytes how much may wait for and from all guests, beyond a share of each guest's own
 * @param messagesPerSecond how many messages a guest may send; 0 for no limit
 * @param bytesPerSecond how much a guest may send; 0 for no limit
 * @param reconnectMinMs the second delay after a drop; the first is none
 * @param reconnectMaxMs the longest delay after a drop
 * @param goneDelayMs how long a guest may be disconnected before others hear of it
 * @param statusFields what guests may learn of each other; {@code *} for everything
 * @param hostAddresses addresses of other host applications that guests may reach
 * @param adminSocket the path of the operator's socket; empty for none
 */
record Settings(
        List<Path> socketDirectories,
        String socketPattern,
        String directory,
        int maxFrameBytes,
        int maxQueuedBytes,
        long maxTotalBytes,
        int messagesPerSecond,
        long bytesPerSecond,
        long reconnectMinMs,
        long reconnectMaxMs,
        long goneDelayMs,
        Set<String> statusFields,
        Set<String> hostAddresses,
        String adminSocket) {
    Settings {
        socketDirectories = List.copyOf(socketDirectories);
        statusFields = Set.copyOf(statusFields);
        hostAddresses = Set.copyOf(hostAddresses);
        hostAddresses.forEach(Settings::checkAddress);
        check(!socketDirectories.isEmpty(), "socket_directories: name at least one");
        check(
                socketPattern.indexOf('*') >= 0 && socketPattern.indexOf('*') == socketPattern.lastIndexOf('*'),
                "socket_pattern: needs exactly one * where the instance stands, not " + socketPattern);
        check(socketPattern.indexOf('/') < 0, "socket_pattern: is a name, not a path: " + socketPattern);
        check(!directory.isBlank(), "directory: name one, such as auto or file");
        check(maxFrameBytes >= 4096 && maxFrameBytes <= 16 << 20, "max_frame_bytes: 4096 to 16777216");
        check(maxQueuedBytes >= maxFrameBytes, "max_queued_bytes: not less than max_frame_bytes");
        check(maxTotalBytes >= maxQueuedBytes, "max_total_bytes: not less than max_queued_bytes");
        check(messagesPerSecond >= 0 && bytesPerSecond >= 0, "messages_per_second, bytes_per_second: not negative");
        check(
                reconnectMinMs > 0 && reconnectMaxMs >= reconnectMinMs,
                "reconnect_min_ms, reconnect_max_ms: positive, and the smaller one first");
        check(goneDelayMs >= 0, "gone_delay_ms: not negative");
    }

    /** An address that cannot be one is refused here. */
    private static void checkAddress(String address) {
        try {
            LocalAddress.of(address);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("host_addresses: " + e.getMessage(), e);
        }
    }

    private static void check(boolean good, String message) {
        if (!good) {
            throw new IllegalArgumentException(message);
        }
    }

    /** Whether guests may learn this field of each other. */
    boolean shows(String field) {
        return statusFields.contains("*") || statusFields.contains(field);
    }
}
