package org.servergroup.posix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LibraryLoadingTest {
    @TempDir
    private Path directory;

    @Test
    void shouldLoadFromTheJar() throws Exception {
        assertThat(run("-Djava.io.tmpdir=" + directory)).contains("works");
    }

    @Test
    void shouldLoadFromFolderWithoutUnpacking() throws Exception {
        String resource = "/com/sun/jna/" + Platform.RESOURCE_PREFIX + "/libjnidispatch.so";
        try (InputStream library = Native.class.getResourceAsStream(resource)) {
            Files.copy(Objects.requireNonNull(library), directory.resolve("libjnidispatch.so"));
        }
        String output = run(
                "-Djna.boot.library.path=" + directory,
                "-Djna.nounpack=true",
                "-Djna.noclasspath=true",
                "-Djava.io.tmpdir=/nonexistent");
        assertThat(output).contains("works");
    }

    private static String run(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-Xmx32m", "-cp", System.getProperty("java.class.path"), Program.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    /** Makes a system call. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws IOException {
            try (Wakeup wakeup = new Wakeup()) {
                wakeup.wake();
                System.out.println("works");
            }
        }
    }
}
