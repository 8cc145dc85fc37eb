package org.servergroup.launcher;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The main class of {@code servergroup-host}: the host's side. */
public final class HostSide {
    private static final String NAME = "servergroup-host";

    private HostSide() {}

    /** Runs the host side. */
    public static void main(String[] args) {
        Options options = new Options(NAME, "Connects the guests of this machine and serves their server groups.");
        options.value(
                "--sockets",
                "DIR",
                List.class,
                "folder of the guests' sockets, cgcs.messaging.<instance>.sock; can be given several times"
                        + " (default: /var/lib/libvirt/qemu)");
        options.value(
                "--groups",
                "DIR",
                Path.class,
                "folder of the group files, *.json (default: every guest is in one group)");
        options.addCommon();
        new Program(NAME, "host").run(options, args, HostSide::override);
    }

    private static void override(Options options, Settings settings) {
        @Nullable List<Path> sockets = options.paths("--sockets");
        if (sockets != null) {
            settings.set(
                    "org.servergroup.host",
                    "socket_directories",
                    sockets.stream().map(Path::toString).collect(Collectors.joining(",")));
        }
        @Nullable Path groups = options.path("--groups");
        if (groups != null) {
            settings.set("org.servergroup.host", "directory", "file");
            settings.set("org.servergroup.host", "groups_directory", groups.toString());
        }
    }
}
