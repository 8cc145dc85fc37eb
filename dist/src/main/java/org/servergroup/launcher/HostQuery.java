package org.servergroup.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
            Without --socket (or --work, as the host side has it) the one that runs is looked for; if there are several,
              each of them is named.
            """;

    /** What it is called in a work folder. */
    static final String SOCKET_NAME = "host.sock";

    private static final List<String> COMMANDS =
            List.of("status", "groups", "instances", "counters", "events", "doctor", "metrics", "reconnect");
    private static final String CHANNEL = "libvirt-channel";
    private static final String HEALTHY = "healthy";
    private static final String HEALTHY_JSON = "{\"healthy\":true,";

    private final PrintStream out;
    private String command = "";
    private String operand = "";
    private @Nullable Path socket;
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
        if (List.of(args).contains("--help")) {
            out.print(USAGE);
            return 0;
        }
        parse(args);
        if (command.equals(CHANNEL)) {
            out.print(channel(operand));
            return 0;
        }
        try (SocketChannel channel = connect()) {
            channel.write(ByteBuffer.wrap(question().getBytes(StandardCharsets.UTF_8)));
            if (!follow) {
                channel.shutdownOutput();
            }
            return print(channel);
        } catch (IOException e) {
            return absent(Failure.reasonOf(e));
        }
    }

    private SocketChannel connect() throws IOException, Failure {
        HostSockets sockets = new HostSockets(socket == null ? DEFAULT_SOCKET : socket);
        return socket == null ? sockets.find() : sockets.connect();
    }

    /** The doctor has something to say to that, too, in the form that a host side has. */
    private int absent(String reason) throws Failure {
        if (!command.equals("doctor")) {
            throw new Failure(Failure.ENVIRONMENT, reason + "; servergroup-host starts one");
        }
        String advice =
                "start it: servergroup-host --sockets DIR, or systemctl start servergroup-host; if one runs, ask it as"
                        + " its user, and with its --admin-socket as --socket";
        Findings findings = new Findings();
        findings.error("host", reason, advice);
        out.print(json ? findings.json() : findings.text());
        return Failure.ENVIRONMENT;
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
            } else if (args[i].equals("--work") && i + 1 < args.length) {
                socket = Path.of(args[++i]).resolve(SOCKET_NAME);
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
        boolean unwell =
                command.equals("doctor") && !beginning.startsWith(HEALTHY) && !beginning.startsWith(HEALTHY_JSON);
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
