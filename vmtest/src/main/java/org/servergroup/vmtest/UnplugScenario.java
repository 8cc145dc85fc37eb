package org.servergroup.vmtest;

import java.time.Duration;
import java.util.List;

/** The port is taken away and put back under traffic. */
final class UnplugScenario implements Scenario {
    private static final String APP = "vmtest.plug";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Override
    public String id() {
        return "7";
    }

    @Override
    public String title() {
        return "The port is unplugged and plugged in again under traffic";
    }

    @Override
    public String play(Stage stage) throws Exception {
        Member member = stage.members(Member.INTERPRETED, 1).get(0);
        Guest guest = member.guest();
        PortEnd end = stage.openPort(guest, APP);
        GuestProcess app = member.app(APP, Addresses.PEER, 100_000, 50, "{\"n\":%n}");
        end.await(0, "{\"n\":5}", PATIENCE);

        int serial = guest.serial().mark();
        guest.unplugPort();
        guest.serial().await(serial, "port cgcs.messaging is gone", PATIENCE);
        int away = sent(app, 5);
        int last = sent(app, 20);
        long cpu = member.agentCpuMillis(2);
        guest.replugPort();
        Transcript.Seen there = guest.serial().await(serial, "port cgcs.messaging is there", PATIENCE);
        Transcript.Seen again = end.await(0, "{\"n\":" + last + "}", PATIENCE);
        end.send(Addresses.toApp(APP, "{\"back\":true}"));
        app.await(0, "{\"back\":true}", PATIENCE);

        Numbers numbers = Numbers.of(end.received().since(0));
        List<Integer> missing = numbers.missing(away, numbers.last());
        NotSeen.unless(missing.isEmpty(), "of what was sent without a port, " + missing + " are missing");
        NotSeen.unless(numbers.disordered().isEmpty(), "in disorder: " + numbers.disordered());
        return String.format(
                "what was sent without a port arrived %d ms after the new one; %d went with the old one; %d ms of processor"
                        + " time in 2 s without a port",
                (again.nanos() - there.nanos()) / 1_000_000,
                numbers.missing(1, away).size(),
                cpu);
    }

    /** Waits until the application has sent so many more; returns the number of the last. */
    private static int sent(GuestProcess app, int more) throws InterruptedException {
        Transcript.Seen sent = app.await(app.mark(), "sent ", PATIENCE);
        for (int i = 1; i < more; i++) {
            sent = app.await(sent.mark(), "sent ", PATIENCE);
        }
        return Integer.parseInt(sent.line().substring("sent ".length()));
    }
}
