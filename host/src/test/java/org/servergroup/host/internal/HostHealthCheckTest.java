package org.servergroup.host.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;

class HostHealthCheckTest {
    @Test
    void shouldBeWellWhenTheDoctorFindsNothing() throws Exception {
        try (HostFixture host = HostFixture.auto()) {
            host.guest("one");
            host.settle();
            assertThat(new HostHealthCheck(host.host::findings).execute().getStatus())
                    .isEqualTo(Result.Status.OK);
        }
    }

    @Test
    void shouldTellTheDoctorsFindings() {
        Snapshot.Finding warning = Snapshot.Finding.warning("one", "does not read", "");
        Snapshot.Finding error = Snapshot.Finding.error("two", "is not connected", "start it");
        assertThat(new HostHealthCheck(() -> List.of(warning)).execute().getStatus())
                .isEqualTo(Result.Status.WARN);
        Result both = new HostHealthCheck(() -> List.of(warning, error)).execute();
        assertThat(both.getStatus()).isEqualTo(Result.Status.CRITICAL);
        assertThat(both.toString()).contains("two: is not connected; start it");
    }

    @Test
    void shouldBeCriticalWhenNothingRuns() {
        assertThat(new HostHealthCheck(new HostComponent()).execute().getStatus())
                .isEqualTo(Result.Status.CRITICAL);
    }

    @Test
    void shouldBeCriticalWhenTheRelayHasEnded() throws Exception {
        HostFixture host = HostFixture.auto();
        host.close();
        assertThat(new HostHealthCheck(host.host::findings).execute().getStatus())
                .isEqualTo(Result.Status.CRITICAL);
    }
}
