package org.servergroup.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.junit.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.servergroup.BroadcastListener;
import org.servergroup.spi.Complaint;
import org.servergroup.spi.Complaints;

/** Our bundles in somebody's own Felix, which has Gogo and Felix Health Checks: the operator's view is there as well. */
@ExamReactorStrategy(PerClass.class)
public class OperatorBundlesIT extends FrameworkTest {
    private static final long TIMEOUT_MILLIS = 120_000;
    private static final String AGENT = "sgt.paxop." + ProcessHandle.current().pid();

    @Override
    @Configuration
    public Option[] framework() throws IOException {
        return options(
                composite(super.framework()),
                Provision.agentAt(AGENT),
                Provision.bundlesIn("lib/shell"),
                Provision.bundlesIn("bundles/agent"),
                Provision.bundleOf(HealthCheck.class));
    }

    private static Map<String, Object> noSuchDevice() {
        return Map.of("device", "/dev/virtio-ports/" + AGENT);
    }

    @Test(timeout = TIMEOUT_MILLIS)
    public void shouldBeAHealthCheckThatSaysWhyAndWhatToDo() throws Exception {
        bundles.configure("org.servergroup.transport.virtio", noSuchDevice());
        HealthCheck check = (HealthCheck)
                bundles.service("(&(objectClass=" + HealthCheck.class.getName() + ")(hc.tags=servergroup))");
        assertHealth(check, Result.Status.CRITICAL, "there is no such device", "libvirt-channel");

        Path folder = Files.createTempDirectory(Path.of("/tmp"), "sgt-pax-");
        Path socket = folder.resolve("host.sock");
        bundles.configure("org.servergroup.transport.unix.stream", Map.of("path", socket.toString(), "listen", "true"));
        try (SocketChannel host = Launched.connect(socket)) {
            assertHealth(check, Result.Status.WARN, "no application is bound to cgcs.server_grp");
            ServiceRegistration<?> listener = context.registerService(BroadcastListener.class, broadcast -> {}, null);
            assertHealth(check, Result.Status.OK, "messages get through");
            assertThat(host.isConnected()).isTrue();
            Complaints complaints = () -> List.of(new Complaint("bundle", "x.jar is refused", "mend it"));
            ServiceRegistration<?> complaining = context.registerService(Complaints.class, complaints, null);
            assertHealth(check, Result.Status.WARN, "bundle: x.jar is refused; mend it");
            complaining.unregister();
            assertHealth(check, Result.Status.OK, "messages get through");
            listener.unregister();
        } finally {
            bundles.service(ConfigurationAdmin.class)
                    .getConfiguration("org.servergroup.transport.unix.stream", "?")
                    .delete();
            Files.deleteIfExists(socket);
        }
        assertHealth(check, Result.Status.CRITICAL, "there is no such device");
        Files.deleteIfExists(socket);
        Files.delete(folder);
    }

    @Test(timeout = TIMEOUT_MILLIS)
    public void shouldHaveItsCommandsInGogo() throws Exception {
        bundles.configure("org.servergroup.transport.virtio", noSuchDevice());
        CommandProcessor gogo = bundles.service(CommandProcessor.class);
        // Gogo takes commands as they come; this one is among them once it is a service.
        bundles.service("(&(osgi.command.scope=sg)(osgi.command.function=status))");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
                CommandSession session = gogo.createSession(new ByteArrayInputStream(new byte[0]), out, out)) {
            assertAnswer(session, "sg:status", "listening: " + AGENT, "link: down");
            assertAnswer(session, "sg:doctor", "error: port: ");
            assertAnswer(session, "sg:doctor --json", "{\"healthy\":false,");
            assertAnswer(session, "sg:links", "virtio");
            assertAnswer(session, "sg:peers", "none");
            assertAnswer(session, "sg:counters --json", "\"from_apps\"");
            assertAnswer(session, "sg:loglevel", "level: ");
            assertAnswer(session, "sg:broadcast 'to all'", "accepted");
            assertAnswer(session, "x = (sg:status --json); $x", "\"queue\":{\"messages\":1");
            assertThatThrownBy(() -> session.execute("sg:status --xml"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("sg:status has no option --xml");
        }
    }

    /** Waits: the agent may have just begun. */
    private static void assertAnswer(CommandSession session, String command, String... parts) {
        await().atMost(Launched.DEADLINE)
                .untilAsserted(() -> assertThat(String.valueOf(session.execute(command)))
                        .as(command)
                        .contains(parts));
    }

    private static void assertHealth(HealthCheck check, Result.Status status, String... parts) {
        await().atMost(Launched.DEADLINE).untilAsserted(() -> {
            Result result = check.execute();
            assertThat(result.getStatus()).as("%s", result).isEqualTo(status);
            assertThat(result.toString()).contains(parts);
        });
    }
}
