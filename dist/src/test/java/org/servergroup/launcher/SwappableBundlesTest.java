package org.servergroup.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;

/** What becomes of the bundles when their copies cannot be written any more, with a real framework. */
@Timeout(120)
class SwappableBundlesTest {
    private static final String NAME = "a.b";

    @TempDir
    private Path folder;

    private Path copies = Path.of("/");
    private Path aside = Path.of("/");
    private @Nullable TestFramework framework;
    private @Nullable SwappableBundles bundles;

    @BeforeEach
    void start() throws Exception {
        copies = folder.resolve("copies");
        aside = folder.resolve("aside");
        framework = new TestFramework(folder.resolve("cache"), null);
        bundles = new SwappableBundles(context(), copies, Set.of());
    }

    @AfterEach
    void stop() throws Exception {
        if (framework != null) {
            framework.stop();
        }
    }

    private BundleContext context() {
        return Objects.requireNonNull(framework).context();
    }

    private SwappableBundles bundles() {
        return Objects.requireNonNull(bundles);
    }

    private Path jar(String version) throws IOException {
        return TestJar.write(folder.resolve("a.jar"), Map.of("Bundle-SymbolicName", NAME, "Bundle-Version", version));
    }

    private Path jarThatDoesNotStart() throws IOException {
        return TestJar.write(
                folder.resolve("a.jar"),
                Map.of("Bundle-SymbolicName", NAME, "Bundle-Version", "9.9.9", "Bundle-Activator", "not.there"));
    }

    private List<String> installed() {
        return Stream.of(context().getBundles())
                .filter(each -> each.getBundleId() != Constants.SYSTEM_BUNDLE_ID)
                .map(each -> each.getVersion() + (each.getState() == Bundle.ACTIVE ? "" : " does not run"))
                .toList();
    }

    /** As if the disk were full, or somebody had cleaned up. */
    private void loseTheCopies() throws IOException {
        Files.move(copies, aside);
        Files.createFile(copies);
    }

    private void bringTheCopiesBack() throws IOException {
        Files.delete(copies);
        Files.move(aside, copies);
    }

    /** Once. */
    private void loseTheCopiesAt(int type) {
        context().addBundleListener(new SynchronousBundleListener() {
            @Override
            public void bundleChanged(BundleEvent event) {
                if (event.getType() == type) {
                    context().removeBundleListener(this);
                    try {
                        loseTheCopies();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        });
    }

    @Test
    void shouldKnowWhatTheFrameworkHasInstalled() throws Exception {
        loseTheCopiesAt(BundleEvent.INSTALLED);
        Path jar = jar("1.0.0");
        bundles().deploy(jar);
        assertThat(installed()).containsExactly("1.0.0");
        assertThat(bundles().remove(jar)).isTrue();
        assertThat(installed()).isEmpty();
    }

    @Test
    void shouldRestoreWhatTheFrameworkWasUpdatedTo() throws Exception {
        bundles().deploy(jar("1.0.0"));
        loseTheCopiesAt(BundleEvent.UPDATED);
        bundles().deploy(jar("2.0.0"));
        assertThat(installed()).containsExactly("2.0.0");
        bringTheCopiesBack();
        assertDoesNotReplace("2.0.0");
    }

    private void assertDoesNotReplace(String running) throws IOException {
        Path jar = jarThatDoesNotStart();
        assertThatThrownBy(() -> bundles().deploy(jar))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("not.there");
        assertThat(installed()).containsExactly(running);
    }

    @Test
    void shouldRefuseWhatCannotBeCopiedAndTouchNothing() throws Exception {
        loseTheCopies();
        Path jar = jar("1.0.0");
        assertThatThrownBy(() -> bundles().deploy(jar))
                .isInstanceOf(Refusal.class)
                .hasMessageContainingAll("cannot be copied: ", copies.toString());
        assertThat(installed()).isEmpty();
        bringTheCopiesBack();
        bundles().deploy(jar);
        assertThat(installed()).containsExactly("1.0.0");
    }

    @Test
    void shouldRestoreTheOneBeforeAfterAnyNumberOfUpdates() throws Exception {
        for (String version : List.of("1.0.0", "2.0.0", "3.0.0", "4.0.0")) {
            bundles().deploy(jar(version));
            assertThat(installed()).containsExactly(version);
            assertDoesNotReplace(version);
        }
    }

    @Test
    void shouldLeaveNoCopyOfWhatHasGone() throws Exception {
        Path jar = jar("1.0.0");
        bundles().deploy(jar);
        bundles().deploy(jar("2.0.0"));
        bundles().remove(jar);
        assertThat(copies).isEmptyDirectory();
    }
}
