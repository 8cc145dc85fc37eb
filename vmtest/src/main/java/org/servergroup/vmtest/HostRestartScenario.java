package org.servergroup.vmtest;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The host side ends, in order and by kill, and comes back, while every guest broadcasts to the others. */
final class HostRestartScenario implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** On a machine that is not busy with other things; see {@link Load}. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private static final int WHILE_AWAY = 10;
    private static final String TAG = "restart";

    private final List<String> seen = new ArrayList<>();

    @Override
    public String id() {
        return "2";
    }

    @Override
    public String title() {
        return "The host side is restarted, in order and by kill, under traffic";
    }

    @Override
    public String play(Stage stage) throws Exception {
        List<Member> members = stage.members(Member.INTERPRETED, 1, 2, 3);
        HostSide host = stage.startHost(members);
        List<Talker> talkers = new ArrayList<>();
        for (Member member : members) {
            talkers.add(new Talker(member, stage));
        }
        for (Talker talker : talkers) {
            talker.awaitOthers(talkers, 0, 0);
        }
        host = restart(stage, host, talkers, false);
        restart(stage, host, talkers, true);
        return String.join("; ", seen);
    }

    private HostSide restart(Stage stage, HostSide host, List<Talker> talkers, boolean kill)
            throws IOException, InterruptedException {
        if (kill) {
            host.kill();
        } else {
            int code = host.stop();
            NotSeen.unless(code == 0 || code == 143, "servergroup-host exited with " + code);
        }
        // Once an application has sent some more, its agent has long heard that the host is away.
        int[] away = new int[talkers.size()];
        for (int i = 0; i < away.length; i++) {
            away[i] = talkers.get(i).awaitSent(WHILE_AWAY);
        }
        for (Talker talker : talkers) {
            talker.awaitSent(WHILE_AWAY);
        }
        int[] marks = talkers.stream().mapToInt(Talker::mark).toArray();
        HostSide next = stage.startHost();
        long back = next.awaitStarted().nanos();
        long slowest = 0;
        for (int i = 0; i < marks.length; i++) {
            slowest = Math.max(slowest, talkers.get(i).awaitOthers(talkers, marks[i], WHILE_AWAY) - back);
        }
        int lost = 0;
        for (int i = 0; i < away.length; i++) {
            for (Talker talker : talkers) {
                lost += talker == talkers.get(i) ? 0 : talker.lost(talkers.get(i), away[i]);
            }
        }
        String how = kill ? "killed" : "stopped";
        NotSeen.unless(
                slowest < Load.stretch(LIMIT).toNanos(),
                "after it was " + how + ", talk took " + slowest / 1_000_000 + " ms to come back");
        seen.add(how + ": all talk again " + Math.max(0, slowest / 1_000_000)
                + " ms after its start, what was sent while it was away is there, " + lost
                + " lost with what the port and the host held");
        return next;
    }

    /** A guest whose application broadcasts numbers and hears the others'. */
    private static final class Talker {
        private final Member member;
        private final GuestProcess app;
        private int accounted;

        Talker(Member member, Stage stage) throws IOException {
            this.member = member;
            app = stage.keep(member.app(Addresses.GROUP, Addresses.GROUP, 100_000, 100, Addresses.broadcast(TAG)));
        }

        String instance() {
            return member.instance();
        }

        /** Waits until this many more were sent, and returns the number of the last. */
        int awaitSent(int more) throws InterruptedException {
            int mark = app.mark();
            Transcript.Seen sent = app.await(mark, "sent ", PATIENCE);
            for (int i = 1; i < more; i++) {
                sent = app.await(sent.mark(), "sent ", PATIENCE);
            }
            return Integer.parseInt(sent.line().substring("sent ".length()));
        }

        int mark() {
            return app.mark();
        }

        /** Waits until it has heard so much from each of the others since the mark; returns when the first of the last came. */
        long awaitOthers(List<Talker> talkers, int mark, int count) throws InterruptedException {
            long latest = 0;
            for (Talker other : talkers) {
                if (other != this) {
                    Transcript.Seen heard = awaitFrom(other, mark);
                    latest = Math.max(latest, heard.nanos());
                    for (int i = 0; i < count; i++) {
                        heard = awaitFrom(other, heard.mark());
                    }
                }
            }
            return latest;
        }

        private Transcript.Seen awaitFrom(Talker other, int mark) throws InterruptedException {
            return app.transcript()
                    .await(
                            mark,
                            "a broadcast of " + other.instance(),
                            Addresses.broadcast(TAG, other.instance()),
                            PATIENCE);
        }

        /** How many of the other's are missing; none may be that was sent while the host was surely away, or later. */
        int lost(Talker other, int away) {
            Numbers heard = Numbers.of(app.transcript().since(0).stream()
                    .filter(Addresses.broadcast(TAG, other.instance()))
                    .toList());
            List<Integer> missing = heard.missing(away, heard.last());
            NotSeen.unless(
                    missing.isEmpty(),
                    instance() + " misses " + missing + " of " + other.instance() + ", sent while the host was away");
            NotSeen.unless(
                    heard.disordered().isEmpty(),
                    instance() + " heard in disorder or twice: " + heard.disordered() + " of " + other.instance());
            int before = accounted;
            accounted = away;
            return heard.missing(Math.max(1, before), away).size();
        }
    }
}
