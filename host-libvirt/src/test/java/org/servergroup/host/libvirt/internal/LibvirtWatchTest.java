package org.servergroup.host.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.servergroup.host.spi.GroupDirectory;
import org.servergroup.host.spi.Server;

/** Follows a virsh that says what the test wrote into files, and all over again every few milliseconds. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LibvirtWatchTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final String UNREADABLE = "<domain><name>bad</name>";

    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failures = new AtomicInteger();

    @TempDir
    private Path folder;

    private LibvirtWatch watch;

    @BeforeEach
    void install() throws IOException {
        Path virsh = Files.writeString(folder.resolve("virsh"), """
                #!/bin/sh
                cd '%s' || exit 1
                domstate() { echo "$3" >> asked; [ -e mute ] || echo running; }
                dumpxml() { [ -e mute ] || cat "$2.xml"; }
                case "$4" in
                    list) for file in *.xml; do echo "1 ${file%%.xml} running"; done;;
                    event) echo began >> connections; rm -f events; mkfifo events; exec cat events;;
                    *) eval "$4";;
                esac
                """.formatted(folder));
        Files.setPosixFilePermissions(virsh, PosixFilePermissions.fromString("rwx------"));
        watch = new LibvirtWatch(new Virsh(virsh.toString(), ""), "db", 20, new GroupDirectory.Receiver() {
            @Override
            public void changed(Server server, List<String> eventTypes) {
                if (failures.getAndDecrement() > 0) {
                    throw new IllegalStateException("planted");
                }
                told.add(server.instance());
            }

            @Override
            public void removed(String instance, List<String> eventTypes) {
                told.add("- " + instance);
            }

            @Override
            public void listed() {
                told.add("listed");
            }
        });
    }

    @AfterEach
    void stop() {
        watch.close();
    }

    @Test
    void shouldGoOnWithTheOthersWhenADomainCannotBeRead() throws IOException {
        write("a-bad", UNREADABLE);
        write("good", xml("good"));
        watch.start();
        assertTold("good", "listed");
        assertThat(folder.resolve("connections")).hasContent("began");
        write("a-bad", xml("better"));
        assertTold("better");
        Files.delete(folder.resolve("a-bad.xml"));
        assertTold("- better");
    }

    @Test
    void shouldFindWhatWasMissed() throws IOException {
        write("one", xml("one"));
        watch.start();
        assertTold("one", "listed");
        write("one", xml("renamed"));
        endEvents();
        assertTold("- one", "renamed");
    }

    @Test
    void shouldNotTakeAnAnswerThatFailsForTheEndOfADomain() throws IOException {
        write("one", xml("one"));
        watch.start();
        assertTold("one", "listed");
        Files.createFile(folder.resolve("mute"));
        Files.delete(folder.resolve("asked"));
        endEvents();
        await().atMost(DEADLINE).until(() -> Files.exists(folder.resolve("asked")));
        Files.delete(folder.resolve("mute"));
        write("two", xml("two"));
        assertTold("two");
        Files.delete(folder.resolve("one.xml"));
        assertTold("- one");
    }

    private void endEvents() throws IOException {
        Path events = folder.resolve("events");
        await().atMost(DEADLINE).until(() -> Files.exists(events));
        Files.newOutputStream(events, StandardOpenOption.WRITE).close();
    }

    @Test
    void shouldFollowAnewWhenSomethingFails() throws IOException {
        failures.set(2);
        write("good", xml("good"));
        watch.start();
        assertTold("good", "listed");
    }

    private void assertTold(String... expected) {
        await().atMost(DEADLINE).untilAsserted(() -> assertThat(told).containsExactly(expected));
        told.clear();
    }

    private static String xml(String name) {
        return "<domain><name>" + name + "</name></domain>";
    }

    /** At once: it may be read at any time. */
    private void write(String domain, String xml) throws IOException {
        Path draft = Files.writeString(folder.resolve("draft"), xml);
        Files.move(draft, folder.resolve(domain + ".xml"), StandardCopyOption.ATOMIC_MOVE);
    }
}
