package org.servergroup.vmtest;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The guest is a Debian whose service manager runs the distribution's unit: udev starts it when the port appears. */
final class SystemdScenario implements Scenario {
    private static final String APP = "vmtest.systemd";
    private static final String DEAF = "vmtest.deaf";
    /** More than the agent may have sent and not read, without the right to a larger send buffer. */
    private static final int UNREAD = 1000;

    private static final String KILOBYTE = "\"" + "x".repeat(1000) + "\"";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String UNIT = "servergroup-agent.service";

    private final Path prepare;

    SystemdScenario(Path prepare) {
        this.prepare = prepare;
    }

    @Override
    public String id() {
        return "9";
    }

    @Override
    public String title() {
        return "systemd runs the agent, and udev starts it when the port appears";
    }

    @Override
    public boolean isUsual() {
        return false;
    }

    @Override
    public String play(Stage stage) throws Exception {
        Prepared prepared;
        try {
            prepared = Prepared.withSystemd(prepare, stage.distribution());
        } catch (IOException e) {
            throw new Skipped("the image of a Debian with systemd cannot be made here (see the line above)");
        }
        long start = System.nanoTime();
        Guest guest = stage.start(9, prepared);
        guest.awaitReady();
        String version = guest.console().run("systemctl --version | head -1").get(0);
        PortEnd end = stage.openPort(guest, APP);
        GuestProcess app = guest.console().start(APP, "app " + APP + " " + Addresses.PEER + " 100000 200 '{\"n\":%n}'");
        Transcript.Seen first = first(guest, end);
        String pid = pid(guest);
        NotSeen.unless(
                guest.console().run("systemctl is-enabled " + UNIT + "; true").equals(List.of("disabled")),
                "the unit is enabled, so that it is not udev who starts it");

        fillDeafApp(guest, end);
        talk(end, app);
        List<String> findings = guest.console().run("/opt/servergroup/bin/servergroup-agent doctor; true");
        NotSeen.unless(
                findings.stream().anyMatch(line -> line.contains(DEAF)),
                "the doctor does not name who does not read: " + findings);

        long killed = System.nanoTime();
        guest.console().run("kill -9 " + pid);
        // Its end is seen when systemd knows of another one; what it had sent before does not count.
        guest.console().run("while [ $(systemctl show -P MainPID " + UNIT + ") = " + pid + " ]; do sleep 0.1; done");
        Transcript.Seen again = talk(end, app);
        NotSeen.unless(!pid(guest).equals(pid), "the agent is the same after a kill");

        guest.console().run("systemctl stop " + UNIT);
        guest.unplugPort();
        guest.console().run("while [ -e /dev/virtio-ports/cgcs.messaging ]; do sleep 0.1; done");
        NotSeen.unless(
                guest.console().run("systemctl is-active " + UNIT + "; true").equals(List.of("inactive")),
                "the agent runs though it was stopped");
        guest.replugPort();
        talk(end, app);
        return String.format(
                "%s: %.0f s from the start of QEMU to the first message; started by udev when the port was there, by systemd"
                        + " %.1f s after a kill, and by udev when the port came anew; one that never reads held up nobody",
                version, (first.nanos() - start) / 1e9, (again.nanos() - killed) / 1e9);
    }

    /** Waits for the first message, and has systemd say why if there is none. */
    private static Transcript.Seen first(Guest guest, PortEnd end) throws IOException, InterruptedException {
        try {
            return end.await(0, "{\"n\":", PATIENCE);
        } catch (NotSeen e) {
            throw new NotSeen(e.getMessage() + "; systemd says: "
                    + String.join(
                            "\n    | ",
                            guest.console()
                                    .run("systemctl --no-pager --full status " + UNIT
                                            + "; udevadm info /dev/virtio-ports/cgcs.messaging; true")));
        }
    }

    /**
     * The kernel sets no limit to what waits for an application that is connected to the agent and does not read; whether
     * the agent may ask the kernel about it is up to the unit's restrictions.
     */
    private static void fillDeafApp(Guest guest, PortEnd end) throws IOException, InterruptedException {
        guest.console().start(DEAF, "env APP_DEAF=1 app " + DEAF).await(0, "connected", PATIENCE);
        for (int i = 0; i < UNREAD; i++) {
            end.send(Addresses.toApp(DEAF, KILOBYTE));
        }
    }

    /** Waits until messages go both ways after now. */
    private static Transcript.Seen talk(PortEnd end, GuestProcess app) throws IOException, InterruptedException {
        int inApp = app.mark();
        Transcript.Seen out = end.await(end.received().mark(), "{\"n\":", PATIENCE);
        end.send(Addresses.toApp(APP, "{\"back\":true}"));
        app.await(inApp, "{\"back\":true}", PATIENCE);
        return out;
    }

    private static String pid(Guest guest) throws IOException, InterruptedException {
        return guest.console().run("systemctl show -P MainPID " + UNIT).get(0);
    }
}
