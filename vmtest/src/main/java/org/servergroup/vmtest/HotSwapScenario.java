package org.servergroup.vmtest;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The port's transport is replaced in a running agent, by copying its jar, under traffic. */
final class HotSwapScenario implements Scenario {
    private static final String APP = "vmtest.swap";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String JAR = "/opt/servergroup/bundles/agent/org.servergroup.transport.virtio.jar";
    private static final int SWAPS = 3;

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
        Member member = stage.members(Member.INTERPRETED, 1).get(0);
        PortEnd end = stage.openPort(member.guest(), APP);
        GuestProcess app = member.app(APP, Addresses.PEER, 100_000, 20, "{\"n\":%n}");
        end.await(0, "{\"n\":20}", PATIENCE);
        List<Long> gaps = new ArrayList<>();
        for (int i = 0; i < SWAPS; i++) {
            gaps.add(swap(member, end));
        }
        int mark = app.mark();
        app.signal("USR1");
        app.await(mark, "holding", PATIENCE);
        int last = lastSent(app);
        end.await(0, "{\"n\":" + last + "}", PATIENCE);

        Numbers arrived = Numbers.of(end.received().since(0));
        Numbers taken = Numbers.of(member.guest().takenByQemu().stream()
                .filter(Addresses.from(APP))
                .toList());
        List<Integer> lost = taken.missing(1, last);
        NotSeen.unless(lost.isEmpty(), "the agent lost " + lost + " of " + last);
        NotSeen.unless(
                arrived.disordered().isEmpty() && taken.disordered().isEmpty(),
                "in disorder or twice: " + arrived.disordered() + taken.disordered());
        List<Integer> byPort = arrived.missing(1, last);
        // The host end is there all the time, so the port has no reason to lose anything.
        NotSeen.unless(byPort.isEmpty(), "the port lost " + byPort + ", which it had taken");
        return String.format(
                "%d times the jar was copied over, the bundle updated, the port closed and opened; none of %d messages lost,"
                        + " neither by the agent nor by the port; %s ms without a message around it",
                SWAPS, last, gaps);
    }

    /** Copies the jar over itself, as a user does; returns the longest silence while it was taken in, in milliseconds. */
    private static long swap(Member member, PortEnd end) throws IOException, InterruptedException {
        GuestProcess agent = member.supervisor();
        int said = agent.mark();
        int mark = end.received().mark();
        member.guest().console().run("cp " + JAR + " /run/new.jar && touch /run/new.jar && cp /run/new.jar " + JAR);
        Transcript.Seen updated = agent.await(said, "updated org.servergroup.transport.virtio", PATIENCE);
        Transcript.Seen closed = agent.await(said, "was taken away", PATIENCE);
        agent.await(closed.mark(), "host link up", PATIENCE);
        Transcript.Seen next = end.await(mark, "{\"n\":", PATIENCE);
        long longest = 0;
        // Some have come before the swap, some must come after it.
        for (long left = 20, before = next.nanos(); left > 0; before = next.nanos()) {
            next = end.await(next.mark(), "{\"n\":", PATIENCE);
            longest = Math.max(longest, next.nanos() - before);
            left -= next.nanos() > updated.nanos() ? 1 : 0;
        }
        return longest / 1_000_000;
    }

    private static int lastSent(GuestProcess app) {
        return app.transcript().since(0).stream()
                .filter(line -> line.startsWith("sent "))
                .mapToInt(line -> Integer.parseInt(line.substring("sent ".length())))
                .max()
                .orElse(0);
    }
}
