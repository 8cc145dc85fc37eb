package org.servergroup.sample;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.servergroup.NotAcceptedException;
import org.servergroup.StatusTimeoutException;
import org.servergroup.client.ServerGroupClient;
import org.servergroup.sample.internal.Conversation;
import org.servergroup.sample.internal.JsonFormat;
import org.servergroup.sample.internal.LocalNames;
import org.servergroup.sample.internal.Printer;
import org.servergroup.sample.internal.TextFormat;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The program {@code server_group_app}: what the C sample does, in a process of its own. */
public final class ServerGroupApp {
    static final String NAME = "server_group_app";

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Arguments arguments;
    private final PrintStream out;
    private final PrintStream err;
    private final CountDownLatch outGone = new CountDownLatch(1);
    private final AtomicBoolean ending = new AtomicBoolean();

    private ServerGroupApp(Arguments arguments, PrintStream out, PrintStream err) {
        this.arguments = arguments;
        this.out = out;
        this.err = err;
    }

    /** Runs until it is stopped; {@code --help} tells the rest. */
    public static void main(String[] args) {
        // What arrives is UTF-8 and is passed on as such, whatever the locale.
        PrintStream out = utf8(FileDescriptor.out);
        PrintStream err = utf8(FileDescriptor.err);
        System.exit(run(args, out, err));
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    private static int run(String[] args, PrintStream out, PrintStream err) {
        Arguments arguments = new Arguments();
        // A message that starts with "@" is a message, not the name of a file with arguments.
        CommandLine commandLine = new CommandLine(arguments).setExpandAtFiles(false);
        try {
            commandLine.parseArgs(args);
        } catch (ParameterException e) {
            err.println(NAME + ": "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + " (try --help)");
            return USAGE;
        }
        if (commandLine.isUsageHelpRequested()) {
            commandLine.usage(out);
            return OK;
        }
        if (commandLine.isVersionHelpRequested()) {
            commandLine.printVersionHelp(out);
            return OK;
        }
        return new ServerGroupApp(arguments, out, err).run();
    }

    private int run() {
        Printer printer = new Printer(arguments.json ? new JsonFormat() : new TextFormat(), this::print);
        ServerGroupClient client;
        try {
            client = ServerGroupClient.builder()
                    .agentAddress(arguments.namespace + arguments.agent)
                    .address(arguments.namespace + arguments.address)
                    .statusTimeout(PATIENCE)
                    .onBroadcast(printer)
                    .onNotification(printer)
                    .onNack(printer)
                    .onLink(printer)
                    .open();
        } catch (IllegalArgumentException e) {
            return fail(USAGE, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return fail(
                    FAILED,
                    e.getMessage() + "; stop who holds it, or choose another with --address (only " + Arguments.ADDRESS
                            + " hears broadcasts)");
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopped(client), "servergroup-stop"));
        try {
            return converse(client, printer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        } finally {
            end(client);
        }
    }

    private int converse(ServerGroupClient client, Printer printer) throws InterruptedException {
        Conversation conversation = new Conversation(client.serverGroup(), printer, this::problem);
        try {
            boolean answered = conversation.run(arguments.message, arguments.once ? PATIENCE : null);
            if (arguments.once) {
                return answered ? OK : FAILED;
            }
        } catch (IllegalArgumentException e) {
            return fail(USAGE, String.valueOf(e.getMessage()));
        }
        outGone.await();
        return FAILED;
    }

    private void print(String line) {
        synchronized (out) {
            out.println(line);
            if (out.checkError()) {
                outGone.countDown(); // whoever read this has gone
            }
        }
    }

    private void problem(IOException cause) {
        if (ending.get()) {
            return; // nothing is tried again
        }
        String remedy = "";
        if (cause instanceof NotAcceptedException) {
            remedy = "; start servergroup-agent, or name its address with --agent" + whereElse();
        } else if (cause instanceof StatusTimeoutException) {
            remedy = " (the link to the agent; that to the host is told by servergroup-agent doctor)";
        }
        err.println(NAME + ": " + cause.getMessage() + remedy + (arguments.once ? "" : "; trying again"));
    }

    /** A mistyped address, a namespace that was forgotten, a container: somebody is bound, or nobody can be. */
    private String whereElse() {
        List<String> agents = LocalNames.endingWith(Arguments.AGENT);
        return agents.isEmpty()
                ? " (no agent can be seen from here; one in another network namespace, such as a container's, cannot be reached)"
                : " (bound here: " + String.join(", ", agents) + ")";
    }

    private int fail(int code, String message) {
        err.println(NAME + ": " + message);
        return code;
    }

    private void end(ServerGroupClient client) {
        if (ending.compareAndSet(false, true)) {
            client.close();
        }
    }

    /** The virtual machine ends: at a signal in order, and with an exit code that says so. */
    private void stopped(ServerGroupClient client) {
        if (ending.compareAndSet(false, true)) {
            client.close();
            out.flush();
            Runtime.getRuntime().halt(OK);
        }
    }
}
