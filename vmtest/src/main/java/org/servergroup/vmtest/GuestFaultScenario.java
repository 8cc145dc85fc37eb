package org.servergroup.vmtest;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A guest resets, one is paused and resumed, one is killed, while the others talk. */
final class GuestFaultScenario implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String TAG = "fault";

    @Override
    public String id() {
        return "3";
    }

    @Override
    public String title() {
        return "A guest resets, one is paused and resumed, one is killed";
    }

    @Override
    public String play(Stage stage) throws Exception {
        List<Member> members = stage.members(Member.INTERPRETED, 1, 2, 3);
        stage.startHost(members);
        Member talker = members.get(1);
        Member victim = members.get(2);
        GuestProcess listener = members.get(0).app(Addresses.GROUP);
        GuestProcess steady = talker.app(Addresses.GROUP, Addresses.GROUP, 100_000, 100, Addresses.broadcast(TAG));
        List<GuestProcess> others = List.of(listener, steady);
        hear(listener, talker, 0);

        double reset = reset(victim, listener, others);
        pause(victim, listener, talker, others);
        int[] marks = marks(others);
        victim.guest().kill();
        awaitNotification(others, marks, victim, "compute.instance.update", "error");
        hear(listener, talker, listener.mark());

        Numbers heard = Numbers.of(listener.transcript().since(0).stream()
                .filter(Addresses.broadcast(TAG, talker.instance()))
                .toList());
        int first = heard.first();
        NotSeen.unless(
                heard.missing(first, heard.last()).isEmpty()
                        && heard.disordered().isEmpty(),
                "the talk of the others was disturbed: missing " + heard.missing(first, heard.last()));
        return String.format(
                "reset: both others notified (reboot), talks again after %.1f s; paused and resumed: both notified of both,"
                        + " hears again; killed: both notified (error); %d messages between the others, none lost",
                reset, heard.count());
    }

    /** Returns the seconds until it talks again. */
    private static double reset(Member victim, GuestProcess listener, List<GuestProcess> others)
            throws IOException, InterruptedException {
        int[] marks = marks(others);
        long start = System.nanoTime();
        victim.reset();
        awaitNotification(others, marks, victim, "compute.instance.reboot.end", "active");
        victim.awaitAgent();
        GuestProcess app = victim.app(Addresses.GROUP, Addresses.GROUP, 1, 0, Addresses.broadcast(TAG));
        Transcript.Seen heard = hear(listener, victim, marks[0]);
        app.await(0, "got", PATIENCE);
        app.signal("KILL");
        return (heard.nanos() - start) / 1e9;
    }

    private static void pause(Member victim, GuestProcess listener, Member talker, List<GuestProcess> others)
            throws IOException, InterruptedException {
        GuestProcess app = victim.app(Addresses.GROUP);
        hear(app, talker, 0);
        int[] marks = marks(others);
        victim.guest().pause();
        awaitNotification(others, marks, victim, "compute.instance.pause.end", "paused");
        // What it had said before may still be on its way.
        hearMore(listener, talker, 10);
        int inVictim = app.mark();
        hearMore(listener, talker, 10);
        NotSeen.unless(app.mark() - inVictim <= 1, "a paused guest said something");
        marks = marks(others);
        victim.guest().resume();
        awaitNotification(others, marks, victim, "compute.instance.unpause.end", "active");
        hear(app, talker, app.mark());
    }

    private static Transcript.Seen hear(GuestProcess app, Member speaker, int mark) throws InterruptedException {
        return app.transcript()
                .await(
                        mark,
                        "a broadcast of " + speaker.instance(),
                        Addresses.broadcast(TAG, speaker.instance()),
                        PATIENCE);
    }

    private static void hearMore(GuestProcess app, Member speaker, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            hear(app, speaker, app.mark());
        }
    }

    private static int[] marks(List<GuestProcess> apps) {
        return apps.stream().mapToInt(GuestProcess::mark).toArray();
    }

    private static void awaitNotification(List<GuestProcess> apps, int[] marks, Member about, String type, String state)
            throws InterruptedException {
        for (int i = 0; i < marks.length; i++) {
            apps.get(i)
                    .transcript()
                    .await(
                            marks[i],
                            "that " + about.instance() + " is " + state + " (" + type + ")",
                            line -> line.contains("\"" + type + "\"")
                                    && line.contains(about.instance())
                                    && line.contains("\"state\":\"" + state + "\""),
                            PATIENCE);
        }
    }
}
