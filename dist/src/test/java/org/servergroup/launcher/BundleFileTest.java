package org.servergroup.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleFileTest {
    @TempDir
    private Path folder;

    private Path jar() {
        return folder.resolve("a.jar");
    }

    private BundleFile copy() throws Refusal {
        return BundleFile.copyOf(jar(), folder.resolve("copy.jar"));
    }

    private Refusal refusal() {
        return catchThrowableOfType(Refusal.class, this::copy);
    }

    @Test
    void shouldCopyAWholeBundle() throws Exception {
        TestJar.write(jar(), Map.of("Bundle-SymbolicName", "a.b; singleton:=true"));
        BundleFile file = copy();
        assertThat(file.symbolicName()).isEqualTo("a.b");
        assertThat(file.open()).hasBinaryContent(Files.readAllBytes(jar()));
        Files.writeString(jar(), "written over");
        assertThat(file.copy()).isNotEmptyFile().isRegularFile();
    }

    @Test
    void shouldWaitForTheRestOfAHalfCopiedJar() throws IOException {
        TestJar.write(jar(), Map.of("Bundle-SymbolicName", "a.b"));
        byte[] whole = Files.readAllBytes(jar());
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(jar(), Arrays.copyOf(whole, length));
            assertThat(refusal().isIncomplete())
                    .as("%s of %s bytes", length, whole.length)
                    .isTrue();
        }
        assertThat(refusal().line()).startsWith("is not a complete jar: ");
    }

    @Test
    void shouldReadEveryByteToFindOneThatIsWrong() throws IOException {
        TestJar.write(jar(), Map.of("Bundle-SymbolicName", "a.b"));
        byte[] bytes = Files.readAllBytes(jar());
        int at = TestJar.indexOfContent(bytes);
        bytes[at] ^= 1;
        Files.write(jar(), bytes);
        assertThat(refusal().isIncomplete()).isTrue();
        assertThat(refusal().line()).isEqualTo("is not a complete jar: the content of content is damaged");
    }

    @Test
    void shouldRefuseWhatIsNoBundleAtOnce() throws IOException {
        TestJar.write(jar(), Map.of());
        assertThat(refusal().line()).isEqualTo("is not a bundle: its manifest has no Bundle-SymbolicName");
        assertThat(refusal().isIncomplete()).isFalse();
        TestJar.writeWithoutManifest(jar());
        assertThat(refusal().line()).isEqualTo("is not a bundle: it has no manifest");
        assertThat(refusal().isIncomplete()).isFalse();
    }

    @Test
    void shouldSayThatAFileCannotBeRead() throws IOException {
        assertThat(refusal().line()).startsWith("cannot be read: ");
        Files.createDirectory(jar());
        assertThat(refusal().isIncomplete()).isTrue();
    }
}
