package org.servergroup.vmtest;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A guest resets, one is paused and resumed, one is killed, while the others talk. */
final class GuestFaultScenario implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String BROADCAST = "{\"version\":2,\"msg_type\":\"broadcast\",\"data\":\"n=%n\"}";

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
        GuestProcess listener = stage.keep(members.get(0).app(Addresses.GROUP));
        GuestProcess steady = stage.keep(members.get(1).app(Addresses.GROUP, Addresses.GROUP, 100_000, 100, BROADCAST));
        Member victim = members.get(2);
        hear(listener, members.get(1), 0);

        String reset = reset(victim, listener, steady);
        String paused = pause(victim, listener, members.get(1));
        int mark = listener.mark();
        int inSteady = steady.mark();
        victim.guest().kill();
        awaitNotification(listener, mark, victim);
        awaitNotification(steady, inSteady, victim);
        hear(listener, members.get(1), listener.mark());

        Numbers heard = Numbers.of(listener.transcript().since(0).stream()
                .filter(line -> line.contains(members.get(1).instance()) && line.contains("broadcast"))
                .toList());
        NotSeen.unless(
                heard.missing(heardFirst(listener), heard.last()).isEmpty()
                        && heard.disordered().isEmpty(),
                "the talk of the others was disturbed: missing " + heard.missing(heardFirst(listener), heard.last()));
        return reset + "; " + paused + "; killed: both others notified; " + heard.count()
                + " messages between the others, none lost";
    }

    private static int heardFirst(GuestProcess listener) {
        return listener.transcript().since(0).stream()
                .filter(line -> line.contains("broadcast"))
                .mapToInt(Numbers::in)
                .findFirst()
                .orElse(1);
    }

    private static String reset(Member victim, GuestProcess listener, GuestProcess steady)
            throws IOException, InterruptedException {
        int mark = listener.mark();
        int events = victim.guest().events();
        victim.guest().reset();
        victim.restart(Member.INTERPRETED);
        victim.awaitAgent(events);
        GuestProcess app = victim.app(Addresses.GROUP, Addresses.GROUP, 1, 0, BROADCAST.replace("n=", "reset n="));
        hear(listener, victim, mark);
        app.await(0, "got", PATIENCE);
        boolean told = told(listener, mark, victim) && told(steady, 0, victim);
        app.signal("KILL");
        return "reset: talks again"
                + (told ? ", others notified" : ", no notification (the host's socket does not show it)");
    }

    private static String pause(Member victim, GuestProcess listener, Member steady)
            throws IOException, InterruptedException {
        GuestProcess app = victim.app(Addresses.GROUP);
        hear(app, steady, 0);
        int mark = listener.mark();
        victim.guest().pause();
        int inVictim = app.mark();
        for (int i = 0; i < 10; i++) {
            hear(listener, steady, listener.mark());
        }
        NotSeen.unless(app.mark() - inVictim <= 1, "a paused guest said something");
        victim.guest().resume();
        hear(app, steady, app.mark());
        boolean told = told(listener, mark, victim);
        return "paused and resumed: hears again" + (told ? ", others notified" : ", no notification");
    }

    private static void hear(GuestProcess app, Member speaker, int mark) throws InterruptedException {
        app.transcript()
                .await(
                        mark,
                        "a broadcast of " + speaker.instance(),
                        line -> line.contains("broadcast") && line.contains(speaker.instance()),
                        PATIENCE);
    }

    private static boolean told(GuestProcess app, int mark, Member about) {
        return app.transcript().since(mark).stream().anyMatch(line -> isNotification(line, about));
    }

    private static void awaitNotification(GuestProcess app, int mark, Member about) throws InterruptedException {
        app.transcript()
                .await(mark, "a notification about " + about.instance(), line -> isNotification(line, about), PATIENCE);
    }

    private static boolean isNotification(String line, Member about) {
        return line.contains("\"notification\"") && line.contains(about.instance());
    }
}
