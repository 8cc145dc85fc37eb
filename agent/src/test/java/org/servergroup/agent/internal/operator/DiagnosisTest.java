package org.servergroup.agent.internal.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;
import org.servergroup.spi.Complaint;
import org.servergroup.spi.Discard;

class DiagnosisTest {
    private static final Diagnosis WITH_APP = new Diagnosis(name -> true);

    private static String told(Snapshot snapshot) {
        return told(WITH_APP, snapshot);
    }

    private static String told(Diagnosis diagnosis, Snapshot snapshot) {
        List<Finding> findings = diagnosis.of(snapshot);
        assertThat(findings).hasSize(1);
        Finding finding = findings.get(0);
        assertThat(Diagnosis.healthy(findings)).isEqualTo(finding.severity().equals("note"));
        return finding.severity() + " " + finding.subject() + " " + finding.text();
    }

    @Test
    void shouldFindNothingWrongWithAHealthyAgent() {
        assertThat(WITH_APP.of(Sample.HEALTHY)).isEmpty();
        assertThat(Diagnosis.healthy(List.of())).isTrue();
    }

    @Test
    void shouldTellWhyTheHostIsNotReached() {
        assertThat(told(Sample.ways())).startsWith("error port there is no transport");
        assertThat(told(Sample.ways(new Snapshot.Way("virtio", "/dev/p", 0, "down", "port /dev/p: no such device"))))
                .isEqualTo("error port port /dev/p: no such device");
        assertThat(told(Sample.ways(new Snapshot.Way("virtio", "/dev/p", 0, "waiting", ""))))
                .isEqualTo("error host /dev/p is open, but the host's end is not connected");
        assertThat(told(Sample.ways(
                        new Snapshot.Way("virtio", "/dev/p", 1, "down", "gone"),
                        new Snapshot.Way("unix-stream", "/run/x", 0, "up", ""))))
                .isEqualTo("note port gone");
    }

    @Test
    void shouldAdviseByTheReasonThatThePortIsNotOpen() {
        assertThat(advice("port /dev/p: there is no such device")).startsWith("give the guest a virtio-serial port");
        assertThat(advice("port /dev/p: in use by pid 7 (y)")).startsWith("end that process");
        assertThat(advice("port /dev/p: permission denied; user x needs it")).startsWith("run the agent as a user");
    }

    private static String advice(String reason) {
        return WITH_APP.of(Sample.ways(new Snapshot.Way("virtio", "/dev/p", 0, "down", reason)))
                .get(0)
                .advice();
    }

    @Test
    void shouldTellThatTheQueueIsFull() {
        Snapshot full = Sample.full(
                new Snapshot.Queue(3, 4000, 4096, 4_500, false),
                new Snapshot.Drop("to_host", "host_queue_full", 5, 500, true, "a"));
        assertThat(WITH_APP.of(full))
                .extracting(Finding::text)
                .anyMatch(text -> text.endsWith("the queue is full: the oldest make room for others"))
                .anyMatch(text -> text.contains("too much waited while the host was away (host_queue_full, last a)"));
    }

    @Test
    void shouldTellWhyApplicationsAreNotReached() {
        assertThat(told(new Diagnosis(name -> false), Sample.HEALTHY))
                .startsWith("warning app no application is bound to cgcs.server_grp");
        assertThat(told(Sample.apps(new Snapshot.App("slow", 0, 0, 9, 9, true))))
                .startsWith("warning app slow does not read");
        assertThat(told(Sample.local(List.of(), List.of("the local address @x is in use by pid 7 (y)"), List.of())))
                .startsWith("error address the local address @x is in use by pid 7 (y)");
        assertThat(told(Sample.local(List.of(), List.of(), List.of()))).startsWith("error address there is no local");
    }

    @Test
    void shouldTellWhatWaitsAndWhatWasDropped() {
        assertThat(told(Sample.queue(new Snapshot.Queue(3, 300, 4096, 4_500, false))))
                .isEqualTo("warning queue 3 messages waiting for the host (300 of 4096 bytes), the oldest for 4 s");
        assertThat(told(Sample.queue(new Snapshot.Queue(0, 0, 4096, 0, true))))
                .startsWith("warning queue the host does not");
        assertThat(told(Sample.drops(new Snapshot.Drop("to_apps", "no_such_peer", 1, 9, true, "slow"))))
                .isEqualTo("warning dropped 1 message to applications dropped: no application is bound to the address"
                        + " (no_such_peer, last slow)");
        assertThat(told(Sample.drops(new Snapshot.Drop("to_host", "not_json", 12, 9, false, ""))))
                .startsWith("note dropped 12 messages to the host dropped: not one JSON object");
    }

    @Test
    void shouldTellARefusedConfiguration() {
        assertThat(told(Sample.local(List.of("a"), List.of(), List.of("peer_wait_ms is not a number"))))
                .isEqualTo("warning configuration refused: peer_wait_ms is not a number");
    }

    @Test
    void shouldTellWhatOthersComplainOfAfterWhatIsWorse() {
        Complaint complaint = new Complaint("bundle", "x.jar is refused: it is not a complete jar", "copy it again");
        assertThat(told(Sample.complaints(complaint)))
                .isEqualTo("warning bundle x.jar is refused: it is not a complete jar");
        Snapshot both = Sample.local(List.of(), List.of("in use"), List.of("peer_wait_ms is not a number"));
        assertThat(WITH_APP.of(both)).extracting(Finding::severity).containsExactly("error", "warning");
    }

    @Test
    void shouldHaveWordsForEveryReason() {
        for (Discard reason : Discard.values()) {
            assertThat(DropReasons.words(reason.label())).isNotEqualTo(reason.label());
        }
    }

    @Test
    void shouldBeAHealthCheck() {
        Result down = new AgentHealthCheck(() -> Sample.ways()).execute();
        assertThat(down.getStatus()).isEqualTo(Result.Status.CRITICAL);
        assertThat(down.toString()).contains("there is no transport to the host");
    }
}
