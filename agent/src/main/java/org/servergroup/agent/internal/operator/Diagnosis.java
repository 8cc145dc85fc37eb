package org.servergroup.agent.internal.operator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.servergroup.protocol.Limits;
import org.servergroup.spi.Complaint;

/**
 * Why nothing arrives, as far as the agent can tell.
 *
 * @param bound whether an application of this guest is bound to a local address
 */
record Diagnosis(Predicate<String> bound) {
    /** What is or may be wrong, the worst first. */
    List<Finding> of(Snapshot snapshot) {
        List<Finding> findings = new ArrayList<>();
        configuration(snapshot, findings);
        address(snapshot, findings);
        host(snapshot, findings);
        queue(snapshot, findings);
        apps(snapshot, findings);
        drops(snapshot, findings);
        findings.sort(Comparator.comparing(Finding::severity));
        return findings;
    }

    static boolean healthy(List<Finding> findings) {
        return findings.stream().noneMatch(Finding::matters);
    }

    private static void configuration(Snapshot snapshot, List<Finding> findings) {
        for (String refused : snapshot.refusedConfiguration()) {
            findings.add(Finding.warning(
                    "configuration", "refused: " + refused, "correct it in conf/org.servergroup.agent.cfg"));
        }
        for (Complaint complaint : snapshot.complaints()) {
            findings.add(Finding.warning(complaint.subject(), complaint.text(), complaint.advice()));
        }
    }

    private static void address(Snapshot snapshot, List<Finding> findings) {
        for (String reason : snapshot.notListening()) {
            findings.add(Finding.error(
                    "address",
                    reason.isEmpty() ? "the agent's local address is not bound yet" : reason,
                    "stop whoever holds it, or give this agent another --address"));
        }
        if (snapshot.listening().isEmpty() && snapshot.notListening().isEmpty()) {
            findings.add(Finding.error(
                    "address",
                    "there is no local transport, so no application can reach the agent",
                    "put org.servergroup.transport.unix.jar into bundles/agent"));
        }
    }

    private static void host(Snapshot snapshot, List<Finding> findings) {
        for (Snapshot.Way way : snapshot.ways()) {
            if (way.state().equals("waiting")) {
                findings.add(Finding.error(
                        "host",
                        way.target() + " is open, but the host's end is not connected",
                        "on the host: does servergroup-host run, with the folder of this guest's socket as --sockets?"
                                + " servergroup-host doctor there says more"));
            } else if (way.state().equals("down")) {
                findings.add(down(snapshot.link().up(), way));
            }
        }
        if (snapshot.ways().isEmpty()) {
            findings.add(Finding.error(
                    "port",
                    "there is no transport to the host",
                    "put org.servergroup.transport.virtio.jar into bundles/agent"));
        }
    }

    private static Finding down(boolean otherwiseUp, Snapshot.Way way) {
        String reason = way.reason().isEmpty() ? way.target() + " is not open yet" : way.reason();
        return otherwiseUp ? Finding.note("port", reason) : Finding.error("port", reason, advice(way));
    }

    /** By the transport's own words, where they are known. */
    private static String advice(Snapshot.Way way) {
        if (!way.transport().equals("virtio")) {
            return way.reason().contains("somebody else listens")
                    ? "end that process, or name another socket by --host-socket"
                    : "see that the host side runs and that both sides name the same socket";
        }
        if (way.reason().contains("in use")) {
            return "end that process, or name another port by --device; the agent opens it as soon as it is free";
        }
        if (way.reason().contains("permission denied")) {
            return "run the agent as a user who may, or install share/systemd/99-servergroup.rules";
        }
        return "give the guest a virtio-serial port named cgcs.messaging (on its host, servergroup-host"
                + " libvirt-channel prints it), or name another by --device";
    }

    private static void queue(Snapshot snapshot, List<Finding> findings) {
        Snapshot.Queue queue = snapshot.queue();
        if (queue.messages() > 0) {
            findings.add(Finding.warning(
                    "queue",
                    queue.messages() + (queue.messages() == 1 ? " message" : " messages") + " waiting for the host ("
                            + queue.bytes() + " of " + queue.maxBytes() + " bytes), the oldest for "
                            + TimeUnit.MILLISECONDS.toSeconds(queue.oldestMs()) + " s"
                            + (snapshot.queueOverflows() ? "; the queue is full: the oldest make room for others" : ""),
                    "they go as soon as the host is back; max_queued_bytes and max_queued_age_ms are their limits"));
        }
        if (queue.blocked()) {
            findings.add(Finding.warning(
                    "queue",
                    "the host does not read: applications are being held up",
                    "see on the host why: servergroup-host doctor"));
        }
    }

    private void apps(Snapshot snapshot, List<Finding> findings) {
        if (!snapshot.groupServed() && !bound.test(Limits.GROUP_ADDRESS)) {
            findings.add(Finding.warning(
                    "app",
                    "no application is bound to " + Limits.GROUP_ADDRESS
                            + ": what comes from the server group is dropped",
                    "start the application, such as server_group_app"));
        }
        for (Snapshot.App app : snapshot.apps()) {
            if (app.stalled()) {
                findings.add(Finding.warning(
                        "app",
                        app.address() + " does not read: its messages are dropped",
                        "restart the application, or see why it hangs"));
            }
        }
    }

    private static void drops(Snapshot snapshot, List<Finding> findings) {
        for (Snapshot.Drop drop : snapshot.drops()) {
            String text = drop.messages() + (drop.messages() == 1 ? " message " : " messages ")
                    + (drop.direction().equals("to_host") ? "to the host" : "to applications") + " dropped: "
                    + DropReasons.words(drop.reason()) + " (" + drop.reason()
                    + (drop.last().isEmpty() ? ")" : ", last " + drop.last() + ")");
            findings.add(
                    drop.recent()
                            ? Finding.warning("dropped", text, DropReasons.advice(drop.reason()))
                            : Finding.note("dropped", text + ", but none within the last minutes"));
        }
    }
}
