package org.servergroup.vmtest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What guests boot from, as the script {@code prepare} left it in the cache.
 *
 * @param kernel the kernel
 * @param initrd the first file system: busybox, the modules, the init script
 * @param image the disk with the runtime and the distribution
 * @param systemd whether the image is a Debian with a service manager of its own
 * @param accelerated whether this machine can run guests by KVM
 */
record Prepared(Path kernel, Path initrd, Path image, boolean systemd, boolean accelerated) {
    /** Runs the script. Throws with its one line where something is missing. */
    static Prepared by(Path script, @Nullable Path distribution) throws IOException, InterruptedException {
        return by(script, distribution, false);
    }

    /** The same with a Debian whose service manager runs the distribution's units. */
    static Prepared withSystemd(Path script, Path distribution) throws IOException, InterruptedException {
        return by(script, distribution, true);
    }

    private static Prepared by(Path script, @Nullable Path distribution, boolean systemd)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", script.toString()));
        if (systemd) {
            command.add("--systemd");
        }
        if (distribution != null) {
            command.add(distribution.toString());
        }
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Map<String, String> values = new HashMap<>();
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("="))
                .forEach(line ->
                        values.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
        if (process.waitFor() != 0) {
            throw new IOException("could not prepare the guests (see the line above)");
        }
        return new Prepared(path(values, "kernel"), path(values, "initrd"), path(values, "image"), systemd, kvm());
    }

    private static Path path(Map<String, String> values, String key) throws IOException {
        String value = values.get(key);
        if (value == null) {
            throw new IOException("prepare did not say where the " + key + " is");
        }
        return Path.of(value);
    }

    /** A {@code /dev/kvm} that opens is not enough: guests die where the processor does not show the feature. */
    private static boolean kvm() throws IOException {
        String cpu = Files.readString(Path.of("/proc/cpuinfo"));
        return cpu.matches("(?s).*\\b(svm|vmx)\\b.*") && Files.isWritable(Path.of("/dev/kvm"));
    }
}
