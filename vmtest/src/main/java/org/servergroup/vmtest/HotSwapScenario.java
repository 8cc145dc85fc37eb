package org.servergroup.vmtest;

import java.time.Duration;

/** The port's transport is replaced in a running agent, by copying its jar, under traffic. */
final class HotSwapScenario implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration DEPLOYED = Duration.ofSeconds(20);
    private static final String HOME = "/run/servergroup";
    private static final String JAR = "org.servergroup.transport.virtio.jar";

    @Override
    public String id() {
        return "6";
    }

    @Override
    public String title() {
        return "The port's transport is swapped inside the guest under traffic";
    }

    @Override
    public String play(Stage stage) throws Exception {
        Guest guest = stage.boot(1).get(0);
        guest.console().run("cp -a /opt/servergroup/. " + HOME + "/");
        int events = guest.events();
        Member member = Member.start(guest, HOME, Member.COMPILED);
        member.awaitAgent(events);
        PortEnd end = stage.openPort(guest);
        member.app(Addresses.APP, Addresses.PEER, 100_000, 20, "{\"n\":%n}");
        end.await(0, "{\"n\":20}", PATIENCE);

        events = guest.events();
        String jar =
                guest.console().run("find " + HOME + "/bundles -name " + JAR).get(0);
        guest.console().run("cp " + jar + " /run/new.jar && touch /run/new.jar && mv /run/new.jar " + jar);
        long start = System.nanoTime();
        try {
            guest.awaitPort(events, false, DEPLOYED);
        } catch (NotSeen e) {
            throw new Skipped("the agent does not deploy a jar that is copied in yet");
        }
        guest.awaitPort(events, true, PATIENCE);
        Transcript.Seen again =
                end.received().await(end.received().mark(), "a message", line -> Numbers.in(line) > 0, PATIENCE);
        int next = Numbers.in(again.line()) + 50;
        end.await(again.mark(), "{\"n\":" + next + "}", PATIENCE);
        Numbers numbers = Numbers.of(end.received().since(0));
        NotSeen.unless(
                numbers.missing(1, next).isEmpty() && numbers.disordered().isEmpty(),
                "missing " + numbers.missing(1, next) + ", in disorder " + numbers.disordered());
        return String.format(
                "port closed and opened; none of %d messages lost; talk went on %.1f s after the copy",
                next, (again.nanos() - start) / 1e9);
    }
}
