package org.servergroup.host.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsTest {
    @Test
    void shouldWriteEachWithItsType() {
        Snapshot.Counts counts = new Snapshot.Counts(Map.of("connects", 7L), Map.of("not_json", 2L));
        Snapshot.Status status = new Snapshot.Status(60, List.of(), "auto", 3, 2, 1, 4, 5, 6);
        assertThat(Metrics.of(counts, status, Map.of("silent", 1L), Map.of("error", 8L)))
                .isEqualTo("""
                        # TYPE servergroup_host_connects_total counter
                        servergroup_host_connects_total 7
                        # TYPE servergroup_host_dropped_total counter
                        servergroup_host_dropped_total{reason="not_json"} 2
                        # TYPE servergroup_host_instances gauge
                        servergroup_host_instances 3
                        # TYPE servergroup_host_instances_connected gauge
                        servergroup_host_instances_connected 2
                        # TYPE servergroup_host_instances_stalled gauge
                        servergroup_host_instances_stalled 1
                        # TYPE servergroup_host_monitors gauge
                        servergroup_host_monitors{state="silent"} 1
                        # TYPE servergroup_host_findings gauge
                        servergroup_host_findings{severity="error"} 8
                        # TYPE servergroup_host_groups gauge
                        servergroup_host_groups 4
                        # TYPE servergroup_host_members gauge
                        servergroup_host_members 5
                        # TYPE servergroup_host_queued_bytes gauge
                        servergroup_host_queued_bytes 6
                        # TYPE servergroup_host_uptime_seconds gauge
                        servergroup_host_uptime_seconds 60
                        """);
    }
}
