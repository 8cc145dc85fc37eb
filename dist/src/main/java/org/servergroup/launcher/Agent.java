package org.servergroup.launcher;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The main class of {@code servergroup-agent}: the guest's side. */
public final class Agent {
    private static final String NAME = "servergroup-agent";

    private Agent() {}

    /** Runs the agent. */
    public static void main(String[] args) {
        if (AgentQuery.isOne(args)) {
            System.exit(ask(args));
        }
        Ahead ahead = Ahead.begin("agent");
        Options options = new Options(
                NAME, "Relays messages between the applications of this guest and its host.%n%n" + AgentQuery.USAGE);
        options.value("--device", "PATH", "the virtio-serial port (default: /dev/virtio-ports/cgcs.messaging)");
        options.value("--host-socket", "PATH", "reach the host by this UNIX stream socket instead of a device");
        options.flag("--listen", "with --host-socket: listen there, as QEMU does, instead of connecting");
        options.value("--address", "NAME", "the agent's local address (default: cgcs.messaging)");
        options.value(
                "--namespace",
                "PREFIX",
                "prefix of all local addresses, for several guests on one machine (default: none)");
        options.addCommon();
        options.flag(Options.STARTUP_REPORT, "start, tell where the time of that went, and end");
        options.flag(Options.JSON, "with --startup-report: as JSON");
        new Program(NAME, "agent", ahead, ShellSocket::open).run(options, args, Agent::override);
    }

    private static int ask(String[] args) {
        try {
            return new AgentQuery(System.in, System.out).run(args);
        } catch (Failure e) {
            System.err.println(NAME + ": " + e.getMessage());
            return e.exitCode();
        }
    }

    private static void override(Options options, Settings settings) throws Failure {
        @Nullable Path device = options.path("--device");
        @Nullable Path socket = options.socket("--host-socket");
        if (device != null && socket != null) {
            throw new Failure(Failure.USAGE, "--device and --host-socket exclude each other (try --help)");
        }
        if (socket == null && options.given("--listen")) {
            throw new Failure(Failure.USAGE, "--listen needs --host-socket (try --help)");
        }
        if (options.given(Options.JSON) && !options.given(Options.STARTUP_REPORT)) {
            throw new Failure(Failure.USAGE, "--json needs --startup-report (try --help)");
        }
        if (device != null) {
            settings.set("org.servergroup.transport.virtio", "device", device.toString());
            settings.set("org.servergroup.agent", "host_transport.target", "(servergroup.transport=virtio)");
        }
        if (socket != null) {
            settings.set("org.servergroup.transport.unix.stream", "path", socket.toString());
            settings.set("org.servergroup.transport.unix.stream", "listen", String.valueOf(options.given("--listen")));
            settings.set("org.servergroup.agent", "host_transport.target", "(servergroup.transport=unix-stream)");
        }
        overrideLocal(options, settings);
    }

    private static void overrideLocal(Options options, Settings settings) {
        @Nullable String address = options.text("--address");
        if (address != null) {
            settings.set("org.servergroup.transport.unix", "address", address);
        }
        @Nullable String namespace = options.text("--namespace");
        if (namespace != null) {
            settings.set("org.servergroup.transport.unix", "namespace", namespace);
        }
    }
}
