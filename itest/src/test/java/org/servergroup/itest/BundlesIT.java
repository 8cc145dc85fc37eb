package org.servergroup.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.servergroup.Broadcast;
import org.servergroup.BroadcastListener;
import org.servergroup.ServerGroup;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.LocalTransport;
import org.servergroup.spi.Offer;
import org.servergroup.spi.Peer;

/** Our bundles in a plain Felix, without the launcher: they resolve, start, and carry messages over real sockets. */
@ExamReactorStrategy(PerClass.class)
public class BundlesIT extends FrameworkTest {
    private static final long TIMEOUT_MILLIS = 120_000;
    private static final String AGENT = "sgt.pax." + ProcessHandle.current().pid();

    @Override
    @Configuration
    public Option[] framework() throws IOException {
        return options(composite(super.framework()), Provision.agentAt(AGENT), Provision.bundlesIn("bundles/agent"));
    }

    @Test
    public void shouldResolveAndStartEveryBundle() {
        for (Bundle each : context.getBundles()) {
            boolean fragment = each.getHeaders("").get("Fragment-Host") != null;
            int wanted = fragment ? Bundle.RESOLVED : Bundle.ACTIVE;
            assertThat(each.getState())
                    .as("state of %s", each.getSymbolicName())
                    .isEqualTo(wanted);
        }
        assertThat(context.getBundles()).extracting(Bundle::getSymbolicName).contains("org.servergroup.agent");
    }

    @Test(timeout = TIMEOUT_MILLIS)
    public void shouldCarryMessagesBetweenTheApiTheLocalSocketAndTheHost() throws Exception {
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "sgt-pax-");
        Path socket = folder.resolve("host.sock");
        bundles.configure("org.servergroup.transport.unix.stream", Map.of("path", socket.toString(), "listen", "true"));
        BlockingQueue<Broadcast> heard = new LinkedBlockingQueue<>();
        context.registerService(BroadcastListener.class, heard::add, null);
        try (SocketChannel host = Launched.connect(socket)) {
            BufferedReader lines = new BufferedReader(Channels.newReader(host, StandardCharsets.UTF_8));
            bundles.service(ServerGroup.class).broadcast("from a bundle");
            assertThat(nextMessage(lines)).contains("from a bundle");

            send(host, "cgcs.server_grp", "from the host");
            assertThat(next(heard)).isEqualTo(new Broadcast("instance-00000002", "from the host"));

            exchangeWithALocalApplication(host, lines);
        } finally {
            Files.deleteIfExists(socket);
            Files.delete(folder);
        }
    }

    private void exchangeWithALocalApplication(SocketChannel host, BufferedReader lines) throws Exception {
        Mailbox mailbox = new Mailbox();
        String address = AGENT + ".app";
        try (LocalTransport.Channel app = bundles.service(LocalTransport.class).open(address, mailbox)) {
            String envelope = "{\"version\":2,\"dest_addr\":\"cgcs.other\",\"data\":{\"n\":1.0}}";
            ByteBuffer frame = ByteBuffer.wrap(envelope.getBytes(StandardCharsets.UTF_8));
            assertThat(app.offer(LocalAddress.of(AGENT), frame)).isEqualTo(Offer.ACCEPTED);
            app.flush();
            assertThat(nextMessage(lines)).contains("\"" + address + "\"", "{\"n\":1.0}");

            send(host, address, "to the application");
            assertThat(next(mailbox.frames)).contains("to the application");
        }
    }

    private static <T> T next(BlockingQueue<T> from) throws InterruptedException {
        return from.poll(Launched.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    private static void send(SocketChannel host, String destination, String text) throws IOException {
        String line = "{\"version\":2,\"dest_addr\":\"" + destination + "\",\"source_addr\":\"cgcs.server_grp\","
                + "\"data\":{\"version\":2,\"msg_type\":\"broadcast\",\"source_instance\":\"instance-00000002\","
                + "\"data\":\"" + text + "\"}}\n";
        Launched.write(host, line);
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
        public void discarded(Discard reason, long bytes, int pid) {}

        @Override
        public void failed(IOException cause) {}
    }
}
