package org.servergroup.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.servergroup.posix.DatagramSocket;
import org.servergroup.posix.NativeBuffer;

/**
 * Runs a program once, for the virtual machine to see which classes its start takes and to put them into a class archive:
 * with a folder, addresses and a host of its own, until a message has gone through, and then to an orderly end. Started by
 * {@code lib/java.sh}. Exit code 0 says that all of it has been seen.
 */
public final class Training {
    /**
     * Long, because it has the lowest priority, and an emulated processor takes a minute; less than after what {@code
     * lib/java.sh} takes it for dead.
     */
    private static final long PATIENCE_MILLIS = 150_000;

    private static final long PAUSE_MILLIS = 20;
    private static final int MAX_BYTES = 8192;
    private static final String AGENT = "cgcs.messaging";
    private static final String APPLICATION = "cgcs.server_grp";
    private static final String APPLICATION_CLASS = "org.servergroup.sample.ServerGroupApp";

    private final Path folder;
    private final String namespace =
            "servergroup-training-" + ProcessHandle.current().pid() + ".";

    private Training(Path folder) {
        this.folder = folder;
    }

    /**
     * Runs a program.
     *
     * @param args {@code agent}, {@code host} or {@code server_group_app}, and an empty folder for its files
     */
    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        Training training = new Training(Path.of(args[1]).toAbsolutePath());
        String program = args[0];
        start("servergroup-training-limit", () -> {
            Thread.sleep(PATIENCE_MILLIS);
            Runtime.getRuntime().halt(Failure.ENVIRONMENT);
        });
        start("servergroup-training", () -> {
            switch (program) {
                case "agent" -> training.relay();
                case "host" -> training.connect();
                default -> training.serve();
            }
            System.exit(0);
        });
        switch (program) {
            case "agent" -> Agent.main(training.agentArguments());
            case "host" -> HostSide.main(training.hostArguments());
            // By name, because nothing else here needs what that needs.
            default ->
                Class.forName(APPLICATION_CLASS)
                        .getMethod("main", String[].class)
                        .invoke(null, (Object) new String[] {"--namespace", training.namespace, "hello"});
        }
    }

    private interface Task {
        void run() throws IOException, InterruptedException;
    }

    private static void start(String name, Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException | InterruptedException | RuntimeException e) {
                        Runtime.getRuntime().halt(Failure.ENVIRONMENT);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Both ways to the host: what is read from files takes no options that would choose one. */
    private String[] agentArguments() throws IOException {
        Path conf = Files.createDirectory(folder.resolve("conf"));
        Files.writeString(
                conf.resolve("org.servergroup.transport.unix.stream.cfg"),
                "path=" + hostSocket() + "\nlisten=true\nservice.ranking=1\n");
        Files.writeString(conf.resolve("org.servergroup.transport.virtio.cfg"), "device=/dev/ptmx\n");
        return new String[] {
            "--conf",
            conf.toString(),
            "--work",
            folder.resolve("work").toString(),
            "--namespace",
            namespace,
            "--log-level",
            "error"
        };
    }

    private String[] hostArguments() throws IOException {
        Path conf = Files.createDirectory(folder.resolve("conf"));
        return new String[] {
            "--conf", conf.toString(),
            "--work", folder.resolve("work").toString(),
            "--sockets", folder.toString(),
            "--admin-socket", folder.resolve("admin").toString(),
            "--log-level", "error"
        };
    }

    private Path hostSocket() {
        return folder.resolve("cgcs.messaging.training.sock");
    }

    /** As a host and as an application: a message each way. */
    private void relay() throws IOException, InterruptedException {
        try (SocketChannel host = connectTo(hostSocket());
                DatagramSocket application = DatagramSocket.bound(DatagramSocket.name(namespace + APPLICATION))) {
            connectTo(application);
            send(application, "{\"version\":2,\"dest_addr\":\"" + APPLICATION + "\",\"data\":{}}");
            BufferedReader lines = new BufferedReader(Channels.newReader(host, StandardCharsets.UTF_8));
            String line = lines.readLine();
            while (line != null && !line.contains("dest_addr")) {
                line = lines.readLine();
            }
            send(host, "{\"version\":2,\"dest_addr\":\"" + APPLICATION + "\",\"source_addr\":\"x\",\"data\":{}}\n");
            Thread.sleep(10 * PAUSE_MILLIS);
        }
    }

    /** As a guest that the host side connects to. */
    private void connect() throws IOException, InterruptedException {
        try (ServerSocketChannel port = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            port.bind(UnixDomainSocketAddress.of(hostSocket()));
            try (SocketChannel host = port.accept()) {
                send(
                        host,
                        "{\"version\":2,\"dest_addr\":\"" + APPLICATION + "\",\"source_addr\":\"" + APPLICATION
                                + "\",\"data\":{\"version\":2,\"msg_type\":\"status_query\",\"seq\":1}}\n");
                Thread.sleep(10 * PAUSE_MILLIS);
            }
        }
    }

    /** As an agent whose host sends the application's message back to it. */
    private void serve() throws IOException, InterruptedException {
        try (DatagramSocket agent = DatagramSocket.bound(DatagramSocket.name(namespace + AGENT));
                NativeBuffer buffer = new NativeBuffer(MAX_BYTES)) {
            int length = agent.descriptor().read(buffer, 0, MAX_BYTES);
            while (length <= 0) {
                Thread.sleep(PAUSE_MILLIS); // it has not sent yet, and the limit ends it if it never does
                length = agent.descriptor().read(buffer, 0, MAX_BYTES);
            }
            agent.connect(DatagramSocket.name(namespace + APPLICATION));
            agent.descriptor().write(buffer, 0, length);
            Thread.sleep(10 * PAUSE_MILLIS);
        }
    }

    private static SocketChannel connectTo(Path path) throws InterruptedException {
        while (true) {
            try {
                return SocketChannel.open(UnixDomainSocketAddress.of(path));
            } catch (IOException e) {
                Thread.sleep(PAUSE_MILLIS); // it is not there yet, and the limit ends it if it never is
            }
        }
    }

    private void connectTo(DatagramSocket application) throws InterruptedException {
        while (true) {
            try {
                application.connect(DatagramSocket.name(namespace + AGENT));
                return;
            } catch (IOException e) {
                Thread.sleep(PAUSE_MILLIS); // likewise
            }
        }
    }

    private static void send(DatagramSocket application, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (NativeBuffer buffer = new NativeBuffer(bytes.length)) {
            buffer.put(0, bytes, 0, bytes.length);
            application.descriptor().write(buffer, 0, bytes.length);
        }
    }

    private static void send(SocketChannel host, String line) throws IOException {
        host.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
    }
}
