package org.servergroup.host.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.servergroup.host.spi.GroupDirectory;

/** Whether the cause is named when something does not get through. */
@Timeout(60)
class HostDoctorTest {
    private static final String ONE = "instance-00000001";
    private static final String TWO = "instance-00000002";

    @Test
    void shouldNameASocketThatIsIgnoredAndUseItOnceItIsTheOnlyOne() throws Exception {
        // Short, because the path of a socket has at most 107 bytes.
        Path first = Files.createTempDirectory("sgd");
        Path second = Files.createTempDirectory("sgd");
        FakeGuest used = new FakeGuest(first, ONE);
        try (FakeGuest ignored = new FakeGuest(second, ONE)) {
            Host host = new Host(HostFixture.settings(List.of(first, second), new HostFixture.Limits()));
            try {
                host.start();
                host.use(new AutoDirectory());
                used.connected();
                await().untilAsserted(() -> assertThat(host.findings())
                        .singleElement()
                        .satisfies(finding -> assertThat(finding.line())
                                .contains(ONE + ": " + ignored.path + " is ignored", "give one of them another name")));
                used.close();
                ignored.connected();
                await().untilAsserted(() -> assertThat(host.findings()).isEmpty());
            } finally {
                host.stop();
            }
        } finally {
            used.close();
            Files.delete(first);
            Files.delete(second);
        }
    }

    @Test
    void shouldSayThatSomebodyElseWaitsAtAGuestsSocket() throws Exception {
        try (HostFixture host = HostFixture.auto()) {
            FakeGuest one = host.guest(ONE);
            try (SocketChannel other = SocketChannel.open(UnixDomainSocketAddress.of(one.path))) {
                assertThat(other.isConnected()).isTrue();
                awaitFinding(host, ONE + ": somebody else is connected to", "nothing has come from it");
                ScenarioTest.status(one);
                await().untilAsserted(() -> assertThat(lines(host))
                        .singleElement()
                        .asString()
                        .contains("somebody else is connected to")
                        .doesNotContain("nothing has come from it"));
            }
        }
    }

    @Test
    void shouldSayWhatToDoAboutASocketThatIsALeftOver() throws Exception {
        try (HostFixture host = new HostFixture(limits -> limits)) {
            Path socket = host.folder.resolve("cgcs.messaging." + ONE + ".sock");
            ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                    .bind(UnixDomainSocketAddress.of(socket))
                    .close();
            host.start(new AutoDirectory());
            await().untilAsserted(() -> assertThat(lines(host))
                    .anySatisfy(line ->
                            assertThat(line).contains(ONE + ": is not connected: ", "nobody is behind its socket")));
        }
    }

    @Test
    void shouldSayWhatWasDroppedAndWhy() throws Exception {
        try (HostFixture host = HostFixture.auto()) {
            FakeGuest one = host.guest(ONE);
            one.sendRaw("nonsense\n");
            awaitFinding(host, ONE + ": 1 message was dropped: not one JSON object");
            one.send("{}", "cgcs.scale\\u0007", "a");
            await().untilAsserted(() -> assertThat(lines(host))
                    .anySatisfy(line -> assertThat(line)
                            .contains("sent to an address that guests may not reach here, last cgcs.scale? (")));
        }
    }

    @Test
    void shouldComplainOfGroupFilesUntilTheyAreMended(@TempDir Path folder) throws Exception {
        Path groups = folder.resolve("groups");
        FileDirectory directory = new FileDirectory(groups);
        try (HostFixture host = new HostFixture(limits -> limits)) {
            host.start(directory);
            awaitComplaint(directory, groups + " is not there");
            Files.createDirectory(groups);
            awaitComplaint(directory, "has no file *.json");
            write(groups, "a", "{\"members\": [\"" + ONE + "\",]}");
            awaitComplaint(directory, "a.json is not JSON", "it is ignored");
            write(groups, "a", "{\"members\": [\"" + ONE + "\"]}");
            await().untilAsserted(() -> assertThat(directory.standing()).isEmpty());
            write(groups, "b", "{\"members\": [\"" + ONE + "\", \"" + TWO + "\"]}");
            awaitComplaint(directory, "b.json: " + ONE + " is a member of group a already");
            host.host.use((GroupDirectory) null);
            assertThat(directory.standing()).isEmpty();
        }
    }

    private static void write(Path folder, String name, String json) throws IOException {
        Path fresh = Files.writeString(folder.resolve(name + ".new"), json);
        Files.move(fresh, folder.resolve(name + ".json"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void awaitComplaint(FileDirectory directory, String... words) {
        await().untilAsserted(() -> assertThat(directory.standing())
                .singleElement()
                .satisfies(complaint -> assertThat(complaint.text()).contains(words)));
    }

    private static void awaitFinding(HostFixture host, String... words) {
        await().untilAsserted(() -> assertThat(lines(host))
                .singleElement()
                .satisfies(line -> assertThat(line).contains(words)));
    }

    private static List<String> lines(HostFixture host) {
        return host.host.findings().stream().map(Snapshot.Finding::line).toList();
    }
}
