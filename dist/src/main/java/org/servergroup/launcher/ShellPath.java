package org.servergroup.launcher;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where an agent listens for its operator: {@code shell/ADDRESS.sock} in the work folder; without one,
 * {@code servergroup-agent-UID/ADDRESS.sock} in the folder for runtime files. The folder is its owner's alone.
 */
final class ShellPath {
    private static final Path SERVICE_WORK = Path.of("/run/servergroup-agent");
    private static final int MAX_NAME = 40;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private ShellPath() {}

    /** @param address the agent's local address, with the namespace in front */
    static Path of(@Nullable Path work, String address) throws IOException {
        Path folder = work == null
                ? WorkFolder.parent().resolve("servergroup-agent-" + ownUid())
                : work.toAbsolutePath().resolve("shell");
        return folder.resolve(fileName(address));
    }

    /** Where to look for an agent, the likeliest first. */
    static List<Path> candidates(@Nullable Path work, String address) throws IOException {
        List<Path> candidates = new ArrayList<>(List.of(of(work, address)));
        if (work == null) {
            candidates.add(of(SERVICE_WORK, address));
        }
        return candidates;
    }

    static String address(Map<String, Map<String, String>> settings) {
        Map<String, String> local = settings.getOrDefault("org.servergroup.transport.unix", Map.of());
        return local.getOrDefault("namespace", "") + local.getOrDefault("address", "cgcs.messaging");
    }

    /** Makes the folder, or checks that nobody else can get into the one that is there. */
    static void prepare(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (FileAlreadyExistsException e) {
            requireOwn(folder);
        }
    }

    /** In a folder that everybody may write to, somebody else could have been first. */
    static void requireOwn(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                || !Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS)
                        .equals(OWNER_ONLY)) {
            throw new IOException(folder + " must be a folder that only its owner can use (mode 0700)");
        }
        long self = ownUid();
        if (uid(folder) != self && self != 0) {
            throw new IOException(folder + " belongs to another user");
        }
    }

    /** The folder that a socket is in. */
    static Path folder(Path socket) {
        return Objects.requireNonNull(socket.toAbsolutePath().getParent(), "a socket is in a folder");
    }

    /** Of the process's folder: {@code /proc/self} is but a link to it, and root's. */
    private static long ownUid() throws IOException {
        return uid(Path.of("/proc/" + ProcessHandle.current().pid()));
    }

    private static long uid(Path path) throws IOException {
        return ((Number) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS)).longValue();
    }

    private static String fileName(String address) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < address.length() && i < MAX_NAME; i++) {
            char c = address.charAt(i);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "._-".indexOf(c) >= 0);
            name.append(plain ? c : '_');
        }
        boolean exact = name.toString().equals(address);
        return name + (exact ? "" : "-" + Integer.toHexString(address.hashCode())) + ".sock";
    }
}
