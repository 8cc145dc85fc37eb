package org.servergroup.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** The bundles of a small distribution, with a real framework. */
@Timeout(120)
class ProgramBundlesTest {
    private static final String PROGRAM = "some";
    private static final String CONFIG_ADMIN = "org.apache.felix.configadmin";
    private static final String SCR = "org.apache.felix.scr";

    @TempDir
    private Path home;

    private @Nullable TestFramework framework;
    private @Nullable ProgramBundles bundles;

    @BeforeEach
    void start() throws Exception {
        WorkFolder work = WorkFolder.temporary(home, PROGRAM);
        framework =
                new TestFramework(work.cache(), new ClassPathBundles(getClass().getClassLoader()));
        bundles = new ProgramBundles(context(), work);
        for (String name : List.of(CONFIG_ADMIN, SCR)) {
            jar("lib", Map.of("Bundle-SymbolicName", name));
        }
        Files.createDirectories(home.resolve("bundles").resolve(PROGRAM));
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

    private ProgramBundles bundles() {
        return Objects.requireNonNull(bundles);
    }

    private void jar(String folder, Map<String, String> headers) throws IOException {
        Path jars = Files.createDirectories(home.resolve(folder));
        TestJar.write(jars.resolve(headers.get("Bundle-SymbolicName") + ".jar"), headers);
    }

    private void swappable(Map<String, String> headers) throws IOException {
        jar("bundles/" + PROGRAM, headers);
    }

    private SwappableBundles install() throws Failure {
        return bundles().install(new Distribution(home), PROGRAM, Set.of("a.library"));
    }

    private List<String> names(int state) {
        return List.of(context().getBundles()).stream()
                .filter(each -> each.getBundleId() != Constants.SYSTEM_BUNDLE_ID && each.getState() == state)
                .map(Bundle::getSymbolicName)
                .toList();
    }

    @Test
    void shouldStartAllOfThemButFragmentsOnceAllAreThere() throws Exception {
        swappable(Map.of("Bundle-SymbolicName", "needs", "Import-Package", "provided.by.another"));
        swappable(Map.of("Bundle-SymbolicName", "provides", "Export-Package", "provided.by.another"));
        swappable(Map.of("Bundle-SymbolicName", "patch", "Fragment-Host", "provides"));
        install();
        assertThat(names(Bundle.ACTIVE)).containsExactly(CONFIG_ADMIN);
        bundles().resolve();
        bundles().start(new Timeline());
        assertThat(names(Bundle.ACTIVE)).containsExactly(CONFIG_ADMIN, SCR, "needs", "provides");
        assertThat(names(Bundle.RESOLVED)).containsExactly("patch");
    }

    @Test
    void shouldFailWithTheNameOfWhatDoesNotResolve() throws Exception {
        swappable(Map.of("Bundle-SymbolicName", "needy", "Import-Package", "of.nobody"));
        install();
        bundles().resolve();
        assertThatThrownBy(() -> bundles().start(new Timeline()))
                .isInstanceOf(Failure.class)
                .hasMessage("bundle needy does not resolve: there is no package of.nobody; put that right, or remove "
                        + home.resolve("bundles/some/needy.jar"));
    }

    @Test
    void shouldNotSayThatWhatTheProgramNeedsCouldBeRemoved() throws Exception {
        jar("lib", Map.of("Bundle-SymbolicName", SCR, "Import-Package", "of.nobody"));
        install();
        bundles().resolve();
        assertThatThrownBy(() -> bundles().start(new Timeline()))
                .isInstanceOf(Failure.class)
                .hasMessage("bundle " + SCR + " does not resolve: there is no package of.nobody; put that right, or"
                        + " install the program anew");
    }

    @Test
    void shouldFailWithTheFileOfWhatCannotBeInstalled() throws Exception {
        swappable(Map.of("Bundle-SymbolicName", "a.library"));
        assertThatThrownBy(this::install)
                .isInstanceOf(Failure.class)
                .hasMessageContainingAll("cannot install " + home, "a.library.jar: it is a.library");
    }

    @Test
    void shouldKnowWhatCanBeExchangedNow() throws Exception {
        swappable(Map.of("Bundle-SymbolicName", "first"));
        SwappableBundles swappable = install();
        swappable.deploy(TestJar.write(home.resolve("later.jar"), Map.of("Bundle-SymbolicName", "later")));
        assertThat(bundles().exchangeable()).extracting(Bundle::getSymbolicName).containsExactly("first", "later");
    }
}
