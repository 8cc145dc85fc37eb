package org.servergroup.agent.internal.operator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The abstract socket names of this machine, as its kernel lists them. An agent may have a namespace, a prefix of all names
 * that its transport adds; it shows in the name that this process itself is bound to.
 */
final class LocalNames {
    private static final int COLUMN_INODE = 6;
    private static final int COLUMN_NAME = 7;
    private static final int MAX_SOCKETS = 65536;

    private final Path proc;

    LocalNames(Path proc) {
        this.proc = proc;
    }

    /** Whether somebody is bound to that name, beside the agent with one of these addresses. */
    boolean isBound(String name, List<String> ownAddresses) {
        try {
            Map<String, String> inodes = inodesByName();
            return prefixes(inodes, ownAddresses).stream().anyMatch(prefix -> inodes.containsKey(prefix + name));
        } catch (IOException | UncheckedIOException | DirectoryIteratorException e) {
            return true; // nobody knows, so nobody should complain
        }
    }

    private Map<String, String> inodesByName() throws IOException {
        Map<String, String> inodes = new HashMap<>();
        try (Stream<String> lines = Files.lines(proc.resolve("net/unix"), StandardCharsets.ISO_8859_1)) {
            lines.limit(MAX_SOCKETS).forEach(line -> {
                String[] columns = line.strip().split(" +", COLUMN_NAME + 1);
                if (columns.length > COLUMN_NAME && columns[COLUMN_NAME].startsWith("@")) {
                    inodes.put(name(columns[COLUMN_NAME]), columns[COLUMN_INODE]);
                }
            });
        }
        return inodes;
    }

    /** Without the sign for the leading NUL, and those for the NULs that old applications pad with. */
    private static String name(String shown) {
        int end = shown.length();
        while (end > 1 && shown.charAt(end - 1) == '@') {
            end--;
        }
        return shown.substring(1, end);
    }

    private Set<String> prefixes(Map<String, String> inodes, List<String> ownAddresses) throws IOException {
        Set<String> own = ownSockets();
        Set<String> prefixes = new HashSet<>();
        for (String address : ownAddresses) {
            inodes.forEach((name, inode) -> {
                if (name.endsWith(address) && own.contains("socket:[" + inode + "]")) {
                    prefixes.add(name.substring(0, name.length() - address.length()));
                }
            });
        }
        return prefixes;
    }

    private Set<String> ownSockets() throws IOException {
        List<Path> links = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(proc.resolve("self/fd"))) {
            all.forEach(links::add);
        }
        Set<String> sockets = new HashSet<>();
        for (Path link : links) {
            sockets.add(target(link));
        }
        return sockets;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // closed in the meantime
        }
    }
}
