package org.servergroup.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellPathTest {
    @TempDir
    private Path folder;

    @Test
    void shouldLookInTheServicesFolderAsWellUnlessAFolderIsNamed() throws IOException {
        assertThat(ShellPath.candidates(folder, "a")).containsExactly(folder.resolve("shell/a.sock"));
        assertThat(ShellPath.candidates(null, "a"))
                .hasSize(2)
                .element(1)
                .isEqualTo(Path.of("/run/servergroup-agent/shell/a.sock"));
    }

    @Test
    void shouldGiveEachAddressAFileOfItsOwn() throws IOException {
        Path slash = ShellPath.of(folder, "a/b");
        assertThat(slash.getParent()).isEqualTo(folder.resolve("shell"));
        assertThat(slash).isNotEqualTo(ShellPath.of(folder, "a_b")).isNotEqualTo(ShellPath.of(folder, "a.b"));
        assertThat(ShellPath.of(folder, "ä").getFileName().toString()).matches("_-[0-9a-f]+\\.sock");
        String longName = "x".repeat(200);
        assertThat(ShellPath.of(folder, longName))
                .isEqualTo(ShellPath.of(folder, longName))
                .isNotEqualTo(ShellPath.of(folder, longName + "y"));
    }

    @Test
    void shouldKeepUsersApart() throws IOException {
        Object uid = Files.getAttribute(folder, "unix:uid");
        assertThat(ShellPath.folder(ShellPath.of(null, "a")).getFileName()).hasToString("servergroup-agent-" + uid);
    }

    @Test
    void shouldFindTheAddressInTheSettings() {
        String component = "org.servergroup.transport.unix";
        assertThat(ShellPath.address(Map.of())).isEqualTo("cgcs.messaging");
        assertThat(ShellPath.address(Map.of(component, Map.of("address", "a", "namespace", "n."))))
                .isEqualTo("n.a");
    }

    @Test
    void shouldNotTrustWhatIsNoFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        assertThatThrownBy(() -> ShellPath.prepare(file)).hasMessageContaining("must be a folder");
        assertThatThrownBy(() -> ShellPath.prepare(folder.resolve("none/below")))
                .isInstanceOf(IOException.class);
        assertThat(ShellPath.folder(file)).isEqualTo(folder);
    }
}
