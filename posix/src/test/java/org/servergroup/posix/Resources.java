package org.servergroup.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What this process holds: to see that nothing is left behind. */
public final class Resources {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** The kernel cuts the names of threads. */
    private static final int COMM_BYTES = 15;

    private Resources() {}

    /** Sockets, devices, eventfds and the like, by number; files are the class loader's business. */
    public static Map<String, String> descriptors() throws IOException {
        // The first file that is read makes the JDK open a socket for good.
        Files.readString(Path.of("/proc/self/comm"));
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> links = Files.list(DESCRIPTORS)) {
            for (Path link : (Iterable<Path>) links::iterator) {
                String target = target(link);
                if (target.startsWith("socket:") || target.startsWith("anon_inode:") || target.startsWith("/dev/p")) {
                    found.put(link.getFileName().toString(), target);
                }
            }
        }
        return found;
    }

    private static String target(Path link) throws IOException {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** The names of our threads. */
    public static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("servergroup-"))
                .sorted()
                .toList();
    }

    /** Whether every thread of ours whose name begins so sleeps at this moment; there must be one. */
    public static boolean areAsleep(String name) throws IOException {
        String shown = name.substring(0, Math.min(name.length(), COMM_BYTES));
        boolean found = false;
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            for (Path thread : (Iterable<Path>) threads::iterator) {
                String stat = stat(thread);
                int nameEnd = stat.lastIndexOf(')');
                if (stat.startsWith(shown, stat.indexOf('(') + 1)) {
                    found = true;
                    if (stat.charAt(nameEnd + 2) != 'S') {
                        return false;
                    }
                }
            }
        }
        return found;
    }

    private static String stat(Path thread) {
        try {
            return Files.readString(thread.resolve("stat"));
        } catch (IOException e) {
            return ""; // it has ended
        }
    }
}
