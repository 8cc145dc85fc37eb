package org.servergroup.itest.scenario;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A guest that is a few processes: an agent, and one application after another. */
final class Guest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final int number;
    private final Stage stage;
    private final Narrator narrator;
    private final String namespace;
    private final Path socket;
    private final @Nullable Cable cable;
    private @Nullable Program agent;
    private @Nullable Program app;

    /** @param cabled whether the line to the host can be cut */
    Guest(int number, Stage stage, Narrator narrator, boolean cabled) throws IOException {
        this.number = number;
        this.stage = stage;
        this.narrator = narrator;
        this.namespace = namespace(number);
        Path port = stage.folder("sockets").resolve("cgcs.messaging." + instance() + ".sock");
        this.socket = cabled ? stage.folder("guests").resolve(number + ".sock") : port;
        this.cable = cabled ? stage.add(new Cable(port, socket)) : null;
    }

    /** Abstract names are shared by the whole machine: each guest has its own, and each run of ours too. */
    static String namespace(int number) {
        return "demo" + ProcessHandle.current().pid() + "." + number + ".";
    }

    /** The name of the instance, by which the others know it. */
    String instance() {
        return "instance-0000000" + number;
    }

    /** The agent starts, and the host connects. */
    void boot() throws IOException, NotSeenException, InterruptedException {
        Program started = stage.start(
                "the agent of guest " + number,
                line -> {},
                "servergroup-agent",
                "--host-socket",
                socket.toString(),
                "--listen",
                "--namespace",
                namespace,
                "--log-level",
                "info");
        agent = started;
        started.awaitAnywhere("the agent listens to applications", line -> line.contains("listening on"), PATIENCE);
        if (cable != null) {
            cable.plug();
        }
        started.await("the host is connected", line -> line.contains("host link up"), PATIENCE);
    }

    /** Runs the application, in the place of the one that ran before. */
    void run(String... words) throws IOException, InterruptedException {
        if (app != null) {
            app.close();
        }
        narrator.line(name(), "$ server_group_app" + quoted(words));
        List<String> arguments = new ArrayList<>(List.of("--namespace", namespace));
        arguments.addAll(List.of(words));
        app = stage.start(
                "the application of guest " + number,
                line -> narrator.line(name(), line),
                "server_group_app",
                arguments.toArray(String[]::new));
    }

    /** Waits until the application has written that it got a broadcast. */
    void expectBroadcast(String text, Guest from) throws NotSeenException, InterruptedException {
        String what = name() + " gets \"" + text + "\" from " + from.name();
        app().await(what, line -> isBroadcast(line, text) && line.contains(from.instance()), PATIENCE);
        narrator.seen(what);
    }

    /** Waits until the application has written a notification about another guest. */
    void expectNotification(Guest about, String state) throws NotSeenException, InterruptedException {
        String what = name() + " is notified: " + about.name() + " is in state " + state;
        app().await(
                        what,
                        line -> line.contains("notification")
                                && line.contains(about.instance())
                                && line.contains("\"" + state + "\""),
                        PATIENCE);
        narrator.seen(what);
    }

    /** Waits until the application has written a status of so many servers. */
    void expectStatus(int servers) throws NotSeenException, InterruptedException {
        String what = name() + " sees " + servers + (servers == 1 ? " server" : " servers");
        app().await(what, line -> line.contains("status response") && servers(line) == servers, PATIENCE);
        narrator.seen(what);
    }

    /** The application must not have written that it got this broadcast. */
    void expectNoBroadcast(String text) throws NotSeenException {
        if (app().hasWritten(line -> isBroadcast(line, text))) {
            throw new NotSeenException(name() + " got its own broadcast");
        }
        narrator.seen(name() + " does not get its own \"" + text + "\"");
    }

    void cutCable() throws IOException, NotSeenException, InterruptedException {
        cable().cut();
        String what = "the agent of " + name() + " misses its host";
        agent().await(what, line -> line.contains("host link down"), PATIENCE);
        narrator.seen(what);
    }

    void mendCable() throws IOException, NotSeenException, InterruptedException {
        cable().plug();
        String what = "the agent of " + name() + " has its host back";
        agent().await(what, line -> line.contains("host link up"), PATIENCE);
        narrator.seen(what);
    }

    /** As if somebody had pulled its plug. */
    void die() throws InterruptedException {
        app().kill();
        agent().kill();
    }

    /** What is of use when something was not seen. */
    void tellWhatTheAgentWrote() {
        if (agent != null) {
            agent.lines().forEach(line -> narrator.line("agent of " + name(), line));
        }
    }

    String name() {
        return "guest " + number;
    }

    private static boolean isBroadcast(String line, String text) {
        return line.contains("broadcast") && line.endsWith("msg: " + text);
    }

    private static int servers(String line) {
        return line.split("\"instance_name\"", -1).length - 1;
    }

    private static String quoted(String... words) {
        StringBuilder quoted = new StringBuilder();
        for (String word : words) {
            quoted.append(" \"").append(word).append('"');
        }
        return quoted.toString();
    }

    private Program app() {
        return require(app);
    }

    private Program agent() {
        return require(agent);
    }

    private Cable cable() {
        return require(cable);
    }

    private static <T> T require(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("not there yet");
        }
        return part;
    }
}
