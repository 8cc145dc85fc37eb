package org.servergroup.host.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.servergroup.host.spi.ChannelState;
import org.servergroup.host.spi.GroupDirectory;
import org.servergroup.host.spi.MachineState;
import org.servergroup.host.spi.Server;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GroupFilesTest {
    @TempDir
    Path folder;

    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final Queue<Server> servers = new ConcurrentLinkedQueue<>();
    private GroupFiles files;

    @BeforeEach
    void open() throws IOException {
        files = new GroupFiles(folder, new GroupDirectory.Receiver() {
            @Override
            public void changed(Server server, List<String> eventTypes) {
                servers.add(server);
                told.add(server.group() + " " + server.instance() + " " + server.state() + " " + eventTypes);
            }

            @Override
            public void removed(String instance, List<String> eventTypes) {
                told.add("- " + instance + " " + eventTypes);
            }

            @Override
            public void listed() {
                told.add("listed");
            }
        });
    }

    @AfterEach
    void close() {
        files.close();
    }

    @Test
    void shouldTellWhatTheFilesSay() throws IOException {
        write("web", "{\"members\": [\"a\", {\"instance_name\": \"b\", \"state\": \"paused\", \"vcpus\": 1.0}]}");
        files.start();
        assertTold("web a stopped []", "web b paused []", "listed");
        Server second = List.copyOf(servers).get(1);
        assertThat(second.fields()).containsEntry("vcpus", "1.0").containsEntry("power_state", "3");
    }

    @Test
    void shouldFollowChanges() throws IOException {
        write("web", "{\"members\": [\"a\", \"b\"]}");
        files.start();
        assertTold("web a stopped []", "web b stopped []", "listed");
        files.channel("a", ChannelState.CONNECTED, false);
        assertTold("web a active [compute.instance.power_on.end]");
        write("web", "{\"group\": \"shop\", \"members\": [\"a\"]}");
        assertTold("- b [compute.instance.delete.end]", "shop a active [compute.instance.create.end]");
        write("web", "{\"group\": \"shop\", \"members\": [{\"instance_name\": \"a\", \"vcpus\": 2}]}");
        assertTold("shop a active [compute.instance.update]");
        Files.delete(folder.resolve("web.json"));
        assertTold("- a [compute.instance.delete.end]");
    }

    @Test
    void shouldKeepTheLastGoodOneOfABrokenFile() throws IOException {
        write("web", "{\"members\": [\"a\"]}");
        files.start();
        assertTold("web a stopped []", "listed");
        write("web", "{\"members\": [\"a\", ");
        write("x-db", "{\"members\": [\"c\", \"a\"]}");
        assertTold("x-db c stopped [compute.instance.create.end]");
    }

    @Test
    void shouldNotNotifyOfWhatStoodBefore() throws IOException {
        write("web", "{\"members\": [\"a\"]}");
        files.start();
        assertTold("web a stopped []", "listed");
        files.channel("a", ChannelState.CONNECTED, true);
        assertTold("web a active []");
        files.channel("a", ChannelState.LOST, false);
        assertTold("web a error [compute.instance.update]");
        files.channel("a", ChannelState.REMOVED, false);
        assertTold("web a stopped [compute.instance.shutdown.end]");
    }

    @Test
    void shouldTellWhatTheMonitorSaysOfAMemberWithoutAState() throws IOException {
        write("web", "{\"members\": [\"a\", {\"instance_name\": \"b\", \"state\": \"building\"}]}");
        files.start();
        assertTold("web a stopped []", "web b building []", "listed");
        files.machine("a", MachineState.PAUSED, false);
        files.channel("a", ChannelState.CONNECTED, false);
        assertTold("web a active [compute.instance.power_on.end]");
        files.machine("a", MachineState.PAUSED, false);
        assertTold("web a paused [compute.instance.pause.end]");
        files.channel("b", ChannelState.CONNECTED, false);
        files.machine("b", MachineState.PAUSED, false);
        files.reset("a");
        files.reset("b");
        files.reset("c");
        assertTold("web a paused [compute.instance.reboot.end]", "web b building [compute.instance.reboot.end]");
        files.channel("a", ChannelState.LOST, false);
        assertTold("web a error [compute.instance.update]");
        files.channel("a", ChannelState.CONNECTED, false);
        assertTold("web a active [compute.instance.power_on.end]");
    }

    @Test
    void shouldSayWhatIsWrongWithAFile() throws IOException {
        assertRefused("{\"members\": ", "is not JSON");
        assertRefused("{\"members\": {}}", "has no array \"members\"");
        assertRefused("{\"members\": [7]}", "neither a name nor an object");
        assertRefused("{\"members\": [{\"vcpus\": 1}]}", "no usable instance_name");
        assertRefused("{\"members\": [\"../x\"]}", "no usable instance_name");
        assertRefused("{\"group\": 7, \"members\": []}", "\"group\" is not a name");
        assertRefused("{\"members\": [], \"members\": []}", "is not JSON: Duplicate field");
        assertRefused("[".repeat(100_000), "is not JSON");
    }

    private void assertRefused(String text, String why) throws IOException {
        Path file = Files.writeString(folder.resolve("x.json"), text);
        assertThatThrownBy(() -> GroupFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why);
    }

    private void write(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".new"), text);
        Files.move(file, folder.resolve(name + ".json"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Exactly these were told since the last time. */
    private void assertTold(String... expected) {
        await().atMost(HostFixture.DEADLINE)
                .untilAsserted(() -> assertThat(told).hasSizeGreaterThanOrEqualTo(expected.length));
        assertThat(told).containsExactly(expected);
        told.clear();
    }
}
