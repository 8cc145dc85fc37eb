package org.servergroup.vmtest;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The host end comes early, late and never, and comes and goes at random, while an application sends. */
final class FlapScenario implements Scenario {
    private static final String APP = "vmtest.flap";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int FLAPS = 200;
    private static final int QUIET_FLAPS = 10;
    private static final int IDLE_SECONDS = 3;
    /** A loop that spins uses all of the processor; what an emulated guest counts is coarse, and includes what others take. */
    private static final int IDLE_MILLIS = IDLE_SECONDS * 100;

    private final Random random = new Random(20_260_101);

    @Override
    public String id() {
        return "4";
    }

    @Override
    public String title() {
        return "The host end is early, late, absent, and flaps " + FLAPS + " times under traffic";
    }

    @Override
    public String play(Stage stage) throws Exception {
        List<String> seen = new ArrayList<>();
        Guest early = stage.start(4);
        PortEnd end = stage.openPort(early);
        end.send(Addresses.toApp(APP, "{\"n\":1}"));
        Guest guest = stage.boot(3).get(0);
        Member member = stage.start(3, guest, Member.COMPILED);
        seen.add(early(early));
        end.close();
        stage.end(4);
        member.awaitAgent();
        seen.add(late(stage, member));
        seen.add(never(member));
        seen.add(quiet(stage, member));
        seen.add(flaps(stage, member));
        return String.join("; ", seen);
    }

    /** The host end was there, and had written, before the guest booted. */
    private static String early(Guest guest) throws IOException, InterruptedException {
        guest.awaitReady();
        GuestProcess app = guest.console().start("app", "app " + APP);
        app.await(0, "bound", PATIENCE);
        Member.start(guest, Member.INTERPRETED);
        app.await(0, "{\"n\":1}", Member.AGENT);
        return "early: a line written before the boot arrived";
    }

    /** The agent runs, and an application has sent, before the host end is there. */
    private static String late(Stage stage, Member member) throws IOException, InterruptedException {
        GuestProcess app = member.app("vmtest.late", Addresses.PEER, 5, 0, "{\"n\":%n}");
        app.await(0, "sent 5", PATIENCE);
        try (PortEnd end = member.guest().openPort(stage.folder())) {
            end.await(0, "{\"n\":5}", PATIENCE);
            Numbers numbers = Numbers.of(end.received().since(0));
            NotSeen.unless(numbers.count() == 5, "late: got " + end.received().since(0));
        }
        app.signal("KILL");
        return "late: what was sent before arrived";
    }

    private static String never(Member member) throws IOException, InterruptedException {
        long millis = member.agentCpuMillis(IDLE_SECONDS);
        NotSeen.unless(
                millis <= IDLE_MILLIS * Load.factor(),
                "the agent used " + millis + " ms in " + IDLE_SECONDS + " s without a host");
        return "never: " + millis + " ms of processor time in " + IDLE_SECONDS + " s";
    }

    /** The host end goes only after it has read all that was sent: nothing is the port's to lose. */
    private String quiet(Stage stage, Member member) throws IOException, InterruptedException {
        GuestProcess app = member.app("vmtest.quiet", Addresses.PEER, 100_000, 10, "{\"n\":%n}");
        Numbers numbers = new Numbers();
        for (int i = 0; i <= QUIET_FLAPS; i++) {
            app.await(app.mark(), "sent ", PATIENCE);
            int mark = app.mark();
            app.signal("USR1");
            app.await(mark, "holding", PATIENCE);
            int last = Numbers.in(lastSent(app).replace("sent ", "n="));
            try (PortEnd end = member.guest().openPort(stage.folder())) {
                end.await(0, "{\"n\":" + last + "}", PATIENCE);
                // One more may have been sent before the application could say so.
                end.awaitEnd(Duration.ofMillis(200));
                end.received().since(0).forEach(line -> numbers.add(Numbers.in(line)));
            }
            if (i < QUIET_FLAPS) {
                app.signal("USR2");
            }
        }
        app.signal("KILL");
        NotSeen.unless(
                numbers.missing(1, numbers.last()).isEmpty(),
                "quiet flaps lost " + numbers.missing(1, numbers.last()) + " of " + numbers.last());
        return QUIET_FLAPS + " flaps with nothing under way: none of " + numbers.last() + " lost";
    }

    private static String lastSent(GuestProcess app) {
        List<String> sent = app.transcript().since(0).stream()
                .filter(line -> line.startsWith("sent "))
                .toList();
        return sent.get(sent.size() - 1);
    }

    private String flaps(Stage stage, Member member) throws IOException, InterruptedException {
        long before = member.agentCpuMillis();
        long start = System.nanoTime();
        GuestProcess app = member.countingApp(APP, Addresses.PEER, 100_000, 4, "{\"n\":%n}");
        FlapAccount account = new FlapAccount();
        for (int i = 0; i < FLAPS; i++) {
            try (PortEnd end = member.guest().openPort(stage.folder())) {
                end.awaitEnd(Duration.ofMillis(random.nextInt(5, 60)));
                end.disconnect();
                account.connection(end.received().since(0), end.torn());
            }
            java.util.concurrent.locks.LockSupport.parkNanos(random.nextInt(40) * 1_000_000L);
        }
        int mark = app.mark();
        app.signal("USR1");
        app.await(mark, "holding", PATIENCE);
        long cpu = member.agentCpuMillis() - before;
        long took = (System.nanoTime() - start) / 1_000_000;
        try (PortEnd end = member.guest().openPort(stage.folder())) {
            String last = Addresses.toApp(APP, "{\"last\":true}");
            end.send(last);
            app.await(mark, "{\"last\":true}", PATIENCE);
            end.awaitEnd(Duration.ofMillis(500));
            end.disconnect();
            account.connection(end.received().since(0), end.torn());
        }
        List<String> nacks = app.transcript().since(0).stream()
                .filter(line -> line.contains("nack"))
                .toList();
        app.signal("KILL");
        NotSeen.unless(nacks.isEmpty(), "the agent dropped something: " + nacks);
        Numbers taken = Numbers.of(member.guest().takenByQemu().stream()
                .filter(line -> line.contains("\"" + APP + "\""))
                .toList());
        NotSeen.unless(taken.disordered().isEmpty(), "written in disorder or twice: " + taken.disordered());
        return account.verdict() + " (all but " + taken.missing(1, taken.last()).size()
                + " after QEMU had taken them), the agent used " + cpu + " ms of processor time in " + took + " ms";
    }
}
