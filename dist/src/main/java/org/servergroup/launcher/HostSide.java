package org.servergroup.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The main class of {@code servergroup-host}: the host's side. */
public final class HostSide {
    private static final String NAME = "servergroup-host";

    private HostSide() {}

    /** Runs the host side. */
    public static void main(String[] args) {
        if (HostQuery.isOne(args)) {
            System.exit(ask(args));
        }
        Ahead ahead = Ahead.begin("host");
        Options options = new Options(
                NAME, "Connects the guests of this machine and serves their server groups.%n%n" + HostQuery.USAGE);
        options.values(
                "--sockets",
                "DIR",
                "folder of the guests' sockets, cgcs.messaging.<instance>.sock; can be given several times"
                        + " (default: /var/lib/libvirt/qemu)");
        options.value("--groups", "DIR", "folder of the group files, *.json (default: every guest is in one group)");
        options.value(
                "--admin-socket",
                "PATH",
                "socket for operators (default: " + HostQuery.DEFAULT_SOCKET + " if its folder is there,"
                        + " else one that is found by itself)");
        options.addCommon();
        new Program(NAME, "host", ahead, (context, distribution, work, settings) -> null)
                .run(options, args, new Overrides());
    }

    private static int ask(String[] args) {
        try {
            return new HostQuery(System.out).run(args);
        } catch (Failure e) {
            System.err.println(NAME + ": " + e.getMessage());
            return e.exitCode();
        }
    }

    private static final class Overrides implements Program.Overrides {
        @Override
        public void apply(Options options, Settings settings) throws Failure {
            override(options, settings);
        }

        /** Somebody who has just started it must be able to ask it. */
        @Override
        public void placed(Path work, Settings wanted, Settings options) {
            if (!wanted.byComponent()
                    .getOrDefault("org.servergroup.host", Map.of())
                    .containsKey("admin_socket")) {
                boolean service = Files.isWritable(HostQuery.DEFAULT_SOCKET.getParent());
                Path socket = service ? HostQuery.DEFAULT_SOCKET : work.resolve(HostQuery.SOCKET_NAME);
                // Nobody has asked for it.
                if (socket.toString().length() <= Options.MAX_SOCKET_BYTES) {
                    options.set("org.servergroup.host", "admin_socket", socket.toString());
                }
            }
        }
    }

    private static void override(Options options, Settings settings) throws Failure {
        @Nullable List<Path> sockets = options.paths("--sockets");
        if (sockets != null) {
            settings.set(
                    "org.servergroup.host",
                    "socket_directories",
                    sockets.stream().map(Path::toString).collect(Collectors.joining(",")));
        }
        @Nullable Path admin = options.socket("--admin-socket");
        if (admin != null) {
            settings.set("org.servergroup.host", "admin_socket", admin.toString());
        }
        @Nullable Path groups = options.path("--groups");
        if (groups != null) {
            settings.set("org.servergroup.host", "directory", "file");
            settings.set("org.servergroup.host", "groups_directory", groups.toString());
        }
    }
}
