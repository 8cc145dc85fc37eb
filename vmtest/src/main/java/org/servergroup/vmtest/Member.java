package org.servergroup.vmtest;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A guest with the agent of the distribution in it, under a supervisor, and the applications beside it. */
final class Member {
    static final Duration AGENT = Duration.ofSeconds(90);
    /** Start-up counts most in an emulated guest: the interpreter alone is there soonest. */
    static final String INTERPRETED = "-Xint";
    /** For load: the compiler that the distribution uses. */
    static final String COMPILED = "";

    private final Guest guest;
    private String javaOptions;
    private GuestProcess supervisor;
    private int events;

    private Member(Guest guest, String javaOptions) throws IOException {
        this.guest = guest;
        this.javaOptions = javaOptions;
        events = guest.events();
        supervisor = supervise();
    }

    /** Starts the agent in a guest that takes commands; {@link #awaitAgent()} waits for it. */
    static Member start(Guest guest, String javaOptions) throws IOException {
        return new Member(guest, javaOptions);
    }

    private GuestProcess supervise() throws IOException {
        return guest.console()
                .start(
                        "agent",
                        "env SERVERGROUP_JAVA_OPTS='" + javaOptions
                                + "' supervise /opt/servergroup/bin/servergroup-agent --log-level info");
    }

    /** Starts the agent anew, with these options. */
    void restart(String newOptions) throws IOException, InterruptedException {
        int mark = guest.events();
        supervisor.signal("KILL");
        guest.console().run("kill -9 $(cat /run/agent.pid)");
        guest.awaitPort(mark, false, AGENT);
        javaOptions = newOptions;
        events = guest.events();
        supervisor = supervise();
    }

    /** Presses the guest's reset button, and starts the agent when it has booted. */
    void reset() throws IOException, InterruptedException {
        events = guest.events();
        guest.reset();
        supervisor = supervise();
    }

    Guest guest() {
        return guest;
    }

    String instance() {
        return guest.instance();
    }

    String javaOptions() {
        return javaOptions;
    }

    /** What the agent and its supervisor say. */
    GuestProcess supervisor() {
        return supervisor;
    }

    /** Waits until the agent has opened the port since it was started, which it does when all of it is ready. */
    Transcript.Seen awaitAgent() throws InterruptedException {
        return guest.awaitPort(events, true, AGENT);
    }

    /** An application of its own, which only receives. */
    GuestProcess app(String address) throws IOException {
        return guest.console().start(address, "app " + address);
    }

    /** An application that receives, and sends numbered messages. */
    GuestProcess app(String address, String destination, int count, int pauseMillis, String data) throws IOException {
        return guest.console().start(address, command(address, destination, count, pauseMillis, data));
    }

    /** The same, saying only what is missing or out of order, and every 1000th message. */
    GuestProcess countingApp(String address, String destination, int count, int pauseMillis, String data)
            throws IOException {
        return guest.console()
                .start(address, "env APP_COUNTS=1 " + command(address, destination, count, pauseMillis, data));
    }

    private static String command(String address, String destination, int count, int pauseMillis, String data) {
        return "app " + address + " " + destination + " " + count + " " + pauseMillis + " '" + data + "'";
    }

    /** The agent's process number. */
    String agentPid() throws IOException, InterruptedException {
        return guest.console().run("cat /run/agent.pid").get(0);
    }

    /** How much processor time the agent has used so far, in milliseconds. */
    long agentCpuMillis() throws IOException, InterruptedException {
        return cpuMillis(
                guest.console().run("cat /proc/$(cat /run/agent.pid)/stat").get(0));
    }

    /** How much the agent uses while nothing happens for some seconds, in milliseconds. */
    long agentCpuMillis(int seconds) throws IOException, InterruptedException {
        List<String> stats = guest.console()
                .run("stat=/proc/$(cat /run/agent.pid)/stat; cat $stat; sleep " + seconds + "; cat $stat");
        return cpuMillis(stats.get(1)) - cpuMillis(stats.get(0));
    }

    /** User and system time of a line of {@code /proc/PID/stat}, counted in hundredths of a second. */
    private static long cpuMillis(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10;
    }
}
