package org.servergroup.itest.framework;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;
import org.servergroup.Broadcast;
import org.servergroup.BroadcastListener;
import org.servergroup.ServerGroup;
import org.servergroup.itest.Provision;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.LocalTransport;
import org.servergroup.spi.Offer;
import org.servergroup.spi.Peer;

/** Our bundles in a plain Felix, without the launcher: they resolve, start, and carry messages over real sockets. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class BundlesIT {
    private static final long SECONDS = 20;
    private static final long TIMEOUT_MILLIS = 120_000;
    private static final String AGENT = "sgt.pax." + ProcessHandle.current().pid();

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configuration;

    @Configuration
    public Option[] framework() throws IOException {
        return options(
                frameworkProperty("felix.cm.dir")
                        .value(configurationFolder(AGENT).toAbsolutePath().toString()),
                Provision.bundlesIn("lib"),
                Provision.bundlesIn("bundles/agent"),
                junitBundles());
    }

    /** ConfigAdmin's store, so that the agent has its own address from the start and never the one of this machine. */
    static Path configurationFolder(String address) throws IOException {
        Path folder = Files.createTempDirectory(Path.of("target"), "configuration-");
        Path file = folder.resolve("org/servergroup/transport/unix.config");
        Files.createDirectories(folder.resolve("org/servergroup/transport"));
        Files.writeString(file, "service.pid=\"org.servergroup.transport.unix\"\naddress=\"" + address + "\"\n");
        return folder;
    }

    @Test
    public void shouldResolveAndStartEveryBundle() {
        for (Bundle each : context.getBundles()) {
            boolean fragment = each.getHeaders("").get("Fragment-Host") != null;
            int wanted = fragment ? Bundle.RESOLVED : Bundle.ACTIVE;
            assertEquals("state of " + each.getSymbolicName(), wanted, each.getState());
        }
        assertTrue(Stream.of(context.getBundles())
                .anyMatch(each -> "org.servergroup.agent".equals(each.getSymbolicName())));
    }

    @Test(timeout = TIMEOUT_MILLIS)
    public void shouldCarryMessagesBetweenTheApiTheLocalSocketAndTheHost() throws Exception {
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "sgt-pax-");
        Path socket = folder.resolve("host.sock");
        configure("org.servergroup.transport.unix.stream", Map.of("path", socket.toString(), "listen", "true"));
        BlockingQueue<Broadcast> heard = new LinkedBlockingQueue<>();
        context.registerService(BroadcastListener.class, heard::add, null);
        try (SocketChannel host = connect(socket)) {
            BufferedReader lines = new BufferedReader(Channels.newReader(host, StandardCharsets.UTF_8));
            service(ServerGroup.class).broadcast("from a bundle");
            assertTrue(nextMessage(lines).contains("from a bundle"));

            send(host, "cgcs.server_grp", "from the host");
            assertEquals(new Broadcast("instance-00000002", "from the host"), heard.poll(SECONDS, TimeUnit.SECONDS));

            exchangeWithALocalApplication(host, lines);
        } finally {
            Files.deleteIfExists(socket);
            Files.delete(folder);
        }
    }

    private void exchangeWithALocalApplication(SocketChannel host, BufferedReader lines) throws Exception {
        Mailbox mailbox = new Mailbox();
        String address = AGENT + ".app";
        try (LocalTransport.Channel app = service(LocalTransport.class).open(address, mailbox)) {
            String envelope = "{\"version\":2,\"dest_addr\":\"cgcs.other\",\"data\":{\"n\":1.0}}";
            ByteBuffer frame = ByteBuffer.wrap(envelope.getBytes(StandardCharsets.UTF_8));
            assertEquals(Offer.ACCEPTED, app.offer(LocalAddress.of(AGENT), frame));
            app.flush();
            String arrived = nextMessage(lines);
            assertTrue(arrived, arrived.contains("\"" + address + "\""));
            assertTrue(arrived, arrived.contains("{\"n\":1.0}"));

            send(host, address, "to the application");
            String message = mailbox.frames.poll(SECONDS, TimeUnit.SECONDS);
            assertTrue(message, message != null && message.contains("to the application"));
        }
    }

    private void configure(String component, Map<String, Object> properties) throws IOException {
        configuration.getConfiguration(component, "?").update(FrameworkUtil.asDictionary(new HashMap<>(properties)));
    }

    private <T> T service(Class<T> type) throws InterruptedException {
        ServiceTracker<T, T> tracker = new ServiceTracker<>(context, type, null);
        tracker.open();
        T service = tracker.waitForService(TimeUnit.SECONDS.toMillis(SECONDS));
        assertNotNull("a service " + type.getSimpleName(), service);
        return service;
    }

    /** Connects as a host does: again and again, until somebody listens. */
    static SocketChannel connect(Path socket) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (true) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
                return channel;
            } catch (IOException e) {
                channel.close();
                if (System.nanoTime() > end) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    private static void send(SocketChannel host, String destination, String text) throws IOException {
        String line = "{\"version\":2,\"dest_addr\":\"" + destination + "\",\"source_addr\":\"cgcs.server_grp\","
                + "\"data\":{\"version\":2,\"msg_type\":\"broadcast\",\"source_instance\":\"instance-00000002\","
                + "\"data\":\"" + text + "\"}}\n";
        host.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
    }

    private static String nextMessage(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (line.isEmpty()) {
            line = lines.readLine();
        }
        return line;
    }

    private static final class Mailbox implements LocalTransport.Receiver {
        private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();

        @Override
        public boolean received(Peer from, ByteBuffer frame) {
            return frames.add(StandardCharsets.UTF_8.decode(frame).toString());
        }

        @Override
        public void batchEnded() {}

        @Override
        public void writable(LocalAddress peer) {}

        @Override
        public void undelivered(LocalAddress peer, Discard reason, long count) {}

        @Override
        public void discarded(Discard reason, long bytes) {}

        @Override
        public void failed(IOException cause) {}
    }
}
