package org.servergroup.vmtest;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Shows that the machinery itself works, with busybox and a Java runtime in the guests and nothing of ours. */
final class Groundwork {
    static final Duration SOON = Duration.ofSeconds(30);
    private static final String ECHO = "sh -c 'exec 5<>/dev/virtio-ports/cgcs.messaging; echo hello >&5;"
            + " while :; do while read -r line <&5; do echo \"got $line\"; echo \"echo $line\" >&5; done; done'";

    private Groundwork() {}

    static List<Scenario> scenarios() {
        return List.of(new One(), new Three(), new Plug(), new Java());
    }

    /** Sends a line into the port and waits for it inside the guest and back. */
    private static void echo(PortEnd end, GuestProcess echo, String line) throws IOException, InterruptedException {
        int atEnd = end.received().mark();
        int inGuest = echo.mark();
        end.send(line);
        echo.await(inGuest, "got " + line, SOON);
        end.await(atEnd, "echo " + line, SOON);
    }

    /** One guest boots, its port appears, lines go both ways. */
    private static final class One implements Scenario {
        @Override
        public String id() {
            return "boot";
        }

        @Override
        public String title() {
            return "One guest boots; lines go both ways through its port";
        }

        @Override
        public String play(Stage stage) throws Exception {
            long start = System.nanoTime();
            Guest guest = stage.boot(1).get(0);
            long booted = (System.nanoTime() - start) / 1_000_000;
            List<String> devices = guest.console().run("ls /sys/class/net");
            NotSeen.unless(devices.equals(List.of("lo")), "network devices in the guest: " + devices);
            PortEnd end = stage.openPort(guest);
            int events = guest.events();
            GuestProcess echo = guest.console().start("echo", ECHO);
            guest.awaitPort(events, true, SOON);
            end.await(0, "hello", SOON);
            echo(end, echo, "one");
            events = guest.events();
            echo.signal("KILL");
            guest.awaitPort(events, false, SOON);
            return "ready after " + booted + " ms, no network device, echo both ways, open and close of the port seen";
        }
    }

    /** Three guests at once; one is reset, one paused, one killed. */
    private static final class Three implements Scenario {
        @Override
        public String id() {
            return "three";
        }

        @Override
        public String title() {
            return "Three guests; one is reset, one paused and resumed, one killed";
        }

        @Override
        public String play(Stage stage) throws Exception {
            long start = System.nanoTime();
            List<Guest> guests = stage.boot(1, 2, 3);
            long booted = (System.nanoTime() - start) / 1_000_000;
            PortEnd first = stage.openPort(guests.get(0));
            PortEnd second = stage.openPort(guests.get(1));
            PortEnd third = stage.openPort(guests.get(2));
            for (int i = 0; i < 3; i++) {
                echo(
                        List.of(first, second, third).get(i),
                        guests.get(i).console().start("echo", ECHO),
                        "one");
            }
            Guest reset = guests.get(0);
            int events = reset.events();
            reset.reset();
            reset.awaitPort(events, false, SOON);
            GuestProcess echo = reset.console().start("echo", ECHO);
            echo(first, echo, "after the reset");

            guests.get(1).pause();
            second.send("while paused");
            int mark = second.received().mark();
            echo(first, echo, "meanwhile");
            NotSeen.unless(second.received().mark() == mark, "a paused guest answered");
            guests.get(1).resume();
            second.await(mark, "echo while paused", SOON);

            guests.get(2).kill();
            NotSeen.unless(third.awaitEnd(SOON), "the killed guest's socket did not end");
            return "ready after " + booted + " ms; the port's socket outlived the reset; a line sent while paused came"
                    + " after the resume; the killed guest's socket ended";
        }
    }

    /** The port is taken away and put back while the guest runs. */
    private static final class Plug implements Scenario {
        @Override
        public String id() {
            return "plug";
        }

        @Override
        public String title() {
            return "The port is unplugged and plugged in again";
        }

        @Override
        public String play(Stage stage) throws Exception {
            Guest guest = stage.boot(1).get(0);
            PortEnd end = stage.openPort(guest);
            GuestProcess echo = guest.console().start("echo", ECHO);
            echo(end, echo, "one");
            int serial = guest.serial().mark();
            guest.unplugPort();
            guest.serial().await(serial, "port cgcs.messaging is gone", SOON);
            serial = guest.serial().mark();
            echo.signal("KILL");
            guest.replugPort();
            Transcript.Seen there = guest.serial().await(serial, "port cgcs.messaging is there", SOON);
            echo(end, guest.console().start("echo", ECHO), "two");
            return "its link in the guest went and came (" + there.line() + "); echo again over the same socket";
        }
    }

    /** The runtime on the image starts. */
    private static final class Java implements Scenario {
        @Override
        public String id() {
            return "java";
        }

        @Override
        public String title() {
            return "A Java virtual machine runs in a guest";
        }

        @Override
        public String play(Stage stage) throws Exception {
            Guest guest = stage.boot(1).get(0);
            long start = System.nanoTime();
            List<String> version = guest.console().run("java -Xint -XX:+UseSerialGC -Xmx64m -version");
            long took = (System.nanoTime() - start) / 1_000_000;
            return version.get(version.size() - 1) + ", " + took + " ms";
        }
    }
}
