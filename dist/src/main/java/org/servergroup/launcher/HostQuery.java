package org.servergroup.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The operator's side of {@code servergroup-host}: asks the one that runs, over its socket, and shows the answer. */
final class HostQuery {
    /** Where the host side listens for operators if nothing else is said and the folder is there. */
    static final Path DEFAULT_SOCKET = Path.of("/run/servergroup/host.sock");

    static final String USAGE = """
            Ask a host side that runs:
              servergroup-host status|groups|instances|counters|doctor|metrics [--json] [--socket PATH]
              servergroup-host events [--follow] [--json] [--socket PATH]
              servergroup-host reconnect INSTANCE [--json] [--socket PATH]
              servergroup-host libvirt-channel INSTANCE
            """;

    private static final List<String> COMMANDS =
            List.of("status", "groups", "instances", "counters", "events", "doctor", "metrics", "reconnect");
    private static final String CHANNEL = "libvirt-channel";
    private static final String HEALTHY = "healthy";
    private static final String HEALTHY_JSON = "{\"result\":[]}";

    private final PrintStream out;
    private String command = "";
    private String operand = "";
    private Path socket = DEFAULT_SOCKET;
    private boolean json;
    private boolean follow;

    HostQuery(PrintStream out) {
        this.out = out;
    }

    /** Whether these arguments are a question, and not the options of a host side to be run. */
    static boolean isOne(String[] args) {
        return args.length > 0 && (COMMANDS.contains(args[0]) || args[0].equals(CHANNEL));
    }

    /** Asks, prints the answer, and returns the exit code. */
    int run(String[] args) throws Failure {
        parse(args);
        if (command.equals(CHANNEL)) {
            out.print(channel(operand));
            return 0;
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(question().getBytes(StandardCharsets.UTF_8)));
            if (!follow) {
                channel.shutdownOutput();
            }
            return print(channel);
        } catch (IOException e) {
            throw new Failure(Failure.ENVIRONMENT, "no host side answers at " + socket + ": " + Failure.reasonOf(e));
        }
    }

    private void parse(String[] args) throws Failure {
        command = args[0];
        for (int i = 1; i < args.length; i++) {
            if (args[i].equals("--json")) {
                json = true;
            } else if (args[i].equals("--follow") && command.equals("events")) {
                follow = true;
            } else if (args[i].equals("--socket") && i + 1 < args.length) {
                socket = Path.of(args[++i]);
            } else if (takesOperand() && operand.isEmpty() && args[i].matches("[A-Za-z0-9._-]{1,64}")) {
                operand = args[i];
            } else {
                throw new Failure(Failure.USAGE, "cannot make sense of " + args[i] + " (try --help)");
            }
        }
        if (takesOperand() && operand.isEmpty()) {
            throw new Failure(Failure.USAGE, command + " needs the name of an instance");
        }
    }

    private boolean takesOperand() {
        return command.equals("reconnect") || command.equals(CHANNEL);
    }

    private String question() {
        String asked = follow ? "follow" : command;
        return json
                ? "{\"command\":\"" + asked + "\",\"instance\":\"" + operand + "\"}\n"
                : (asked + " " + operand).strip() + "\n";
    }

    private int print(SocketChannel channel) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(8192);
        String beginning = "";
        while (channel.read(in) >= 0) {
            String text = new String(in.array(), 0, in.position(), StandardCharsets.UTF_8);
            beginning = beginning.length() < HEALTHY_JSON.length() ? beginning + text : beginning;
            out.write(in.array(), 0, in.position());
            out.flush();
            in.clear();
        }
        boolean unwell = command.equals("doctor")
                && !beginning.startsWith(HEALTHY)
                && !beginning.strip().equals(HEALTHY_JSON);
        return unwell ? Failure.ENVIRONMENT : 0;
    }

    /** What is to be added to the devices of a libvirt domain. */
    private static String channel(String instance) {
        return """
               <channel type='unix'>
                 <source mode='bind' path='/var/lib/libvirt/qemu/cgcs.messaging.%s.sock'/>
                 <target type='virtio' name='cgcs.messaging'/>
               </channel>
               """.formatted(instance);
    }
}
