package org.servergroup.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellTest {
    @TempDir
    private Path folder;

    @Test
    void shouldTellWordsFromALanguage() {
        assertThat(Words.of("sg:status  --json ")).contains(List.of("sg:status", "--json"));
        assertThat(Words.of("sg:broadcast 'a b' ''")).contains(List.of("sg:broadcast", "a b", ""));
        assertThat(Words.of("'it|is;$plain'")).contains(List.of("it|is;$plain"));
        assertThat(Words.of("  ")).contains(List.of());
        for (String line : List.of("a | b", "a; b", "$x", "x = y", "(a)", "\"a\"", "'open", "a # b", "a\\ b")) {
            assertThat(Words.of(line)).as(line).isEmpty();
        }
    }

    @Test
    void shouldQuoteWhatWouldNotBeOneWord() {
        assertThat(Words.quoted("sg:status")).isEqualTo("sg:status");
        assertThat(Words.quoted("")).isEqualTo("''");
        assertThat(Words.of("sg:broadcast " + Words.quoted("50% off; $5")))
                .contains(List.of("sg:broadcast", "50% off; $5"));
    }

    @Test
    void shouldNameTheSocketForTheAddress() throws IOException {
        assertThat(ShellPath.of(folder, "cgcs.messaging")).isEqualTo(folder.resolve("shell/cgcs.messaging.sock"));
        Path odd = ShellPath.of(folder, "../" + "x".repeat(100));
        assertThat(odd.getParent()).isEqualTo(folder.resolve("shell"));
        assertThat(odd.getFileName().toString()).startsWith(".._xxx").hasSizeLessThan(60);
        assertThat(ShellPath.address(Map.of("org.servergroup.transport.unix", Map.of("namespace", "g1."))))
                .isEqualTo("g1.cgcs.messaging");
    }

    @Test
    void shouldTrustOnlyAFolderOfItsOwn() throws IOException {
        Path own = folder.resolve("own");
        ShellPath.prepare(own);
        ShellPath.prepare(own);
        assertThat(Files.getPosixFilePermissions(own)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxrwx---"));
        assertThatThrownBy(() -> ShellPath.prepare(own)).hasMessageContaining("mode 0700");
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
        assertThatThrownBy(() -> ShellPath.prepare(link)).hasMessageContaining("mode 0700");
    }

    @Test
    void shouldTakeOptionsInFrontOfTheCommand() throws Failure {
        QueryOptions options = new QueryOptions();
        assertThat(options.parse(List.of("--socket", "/run/x", "sg:group", "--json")))
                .containsExactly("sg:group", "--json");
        assertThat(options.sockets()).containsExactly(Path.of("/run/x"));
        assertThatThrownBy(() -> options.parse(List.of("--work"))).hasMessageContaining("--work needs a value");
        assertThat(AgentQuery.isOne(new String[] {"doctor"})).isTrue();
        assertThat(AgentQuery.isOne(new String[] {"--device", "shell"})).isFalse();
    }
}
