package org.servergroup.host.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A libvirt in session mode with real, empty guests. Skipped where libvirt or QEMU is not installed. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LibvirtSessionTest {
    private static final String NAME = "instance-00000001";

    private final Told told = new Told();
    private Path home;
    private Path virsh;
    private LibvirtWatch watch;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(isInstalled("virsh") && isInstalled("libvirtd"), "libvirt is not installed");
        assumeTrue(isInstalled("qemu-system-x86_64"), "QEMU is not installed");
        home = Files.createTempDirectory("sgl");
        // The session is known by its environment, which the directory does not set; and root has none. So virsh is
        // wrapped here.
        boolean isRoot = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        virsh = Files.writeString(home.resolve("virsh"), """
                #!/bin/sh
                export HOME=%1$s XDG_RUNTIME_DIR=%1$s/run XDG_CONFIG_HOME=%1$s/conf XDG_CACHE_HOME=%1$s/cache
                export PATH="$PATH:/usr/sbin"
                cd %1$s
                exec %2$s virsh "$@"
                """.formatted(
                        home, isRoot ? "setpriv --reuid=65534 --regid=65534 --clear-groups" : ""));
        Files.setPosixFilePermissions(virsh, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(home.resolve("run"));
        Files.setPosixFilePermissions(home.resolve("run"), PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        if (isRoot) {
            Files.setAttribute(home.resolve("run"), "unix:uid", 65534);
            Files.setAttribute(home, "unix:uid", 65534);
        }
        assumeTrue(run("uri") == 0, "libvirt does not run in session mode here");
        define();
        watch = new LibvirtWatch(new Virsh(virsh.toString(), "qemu:///session"), "", 1000, told);
        watch.start();
    }

    private static boolean isInstalled(String program) {
        for (String folder : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return Files.isExecutable(Path.of("/usr/sbin", program));
    }

    private void define() throws Exception {
        Path xml = Files.writeString(home.resolve("domain.xml"), """
                <domain type='qemu'><name>%1$s</name><memory unit='MiB'>32</memory><vcpu>1</vcpu>
                  <metadata><sg:server xmlns:sg='urn:servergroup:1' group='db'/></metadata>
                  <os><type arch='x86_64' machine='q35'>hvm</type></os>
                  <devices><channel type='unix'>
                    <source mode='bind' path='%2$s/cgcs.messaging.%1$s.sock'/>
                    <target type='virtio' name='cgcs.messaging'/>
                  </channel></devices>
                </domain>
                """.formatted(NAME, home));
        assertThat(run("define", xml.toString())).isZero();
    }

    @AfterEach
    void stop() throws Exception {
        if (watch != null) {
            watch.close();
            run("destroy", NAME);
        }
        if (home != null) {
            end("libvirtd.pid");
            end("virtlogd.pid");
            try (var files = Files.walk(home)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Ends a daemon that this test's virsh has started. */
    private void end(String pidFile) throws Exception {
        for (Path file : List.of(home.resolve("run/libvirt/" + pidFile), home.resolve("run/" + pidFile))) {
            if (Files.exists(file)) {
                ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).ifPresent(daemon -> {
                    daemon.destroy();
                    daemon.onExit().orTimeout(10, TimeUnit.SECONDS).join();
                });
            }
        }
    }

    @Test
    void shouldTellTheLifeOfAGuest() throws Exception {
        assertTold("db " + NAME + " stopped []", "listed");
        assertThat(run("start", NAME)).isZero();
        assertTold("db " + NAME + " active [compute.instance.power_on.end]");
        assertThat(run("suspend", NAME)).isZero();
        assertTold("db " + NAME + " paused [compute.instance.pause.end]");
        assertThat(run("resume", NAME)).isZero();
        assertTold("db " + NAME + " active [compute.instance.unpause.end]");
        assertThat(run("reset", NAME)).isZero();
        assertTold("db " + NAME + " active [compute.instance.reboot.end]");
        Path pid = home.resolve("run/libvirt/qemu/run/" + NAME + ".pid");
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(ProcessHandle::destroyForcibly);
        assertTold("db " + NAME + " error [compute.instance.update]");
        assertThat(run("start", NAME)).isZero();
        assertTold("db " + NAME + " active [compute.instance.power_on.end]");
        assertThat(run("destroy", NAME)).isZero();
        assertTold("db " + NAME + " stopped [compute.instance.power_off.end]");
        assertThat(run("undefine", NAME)).isZero();
        assertTold("- " + NAME + " [compute.instance.delete.end]");
    }

    @Test
    void shouldSurviveARestartOfLibvirt() throws Exception {
        assertTold("db " + NAME + " stopped []", "listed");
        end("libvirtd.pid");
        assertThat(run("start", NAME)).isZero();
        assertTold("db " + NAME + " active [compute.instance.power_on.end]");
    }

    /** Exactly these are told last; the same state told again for another reason does not count. */
    private void assertTold(String... expected) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            List<String> news = new ArrayList<>(told.lines);
            news.removeIf(line -> told.lines.size() > expected.length && line.endsWith("[]"));
            assertThat(news).containsExactly(expected);
        });
        told.lines.clear();
    }

    private int run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(virsh.toString(), "-q", "-c", "qemu:///session"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("virsh.log").toFile())
                .start();
        return process.waitFor(30, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }
}
