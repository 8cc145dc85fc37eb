package org.servergroup.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What was measured on. */
record Machine(String processor, int cores, String kernel) {

    /** Asks the running system. */
    static Machine here() throws IOException {
        String processor = System.getProperty("os.arch", "?");
        for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
            if (line.startsWith("model name")) {
                processor = line.substring(line.indexOf(':') + 1).strip();
                break;
            }
        }
        return new Machine(
                processor, Runtime.getRuntime().availableProcessors(), System.getProperty("os.version", "?"));
    }

    /** How busy the machine is with other things, in percent of all its cores: this program only waits meanwhile. */
    static double busyWithOthers() throws IOException, InterruptedException {
        long[] before = times();
        TimeUnit.MILLISECONDS.sleep(250);
        long[] after = times();
        double all = after[0] - before[0];
        return all <= 0 ? 0 : 100 * (1 - (after[1] - before[1]) / all);
    }

    /** All time, and idle time. */
    private static long[] times() throws IOException {
        String line = Files.readAllLines(Path.of("/proc/stat")).get(0);
        String[] words = line.split("\\s+", -1);
        long all = 0;
        for (int i = 1; i < Math.min(words.length, 9); i++) {
            all += Long.parseLong(words[i]);
        }
        return new long[] {all, Long.parseLong(words[4]) + Long.parseLong(words[5])};
    }
}
