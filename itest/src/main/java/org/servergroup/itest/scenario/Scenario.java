package org.servergroup.itest.scenario;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The story of a server group: a host side and three guests, all of them processes on this machine. */
public final class Scenario implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Narrator narrator;
    private final Stage stage;
    private final Guest first;
    private final Guest second;
    private final Guest third;
    private @Nullable Program host;

    /** Prepares the stage; nothing runs yet. */
    public Scenario(Installation installation, Narrator narrator) throws IOException {
        this.narrator = narrator;
        this.stage = new Stage(installation);
        this.first = new Guest(1, stage, narrator, true);
        this.second = new Guest(2, stage, narrator, false);
        this.third = new Guest(3, stage, narrator, false);
    }

    /** Plays the whole story, each step of which has to be seen. */
    public void play() throws IOException, NotSeenException, InterruptedException {
        startHost();
        oneGuest();
        secondGuest();
        broadcastFromTheSecond();
        thirdGuest();
        cutAndMend();
        death();
    }

    private void startHost() throws IOException, NotSeenException, InterruptedException {
        narrator.step("The host side starts.");
        Path sockets = stage.folder("sockets");
        Program started = stage.start(
                "the host side",
                line -> {},
                "servergroup-host",
                "--sockets",
                sockets.toString(),
                "--log-level",
                "info");
        host = started;
        started.await("the host side says that it runs", line -> true, PATIENCE);
        narrator.seen("it looks for guests in " + sockets);
    }

    private void oneGuest() throws IOException, NotSeenException, InterruptedException {
        narrator.step("1. Guest 1 starts; its application asks for the status and sees one server.");
        first.boot();
        first.run();
        first.expectStatus(1);
    }

    private void secondGuest() throws IOException, NotSeenException, InterruptedException {
        narrator.step("2. Guest 2 starts; guest 1 is notified.");
        second.boot();
        first.expectNotification(second, "active");
    }

    private void broadcastFromTheSecond() throws IOException, NotSeenException, InterruptedException {
        narrator.step("3. An application in guest 2 broadcasts; guest 1 gets it, and guest 2 sees two servers.");
        second.run("this is a test");
        first.expectBroadcast("this is a test", second);
        second.expectStatus(2);
    }

    private void thirdGuest() throws IOException, NotSeenException, InterruptedException {
        narrator.step("4. Guest 3 starts; the others are notified. A broadcast reaches everybody but its sender.");
        third.boot();
        first.expectNotification(third, "active");
        second.expectNotification(third, "active");
        third.run();
        third.expectStatus(3);
        second.run("final test");
        first.expectBroadcast("final test", second);
        third.expectBroadcast("final test", second);
        second.expectStatus(3);
        second.expectNoBroadcast("final test");
    }

    private void cutAndMend() throws IOException, NotSeenException, InterruptedException {
        narrator.step("5. The line between guest 1 and the host is cut; it comes back, and traffic goes on.");
        first.cutCable();
        second.expectNotification(first, "error");
        third.expectNotification(first, "error");
        first.mendCable();
        second.expectNotification(first, "active");
        second.run("welcome back");
        first.expectBroadcast("welcome back", second);
        first.run("thank you");
        second.expectBroadcast("thank you", first);
        third.expectBroadcast("thank you", first);
        first.expectStatus(3);
    }

    private void death() throws NotSeenException, InterruptedException {
        narrator.step("   Guest 3 dies (kill -9); the others are notified.");
        third.die();
        first.expectNotification(third, "error");
        second.expectNotification(third, "error");
    }

    /** How to join in by hand, from another terminal: the commands of one more guest. */
    public List<String> waysToJoin() throws IOException {
        Path bin = stage.installation().home().resolve("bin");
        Path socket = stage.folder("sockets").resolve("cgcs.messaging.instance-00000004.sock");
        String namespace = Guest.namespace(4);
        return List.of(
                bin.resolve("servergroup-agent") + " --host-socket " + socket + " --listen --namespace " + namespace
                        + " &",
                bin.resolve("server_group_app") + " --namespace " + namespace + " \"hello from guest 4\"");
    }

    /** Tells what else is known, after something was not seen. */
    public void tellWhatIsKnown() {
        List.of(first, second, third).forEach(Guest::tellWhatTheAgentWrote);
        if (host != null) {
            host.lines().forEach(line -> narrator.line("host", line));
        }
    }

    /** Whether it has been closed, maybe while it was being played. */
    public boolean isClosed() {
        return stage.isClosed();
    }

    /** Ends all processes and removes all files. Idempotent. */
    @Override
    public void close() throws IOException {
        stage.close();
    }
}
