package org.servergroup;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The status of one member of the group, as its host tells it (PROTOCOL.md section 4).
 *
 * <p>A text is empty and a number null where the host did not tell it, or told {@code null} or {@code ""}. Everything
 * that has no accessor here is in {@link #json()}.
 *
 * @param instanceName the name by which broadcasts name their sender, for example {@code instance-00000001}; legacy
 *     hosts do not tell it
 * @param instanceId the UUID
 * @param displayName the name its owner gave it
 * @param hostname its own host name
 * @param state {@code active}, {@code building}, {@code stopped}, {@code paused}, {@code deleted}, {@code error} or
 *     another word of the host's
 * @param stateDescription more on the state
 * @param host the host it runs on
 * @param node the node it runs on
 * @param instanceType the flavor
 * @param vcpus the number of virtual CPUs
 * @param memoryMb memory in MiB
 * @param diskGb disk in GiB
 * @param createdAt when it was created, as the host wrote it
 * @param launchedAt when it was launched
 * @param deletedAt when it was deleted
 * @param terminatedAt when it ended
 * @param json the whole status, as JSON
 */
public record Member(
        String instanceName,
        String instanceId,
        String displayName,
        String hostname,
        String state,
        String stateDescription,
        String host,
        String node,
        String instanceType,
        @Nullable Long vcpus,
        @Nullable Long memoryMb,
        @Nullable Long diskGb,
        String createdAt,
        String launchedAt,
        String deletedAt,
        String terminatedAt,
        String json) {
    /** Checks that every text is there. */
    public Member {
        Objects.requireNonNull(instanceName, "instanceName");
        Objects.requireNonNull(instanceId, "instanceId");
        Objects.requireNonNull(displayName, "displayName");
        Objects.requireNonNull(hostname, "hostname");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(stateDescription, "stateDescription");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(instanceType, "instanceType");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(launchedAt, "launchedAt");
        Objects.requireNonNull(deletedAt, "deletedAt");
        Objects.requireNonNull(terminatedAt, "terminatedAt");
        Objects.requireNonNull(json, "json");
    }
}
