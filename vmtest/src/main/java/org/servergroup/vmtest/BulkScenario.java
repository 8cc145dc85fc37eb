package org.servergroup.vmtest;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Many messages each way through one port, and the longest broadcasts from guest to guest. */
final class BulkScenario implements Scenario {
    private static final String APP = "vmtest.bulk";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int MESSAGES = 10_000;
    private static final int BROADCASTS = 100;
    private static final int BROADCAST_BYTES = 3050;

    @Override
    public String id() {
        return "8";
    }

    @Override
    public String title() {
        return MESSAGES + " messages each way, and broadcasts of " + BROADCAST_BYTES + " bytes";
    }

    @Override
    public String play(Stage stage) throws Exception {
        List<Member> members = stage.members(Member.COMPILED, 3, 1);
        String throughput = bulk(stage, members.get(0));
        stage.startHost(members);
        return throughput + "; " + broadcasts(members.get(0), members.get(1));
    }

    private static String bulk(Stage stage, Member member) throws IOException, InterruptedException {
        try (PortEnd end = member.guest().openPort(stage.folder(), APP)) {
            long start = System.nanoTime();
            GuestProcess app = member.countingApp(APP, Addresses.PEER, MESSAGES, 0, "{\"n\":%n}");
            Transcript.Seen last = end.await(0, "{\"n\":" + MESSAGES + "}", PATIENCE);
            double out = rate(start, last);
            Numbers numbers = Numbers.of(end.received().since(0));
            NotSeen.unless(
                    numbers.count() == MESSAGES && numbers.disordered().isEmpty(),
                    "from the guest came " + numbers.count() + ", missing "
                            + numbers.missing(1, MESSAGES).size() + ", in disorder "
                            + numbers.disordered().size());
            start = System.nanoTime();
            for (int n = 1; n <= MESSAGES; n++) {
                end.send(Addresses.toApp(APP, "{\"n\":" + n + "}"));
            }
            end.send(Addresses.toApp(APP, "{\"end\":true}"));
            app.await(0, "{\"end\":true}", PATIENCE);
            List<String> said = app.transcript().since(0);
            double in = rate(start, app.await(0, "count " + MESSAGES, Duration.ofSeconds(5)));
            NotSeen.unless(
                    said.stream().noneMatch(line -> line.startsWith("expected")),
                    "into the guest: "
                            + said.stream()
                                    .filter(line -> line.startsWith("expected"))
                                    .limit(5)
                                    .toList());
            app.signal("KILL");
            return String.format(
                    "%d out at %.0f a second, %d in at %.0f a second, none lost", MESSAGES, out, MESSAGES, in);
        }
    }

    private static double rate(long start, Transcript.Seen last) {
        return MESSAGES / ((last.nanos() - start) / 1e9);
    }

    private static String broadcasts(Member sender, Member receiver) throws IOException, InterruptedException {
        GuestProcess listener = receiver.app(Addresses.GROUP);
        listener.await(0, "bound", PATIENCE);
        // The number takes four of the bytes: from 1000 on.
        String padding = "x".repeat(BROADCAST_BYTES - "n=%n ".length() - 1);
        long start = System.nanoTime();
        sender.app(
                Addresses.GROUP,
                Addresses.GROUP,
                BROADCASTS,
                0,
                "{\"version\":2,\"msg_type\":\"broadcast\",\"data\":\"n=%n " + padding + "\"}");
        Transcript.Seen last = listener.await(0, "n=" + BROADCASTS + " ", PATIENCE);
        Numbers numbers = Numbers.of(listener.transcript().since(0).stream()
                .filter(line -> line.contains(padding) && line.contains(sender.instance()))
                .toList());
        NotSeen.unless(
                numbers.count() == BROADCASTS && numbers.disordered().isEmpty(),
                "of " + BROADCASTS + " long broadcasts came " + numbers.count());
        return String.format(
                "%d broadcasts of %d bytes from guest to guest in %.1f s, all whole",
                BROADCASTS, BROADCAST_BYTES, (last.nanos() - start) / 1e9);
    }
}
