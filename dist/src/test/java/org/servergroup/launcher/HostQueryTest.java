package org.servergroup.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostQueryTest {
    @TempDir
    Path folder;

    @Test
    void shouldTellQuestionsFromOptions() {
        assertThat(HostQuery.isOne(new String[] {"status", "--json"})).isTrue();
        assertThat(HostQuery.isOne(new String[] {"libvirt-channel", "a"})).isTrue();
        assertThat(HostQuery.isOne(new String[] {"--sockets", "status"})).isFalse();
        assertThat(HostQuery.isOne(new String[0])).isFalse();
    }

    @Test
    void shouldPrintTheChannelToAdd() throws Failure {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new HostQuery(new PrintStream(bytes, true, StandardCharsets.UTF_8))
                .run(new String[] {"libvirt-channel", "instance-00000001"});
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("path='/var/lib/libvirt/qemu/cgcs.messaging.instance-00000001.sock'")
                .contains("name='cgcs.messaging'");
    }

    @Test
    void shouldSayWhatIsWrong() {
        assertFailure(
                "no host side answers at",
                "status",
                "--socket",
                folder.resolve("none").toString());
        assertFailure("cannot make sense of --fellow", "events", "--fellow");
        assertFailure("cannot make sense of a'b", "libvirt-channel", "a'b");
        assertFailure("reconnect needs the name of an instance", "reconnect");
    }

    private static void assertFailure(String message, String... args) {
        assertThatThrownBy(() -> new HostQuery(System.out).run(args))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(message);
    }
}
