package org.servergroup.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.SynchronousBundleListener;
import org.servergroup.spi.Complaint;

/** Folders that are followed, with a real framework. */
@Timeout(120)
class DeploymentTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final String NAME = "a.b";

    @TempDir
    private Path folder;

    private final StandingComplaints standing = new StandingComplaints();
    private final NoComponents components = new NoComponents();
    private final AtomicLong looks = new AtomicLong();
    private Path jars = Path.of("/");
    private Path conf = Path.of("/");
    private @Nullable TestFramework framework;
    private @Nullable Deployment deployment;

    /** Takes every configuration. */
    private static final class NoComponents implements Components {
        private final List<String> updates = new ArrayList<>();

        synchronized List<String> updates() {
            return List.copyOf(updates);
        }

        @Override
        public synchronized void update(String component, Map<String, Object> properties) {
            updates.add(component + properties);
        }

        @Override
        public synchronized void delete(String component) {
            updates.add(component + " has gone");
        }

        @Override
        public boolean differs(String component, Map<String, Object> properties) {
            return false;
        }

        @Override
        public @Nullable String refusal(String component) {
            return null;
        }
    }

    @BeforeEach
    void start() throws Exception {
        jars = Files.createDirectory(folder.resolve("jars"));
        conf = Files.createDirectory(folder.resolve("conf"));
        framework = new TestFramework(folder.resolve("cache"), null);
        LiveConfiguration configuration = new LiveConfiguration(Metatype::of, components, Operator.of(conf), standing);
        SettledFiles watchedJars = new SettledFiles(jars, ".jar", 250_000_000, () -> {
            looks.incrementAndGet();
            return System.nanoTime();
        });
        deployment = Deployment.start(
                watchedJars,
                Deployment.settingsIn(conf),
                new SwappableBundles(framework.context(), folder.resolve("copies"), Set.of("a.library")),
                configuration,
                standing);
    }

    @AfterEach
    void stop() throws Exception {
        if (deployment != null) {
            deployment.close();
        }
        if (framework != null) {
            framework.stop();
        }
    }

    private Path jar(String file, Map<String, String> headers) throws IOException {
        Path written = TestJar.write(folder.resolve("." + file), headers);
        return Files.move(written, jars.resolve(file), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path jar(String file, String name, String version) throws IOException {
        return jar(file, Map.of("Bundle-SymbolicName", name, "Bundle-Version", version));
    }

    /** The versions of the bundles of that name that run. */
    private List<String> running(String name) {
        return Stream.of(Objects.requireNonNull(framework).context().getBundles())
                .filter(each -> name.equals(each.getSymbolicName()) && each.getState() == Bundle.ACTIVE)
                .map(each -> each.getVersion().toString())
                .toList();
    }

    private void awaitRunning(String name, String... versions) {
        await().atMost(DEADLINE).untilAsserted(() -> assertThat(running(name)).containsExactly(versions));
    }

    private void awaitComplaint(Path about, String... words) {
        await().atMost(DEADLINE).untilAsserted(() -> {
            List<Complaint> now = standing.standing();
            assertThat(now).hasSize(1);
            assertThat(now.get(0).text()).startsWith(about + " is refused: it ").contains(words);
        });
    }

    private void awaitMended() {
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(standing.standing()).isEmpty());
    }

    @Test
    void shouldInstallUpdateAndUninstall() throws Exception {
        jar("a.jar", NAME, "1.0.0");
        awaitRunning(NAME, "1.0.0");
        Path jar = jar("a.jar", NAME, "2.0.0");
        awaitRunning(NAME, "2.0.0");
        Files.delete(jar);
        awaitRunning(NAME);
        assertThat(standing.standing()).isEmpty();
    }

    @Test
    void shouldComplainOfATornJarUntilItIsWholeAndKeepTheOldOneGoing() throws Exception {
        Path jar = jar("a.jar", NAME, "1.0.0");
        awaitRunning(NAME, "1.0.0");
        byte[] newer = Files.readAllBytes(
                TestJar.write(folder.resolve("newer"), Map.of("Bundle-SymbolicName", NAME, "Bundle-Version", "2.0.0")));
        Files.write(jar, Arrays.copyOf(newer, newer.length / 2));
        awaitComplaint(jar, "not a complete jar", "; the one before goes on");
        assertThat(running(NAME)).containsExactly("1.0.0");
        assertThat(standing.standing().get(0).advice()).contains("rename it when it is whole");
        Files.write(jar, newer);
        awaitRunning(NAME, "2.0.0");
        awaitMended();
    }

    @Test
    void shouldComplainOfABundleThatDoesNotResolveUntilItDoes() throws Exception {
        Path needy = jar("needy.jar", Map.of("Bundle-SymbolicName", "needy", "Import-Package", "provided.late"));
        awaitComplaint(needy, "does not resolve: there is no package provided.late");
        assertThat(standing.standing().get(0).text()).doesNotContain("the one before");
        jar("late.jar", Map.of("Bundle-SymbolicName", "late", "Export-Package", "provided.late"));
        awaitRunning("needy", "0.0.0");
        awaitMended();
    }

    @Test
    void shouldComplainOfASecondOneUntilTheFirstHasGone() throws Exception {
        Path first = jar("first.jar", NAME, "1.0.0");
        awaitRunning(NAME, "1.0.0");
        Path second = jar("second.jar", NAME, "2.0.0");
        awaitComplaint(second, "is " + NAME + ", which is installed from " + first);
        Files.delete(first);
        awaitRunning(NAME, "2.0.0");
        awaitMended();
    }

    @Test
    void shouldComplainOfASecondOneOfALibrary() throws Exception {
        Path second = jar("library.jar", "a.library", "1.0.0");
        awaitComplaint(second, "is a.library, which is installed from the program's own library");
        assertThat(running("a.library")).isEmpty();
    }

    @Test
    void shouldComplainOfAnotherBundleUnderTheNameOfOne() throws Exception {
        jar("a.jar", NAME, "1.0.0");
        awaitRunning(NAME, "1.0.0");
        Path jar = jar("a.jar", "c.d", "1.0.0");
        awaitComplaint(jar, "is c.d and would replace another bundle, " + NAME);
        assertThat(running(NAME)).containsExactly("1.0.0");
        jar("a.jar", NAME, "1.0.1");
        awaitRunning(NAME, "1.0.1");
        awaitMended();
    }

    @Test
    void shouldForgetARefusedFileThatHasGone() throws Exception {
        Path jar = Files.writeString(jars.resolve("text.jar"), "this is not a jar");
        awaitComplaint(jar, "not a complete jar");
        Files.delete(jar);
        awaitMended();
    }

    @Test
    void shouldRestoreABundleWhoseSuccessorDoesNotStart() throws Exception {
        Path jar = jar("a.jar", NAME, "1.0.0");
        awaitRunning(NAME, "1.0.0");
        jar("a.jar", Map.of("Bundle-SymbolicName", NAME, "Bundle-Version", "2.0.0", "Bundle-Activator", "not.there"));
        awaitComplaint(jar, "does not start", "not.there", "; the one before goes on");
        awaitRunning(NAME, "1.0.0");
    }

    @Test
    void shouldSayThatTheOneBeforeDoesNotRunIfItCannotBeRestored() throws Exception {
        Path jar = jar("a.jar", NAME, "1.0.0");
        awaitRunning(NAME, "1.0.0");
        Files.delete(folder.resolve("copies").resolve("a.jar"));
        jar("a.jar", Map.of("Bundle-SymbolicName", NAME, "Bundle-Version", "2.0.0", "Bundle-Activator", "not.there"));
        awaitComplaint(jar, "does not start", "not.there", "; the one before does not run either");
        assertThat(running(NAME)).isEmpty();
        jar("a.jar", NAME, "2.0.1");
        awaitRunning(NAME, "2.0.1");
        awaitMended();
    }

    @Test
    void shouldSayItAnewOnceTheOneBeforeDoesNotRunAnyMore() throws Exception {
        Path jar = jar("a.jar", NAME, "1.0.0");
        awaitRunning(NAME, "1.0.0");
        jar("a.jar", Map.of("Bundle-SymbolicName", NAME, "Bundle-Version", "2.0.0", "Bundle-Activator", "not.there"));
        awaitComplaint(jar, "does not start", "; the one before goes on");
        Files.delete(folder.resolve("copies").resolve("a.jar"));
        jar("other.jar", "c.d", "1.0.0");
        awaitComplaint(jar, "does not start", "; the one before does not run either");
    }

    @Test
    void shouldNotStopABundleToFindOutThatItsSuccessorDoesNotResolve() throws Exception {
        Path jar = jar("a.jar", NAME, "1.0.0");
        awaitRunning(NAME, "1.0.0");
        List<Integer> events = new CopyOnWriteArrayList<>();
        BundleContext context = Objects.requireNonNull(framework).context();
        Bundle running = context.getBundle(jar.toUri().toString());
        context.addBundleListener((SynchronousBundleListener) event -> {
            if (event.getBundle().equals(running)) {
                events.add(event.getType());
            }
        });
        jar("a.jar", Map.of("Bundle-SymbolicName", NAME, "Bundle-Version", "2.0.0", "Import-Package", "of.nobody"));
        awaitComplaint(jar, "does not resolve: there is no package of.nobody", "; the one before goes on");
        assertThat(events).isEmpty();
        assertThat(running(NAME)).containsExactly("1.0.0");
    }

    @Test
    void shouldFollowConfiguration() throws Exception {
        Path file = Files.writeString(conf.resolve("org.example.cfg"), "name=value\n");
        await().atMost(DEADLINE).until(() -> components.updates().contains("org.example{name=value}"));
        Files.delete(file);
        await().atMost(DEADLINE).until(() -> components.updates().contains("org.example has gone"));
    }

    @Test
    void shouldKeepEverythingWhileAFolderCannotBeRead() throws Exception {
        jar("a.jar", NAME, "1.0.0");
        awaitRunning(NAME, "1.0.0");
        Path elsewhere = Files.move(jars, folder.resolve("elsewhere"));
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(standing.standing())
                        .extracting(Complaint::text)
                        .containsExactly("cannot read the folder " + jars + ", so what came from it stays as it is"));
        Files.writeString(conf.resolve("org.example.cfg"), "name=value\n");
        await().atMost(DEADLINE).until(() -> components.updates().contains("org.example{name=value}"));
        assertThat(running(NAME)).containsExactly("1.0.0");
        Files.move(elsewhere, jars);
        awaitMended();
        jar("a.jar", NAME, "2.0.0");
        awaitRunning(NAME, "2.0.0");
    }

    @Test
    void shouldNotBeBusyWhileAFolderThatHadChangedHasGone() throws Exception {
        long first = looks.get();
        Files.writeString(jars.resolve("coming.jar"), "just begun");
        await().atMost(DEADLINE).until(() -> looks.get() > first);
        Path elsewhere = Files.move(jars, folder.resolve("elsewhere"));
        await().atMost(DEADLINE).until(() -> !standing.standing().isEmpty());
        long before = looks.get();
        long begin = System.nanoTime();
        await().atMost(DEADLINE).until(() -> looks.get() >= before + 4);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(2));
        Files.move(elsewhere, jars);
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(standing.standing())
                        .extracting(Complaint::subject)
                        .containsExactly("bundle"));
    }

    @Test
    void shouldFollowTheFolderThatHasTakenTheOthersPlace() throws Exception {
        jar("a.jar", NAME, "1.0.0");
        awaitRunning(NAME, "1.0.0");
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.copy(jars.resolve("a.jar"), other.resolve("a.jar"));
        Files.move(jars, folder.resolve("before"));
        Files.move(other, jars);
        jar("a.jar", NAME, "2.0.0");
        awaitRunning(NAME, "2.0.0");
        jar("a.jar", NAME, "3.0.0");
        awaitRunning(NAME, "3.0.0");
        awaitMended();
    }
}
