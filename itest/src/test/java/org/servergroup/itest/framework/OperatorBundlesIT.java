package org.servergroup.itest.framework;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;
import org.servergroup.BroadcastListener;
import org.servergroup.itest.Provision;
import org.servergroup.spi.Complaint;
import org.servergroup.spi.Complaints;

/** Our bundles in somebody's own Felix, which has Gogo and Felix Health Checks: the operator's view is there as well. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class OperatorBundlesIT {
    private static final long SECONDS = 20;
    private static final long TIMEOUT_MILLIS = 120_000;
    private static final String AGENT = "sgt.paxop." + ProcessHandle.current().pid();

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configuration;

    @Configuration
    public Option[] framework() throws IOException {
        return options(
                frameworkProperty("felix.cm.dir")
                        .value(BundlesIT.configurationFolder(AGENT)
                                .toAbsolutePath()
                                .toString()),
                Provision.bundlesIn("lib"),
                Provision.bundlesIn("lib/shell"),
                Provision.bundlesIn("bundles/agent"),
                bundle(HealthCheck.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString()),
                junitBundles());
    }

    private static Map<String, Object> noSuchDevice() {
        return Map.of("device", "/dev/virtio-ports/" + AGENT);
    }

    @Test(timeout = TIMEOUT_MILLIS)
    public void shouldBeAHealthCheckThatSaysWhyAndWhatToDo() throws Exception {
        configure("org.servergroup.transport.virtio", noSuchDevice());
        HealthCheck check = service(HealthCheck.class, "(hc.tags=servergroup)");
        Result absent = await(check, Result.Status.CRITICAL, "there is no such device");
        assertTrue(absent.toString(), absent.toString().contains("libvirt-channel"));

        Path folder = Files.createTempDirectory(Path.of("/tmp"), "sgt-pax-");
        Path socket = folder.resolve("host.sock");
        configure("org.servergroup.transport.unix.stream", Map.of("path", socket.toString(), "listen", "true"));
        try (SocketChannel host = BundlesIT.connect(socket)) {
            await(check, Result.Status.WARN, "no application is bound to cgcs.server_grp");
            ServiceRegistration<?> listener = context.registerService(BroadcastListener.class, broadcast -> {}, null);
            await(check, Result.Status.OK, "messages get through");
            assertTrue(host.isConnected());
            Complaints complaints = () -> List.of(new Complaint("bundle", "x.jar is refused", "mend it"));
            ServiceRegistration<?> complaining = context.registerService(Complaints.class, complaints, null);
            await(check, Result.Status.WARN, "bundle: x.jar is refused; mend it");
            complaining.unregister();
            await(check, Result.Status.OK, "messages get through");
            listener.unregister();
        } finally {
            configuration
                    .getConfiguration("org.servergroup.transport.unix.stream", "?")
                    .delete();
            Files.deleteIfExists(socket);
        }
        await(check, Result.Status.CRITICAL, "there is no such device");
        Files.deleteIfExists(socket);
        Files.delete(folder);
    }

    @Test(timeout = TIMEOUT_MILLIS)
    public void shouldHaveItsCommandsInGogo() throws Exception {
        configure("org.servergroup.transport.virtio", noSuchDevice());
        CommandProcessor gogo = service(CommandProcessor.class, "");
        // Gogo takes commands as they come; this one is among them once it is a service.
        awaitCommands();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
                CommandSession session = gogo.createSession(new ByteArrayInputStream(new byte[0]), out, out)) {
            String status = answer(session, "sg:status", "listening: " + AGENT);
            assertTrue(status, status.contains("link: down"));
            answer(session, "sg:doctor", "error: port: ");
            answer(session, "sg:doctor --json", "{\"healthy\":false,");
            answer(session, "sg:links", "virtio");
            answer(session, "sg:peers", "none");
            answer(session, "sg:counters --json", "\"from_apps\"");
            answer(session, "sg:loglevel", "level: ");
            answer(session, "sg:broadcast 'to all'", "accepted");
            answer(session, "x = (sg:status --json); $x", "\"queue\":{\"messages\":1");
            IllegalArgumentException mistake = null;
            try {
                session.execute("sg:status --xml");
            } catch (IllegalArgumentException e) {
                mistake = e;
            }
            assertNotNull("a mistake", mistake);
            assertEquals("sg:status has no option --xml", mistake.getMessage());
        }
    }

    /** Waits: the agent may have just begun. */
    private static String answer(CommandSession session, String command, String part) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        String answer = String.valueOf(session.execute(command));
        while (!answer.contains(part) && System.nanoTime() < end) {
            pause();
            answer = String.valueOf(session.execute(command));
        }
        assertTrue(command + " has no " + part + ": " + answer, answer.contains(part));
        return answer;
    }

    private static Result await(HealthCheck check, Result.Status status, String part) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        Result result = check.execute();
        while (!(result.getStatus() == status && result.toString().contains(part)) && System.nanoTime() < end) {
            pause();
            result = check.execute();
        }
        assertEquals(result.toString(), status, result.getStatus());
        assertTrue(result.toString(), result.toString().contains(part));
        return result;
    }

    private static void pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(20);
    }

    private void configure(String component, Map<String, Object> properties) throws IOException {
        configuration.getConfiguration(component, "?").update(FrameworkUtil.asDictionary(new HashMap<>(properties)));
    }

    private void awaitCommands() throws Exception {
        Filter wanted = FrameworkUtil.createFilter("(&(osgi.command.scope=sg)(osgi.command.function=status))");
        ServiceTracker<Object, Object> tracker = new ServiceTracker<>(context, wanted, null);
        tracker.open();
        assertNotNull("sg:status", tracker.waitForService(TimeUnit.SECONDS.toMillis(SECONDS)));
    }

    private <T> T service(Class<T> type, String more) throws Exception {
        Filter wanted = FrameworkUtil.createFilter("(&(objectClass=" + type.getName() + ")" + more + ")");
        ServiceTracker<T, T> tracker = new ServiceTracker<>(context, wanted, null);
        tracker.open();
        T service = tracker.waitForService(TimeUnit.SECONDS.toMillis(SECONDS));
        assertNotNull("a service " + wanted, service);
        return service;
    }
}
