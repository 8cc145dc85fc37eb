package org.servergroup.vmtest;

import java.io.IOException;
import java.time.Duration;

/** The scenario of the demo, in three real guests with the real host side and the sample application. */
final class DemoScenario implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String BROADCAST = "got server group broadcast msg: ";
    private static final String NOTIFICATION = "got server group notification msg: ";
    private static final String STATUS = "got server group status response msg: ";

    @Override
    public String id() {
        return "1";
    }

    @Override
    public String title() {
        return "The demo's scenario in three guests without a network device";
    }

    @Override
    public String play(Stage stage) throws Exception {
        stage.clear();
        long start = System.nanoTime();
        stage.startHost();
        Member first = join(stage, 1);
        long ready = System.nanoTime();
        GuestProcess firstApp = sample(first, "");
        awaitStatus(firstApp, 0, 1);

        int mark = firstApp.mark();
        Member second = join(stage, 2);
        firstApp.await(mark, NOTIFICATION, PATIENCE);

        mark = firstApp.mark();
        GuestProcess secondApp = sample(second, "\"this is a test\"");
        firstApp.await(
                mark, BROADCAST + "len: 14, sinstance: " + second.instance() + ", msg: this is a test", PATIENCE);
        awaitStatus(secondApp, 0, 2);
        stop(secondApp);

        int inFirst = firstApp.mark();
        secondApp = sample(second, "");
        awaitStatus(secondApp, 0, 2);
        int inSecond = secondApp.mark();
        Member third = join(stage, 3);
        firstApp.await(inFirst, NOTIFICATION, PATIENCE);
        secondApp.await(inSecond, NOTIFICATION, PATIENCE);
        finalTest(firstApp, second, secondApp, sample(third, ""));
        return String.format(
                "first agent ready after %.1f s; status with one, two and three servers, notifications, broadcasts to the"
                        + " others only",
                (ready - start) / 1e9);
    }

    /** "final test" from guest 2 reaches guests 1 and 3, not 2. */
    private static void finalTest(GuestProcess firstApp, Member second, GuestProcess secondApp, GuestProcess thirdApp)
            throws IOException, InterruptedException {
        awaitStatus(thirdApp, 0, 3);
        stop(secondApp);
        int inFirst = firstApp.mark();
        int inThird = thirdApp.mark();
        GuestProcess sender = sample(second, "\"final test\"");
        String line = BROADCAST + "len: 10, sinstance: " + second.instance() + ", msg: final test";
        firstApp.await(inFirst, line, PATIENCE);
        thirdApp.await(inThird, line, PATIENCE);
        awaitStatus(sender, 0, 3);
        NotSeen.unless(
                sender.transcript().since(0).stream().noneMatch(said -> said.startsWith(BROADCAST)),
                "the sender heard its own broadcast");
    }

    /** Boots a guest, shows that it has no network device, and starts the agent in it. */
    private static Member join(Stage stage, int number) throws IOException, InterruptedException {
        Guest guest = stage.boot(number).get(0);
        NotSeen.unless(
                guest.console().run("ls /sys/class/net").equals(java.util.List.of("lo")),
                "a network device in a guest");
        Member member = stage.start(number, guest, Member.INTERPRETED);
        member.awaitAgent();
        return member;
    }

    private static void stop(GuestProcess app) throws IOException, InterruptedException {
        app.signal("TERM");
        int code = app.awaitExit(PATIENCE);
        NotSeen.unless(code == 0, "server_group_app exited with " + code + " after a SIGTERM");
    }

    private static GuestProcess sample(Member member, String arguments) throws IOException {
        return member.guest()
                .console()
                .start(
                        "server_group_app",
                        "env SERVERGROUP_JAVA_OPTS='" + Member.INTERPRETED + "' /opt/servergroup/bin/server_group_app "
                                + arguments);
    }

    /** Waits for a status that lists so many servers. */
    private static void awaitStatus(GuestProcess app, int mark, int servers) throws InterruptedException {
        app.transcript()
                .await(
                        mark,
                        "a status with " + servers,
                        line -> line.startsWith(STATUS) && line.split("\"instance_name\"", -1).length - 1 == servers,
                        PATIENCE);
    }
}
