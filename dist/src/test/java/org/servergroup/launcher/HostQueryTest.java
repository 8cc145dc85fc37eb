package org.servergroup.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

    @Test
    void shouldSayWhatToDoIfThereIsNoHostSideToAsk() throws Failure {
        String none = folder.resolve("none").toString();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        HostQuery query = new HostQuery(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        assertThat(query.run(new String[] {"doctor", "--socket", none})).isEqualTo(1);
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .startsWith("not healthy\nerror: host: no host side answers at " + none + ": ")
                .contains("\n  -> start it: servergroup-host");
        bytes.reset();
        assertThat(new HostQuery(new PrintStream(bytes, true, StandardCharsets.UTF_8))
                        .run(new String[] {"doctor", "--json", "--work", none}))
                .isEqualTo(1);
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .startsWith(
                        "{\"healthy\":false,\"findings\":[{\"severity\":\"error\",\"subject\":\"host\",\"text\":\"no host side answers at "
                                + none + "/host.sock");
    }

    @Test
    void shouldHelp() throws Failure {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(new HostQuery(new PrintStream(bytes, true, StandardCharsets.UTF_8))
                        .run(new String[] {"doctor", "--help"}))
                .isZero();
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(HostQuery.USAGE);
    }

    @Test
    void shouldEndAsTheDoctorFinds() throws Exception {
        assertThat(exitCode("healthy\n", "doctor")).isZero();
        assertThat(exitCode("not healthy\nerror: one: is not connected\n", "doctor"))
                .isEqualTo(1);
        assertThat(exitCode("{\"healthy\":true,\"findings\":[]}\n", "doctor", "--json"))
                .isZero();
        assertThat(exitCode("{\"healthy\":false,\"findings\":[{}]}\n", "doctor", "--json"))
                .isEqualTo(1);
        assertThat(exitCode("connected: 1\n", "status")).isZero();
    }

    private int exitCode(String answer, String... words) throws Exception {
        Path socket = folder.resolve("host.sock");
        List<String> args = new ArrayList<>(List.of(words));
        args.addAll(List.of("--socket", socket.toString()));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> answer(server, answer));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            int code = new HostQuery(new PrintStream(bytes, true, StandardCharsets.UTF_8))
                    .run(args.toArray(String[]::new));
            served.get(30, TimeUnit.SECONDS);
            assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(answer);
            return code;
        } finally {
            Files.deleteIfExists(socket);
        }
    }

    /** Byte by byte, as bad luck would have it. */
    private static void answer(ServerSocketChannel server, String text) {
        try (SocketChannel channel = server.accept()) {
            ByteBuffer question = ByteBuffer.allocate(1000);
            while (channel.read(question) >= 0) {
                assertThat(question.hasRemaining()).isTrue();
            }
            for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
                channel.write(ByteBuffer.wrap(new byte[] {each}));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertFailure(String message, String... args) {
        assertThatThrownBy(() -> new HostQuery(System.out).run(args))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(message);
    }
}
