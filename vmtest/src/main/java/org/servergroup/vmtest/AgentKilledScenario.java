package org.servergroup.vmtest;

import java.time.Duration;
import java.util.List;

/** The agent is killed in the guest; its supervisor starts it again; the applications go on. */
final class AgentKilledScenario implements Scenario {
    private static final String APP = "vmtest.killed";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Override
    public String id() {
        return "5";
    }

    @Override
    public String title() {
        return "The agent is killed and started again by its supervisor";
    }

    @Override
    public String play(Stage stage) throws Exception {
        Member member = stage.members(Member.INTERPRETED, 1).get(0);
        PortEnd end = stage.openPort(member.guest(), APP);
        GuestProcess app = member.app(APP, Addresses.PEER, 100_000, 50, "{\"n\":%n}");
        end.await(0, "{\"n\":5}", PATIENCE);
        String pid = member.agentPid();
        int said = member.supervisor().mark();
        int mark = end.received().mark();
        int inApp = app.mark();
        long killed = System.nanoTime();
        member.guest().console().run("kill -9 " + pid);
        member.supervisor().await(said, "agent ended with 137", PATIENCE);
        Transcript.Seen started = member.supervisor().await(said, "started", PATIENCE);
        app.await(inApp, "refused", PATIENCE);
        Transcript.Seen again =
                end.received().await(end.received().mark(), "a message", line -> Numbers.in(line) > 0, Member.AGENT);
        end.send(Addresses.toApp(APP, "{\"back\":true}"));
        app.await(inApp, "{\"back\":true}", PATIENCE);

        List<String> ends = member.supervisor().transcript().since(started.mark()).stream()
                .filter(line -> line.contains("agent ended"))
                .toList();
        NotSeen.unless(ends.isEmpty(), "the new agent ended too: " + ends);
        Numbers numbers = Numbers.of(end.received().since(0));
        Numbers after = Numbers.of(end.received().since(Math.max(mark, again.mark() - 1)));
        int first = Numbers.in(again.line());
        NotSeen.unless(
                after.missing(first, after.last()).isEmpty(),
                "after the restart " + after.missing(first, after.last()) + " are missing");
        return String.format(
                "%.1f s from the kill to the next message of an application that went on; %d of %d messages went with the"
                        + " killed process",
                (again.nanos() - killed) / 1e9,
                numbers.missing(1, numbers.last()).size(),
                numbers.last());
    }
}
