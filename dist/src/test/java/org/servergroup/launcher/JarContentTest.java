package org.servergroup.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.connect.ConnectContent.ConnectEntry;

class JarContentTest {
    @TempDir
    private Path folder;

    private JarContent content() throws IOException {
        Path jar = TestJar.write(folder.resolve("a.jar"), Map.of("Bundle-SymbolicName", "a.b"));
        return new JarContent(jar, JarContentTest.class.getClassLoader());
    }

    @Test
    void shouldShowWhatIsInTheJar() throws IOException {
        JarContent content = content();
        content.open();
        content.open();
        assertThat(content.getHeaders().orElseThrow()).containsEntry("Bundle-SymbolicName", "a.b");
        assertThat(content.getEntries()).containsExactlyInAnyOrder("META-INF/MANIFEST.MF", TestJar.ENTRY);
        ConnectEntry entry = content.getEntry(TestJar.ENTRY).orElseThrow();
        assertThat(entry.getName()).isEqualTo(TestJar.ENTRY);
        assertThat(entry.getContentLength()).isEqualTo(TestJar.CONTENT.length());
        assertThat(entry.getBytes()).isEqualTo(TestJar.CONTENT.getBytes(StandardCharsets.US_ASCII));
        assertThat(content.getEntry("none")).isEmpty();
        assertThat(content.getClassLoader()).contains(JarContentTest.class.getClassLoader());
        content.close();
        content.close();
    }

    @Test
    void shouldShowNothingWhileItIsClosed() throws IOException {
        JarContent content = content();
        assertThatThrownBy(() -> content.getEntry(TestJar.ENTRY)).isInstanceOf(IllegalStateException.class);
        content.open();
        content.close();
        assertThatThrownBy(content::getHeaders).isInstanceOf(IllegalStateException.class);
        content.open();
        assertThat(content.getEntry(TestJar.ENTRY)).isPresent();
        content.close();
    }

    @Test
    void shouldSayThatAJarIsNotThere() {
        JarContent none = new JarContent(folder.resolve("none.jar"), JarContentTest.class.getClassLoader());
        assertThatThrownBy(none::open).isInstanceOf(IOException.class);
    }
}
