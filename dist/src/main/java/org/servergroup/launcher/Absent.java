package org.servergroup.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.servergroup.posix.Holder;

/** Looks why no agent answers, and what one would meet. */
final class Absent {
    private static final String PORT = "/dev/virtio-ports/cgcs.messaging";
    private static final int MAX_SHOWN = 8;

    private final QueryOptions options;

    Absent(QueryOptions options) {
        this.options = options;
    }

    Findings findings() throws Failure {
        Findings findings = new Findings();
        Map<String, Map<String, String>> settings = options.settings();
        Failure refused = options.refused();
        if (refused != null) {
            findings.error(
                    "configuration",
                    "refused: " + Failure.reasonOf(refused),
                    "correct it; the agent does not start without it");
        }
        address(findings);
        @Nullable Path socket = options.path("--host-socket");
        if (socket == null) {
            String configured = settings.getOrDefault("org.servergroup.transport.virtio", Map.of())
                    .getOrDefault("device", PORT);
            @Nullable Path device = options.path("--device");
            port(device == null ? Path.of(configured) : device, findings);
        } else if (!Files.exists(socket)) {
            findings.note("host", "there is no socket " + socket + "; with --listen the agent makes it");
        }
        return findings;
    }

    private void address(Findings findings) throws Failure {
        String address = options.address();
        List<Path> sockets = options.sockets();
        Optional<Holder> holder = Holder.ofSocket("@" + address);
        Bound bound = Bound.now();
        if (holder.isPresent() || bound.contains(address)) {
            findings.error(
                    "agent",
                    "no agent answers at " + sockets.get(0) + ", but the local address @" + address + " is held by "
                            + holder.map(Holder::toString).orElse("a process of another user"),
                    "if that is an agent, ask it as its user and with its --work; if not, stop it or start the agent"
                            + " with another --address");
        } else {
            List<String> others = bound.endingWith("cgcs.messaging");
            findings.error(
                    "agent",
                    "no agent runs: nobody holds the local address @" + address
                            + (others.isEmpty() ? "" : "; held here: " + String.join(", ", others))
                            + (bound.isWhole() ? "" : "; not all sockets of this machine could be looked at"),
                    others.isEmpty()
                            ? "start it: servergroup-agent, or systemctl start servergroup-agent; one in another network"
                                    + " namespace, such as a container's, cannot be seen from here"
                            : "name the right one by --address and --namespace, or start it: servergroup-agent");
        }
    }

    /** A port under another name is a likely mistake. */
    private static String others(Path device) {
        Path folder = device.toAbsolutePath().getParent();
        if (folder == null || !folder.endsWith("virtio-ports")) {
            return "";
        }
        try (Stream<Path> files = Files.list(folder)) {
            String names = files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .limit(MAX_SHOWN)
                    .collect(Collectors.joining(", "));
            return names.isEmpty() ? "" : "; there is " + names;
        } catch (IOException e) {
            return "; there is none at all";
        }
    }

    private static void port(Path device, Findings findings) {
        if (!Files.exists(device)) {
            findings.error(
                    "port",
                    "port " + device + ": there is no such device" + others(device),
                    "give the guest a virtio-serial port named cgcs.messaging (on its host, servergroup-host"
                            + " libvirt-channel prints it), or name another by --device");
            return;
        }
        Optional<Holder> holder = Holder.ofPath(device);
        if (holder.isPresent()) {
            findings.error(
                    "port",
                    "port " + device + ": in use by " + holder.get(),
                    "a port has one user at a time: stop the other one");
        } else if (!Files.isReadable(device) || !Files.isWritable(device)) {
            findings.error(
                    "port",
                    "port " + device + ": user " + System.getProperty("user.name") + " may not read and write it",
                    "run the agent as a user who may, or install share/systemd/99-servergroup.rules");
        }
    }
}
