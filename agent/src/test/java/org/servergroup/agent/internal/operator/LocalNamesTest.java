package org.servergroup.agent.internal.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalNamesTest {
    private static final String LINE = "0000000000000000: 00000002 00000000 00000000 0002 01 ";

    @TempDir
    private Path proc;

    @BeforeEach
    void createProc() throws IOException {
        Files.createDirectories(proc.resolve("net"));
        Files.createDirectories(proc.resolve("self/fd"));
        Files.createSymbolicLink(proc.resolve("self/fd/5"), Path.of("socket:[11]"));
        Files.createSymbolicLink(proc.resolve("self/fd/6"), Path.of("/dev/null"));
    }

    private void names(String... lines) throws IOException {
        Files.writeString(
                proc.resolve("net/unix"),
                "Num       RefCount Protocol Flags    Type St Inode Path\n" + LINE + "9\n"
                        + String.join(
                                "",
                                List.of(lines).stream()
                                        .map(line -> LINE + line + "\n")
                                        .toList()));
    }

    private boolean isBound() {
        return new LocalNames(proc).isBound("cgcs.server_grp", List.of("cgcs.messaging"));
    }

    @Test
    void shouldKnowWhoIsBoundInTheAgentsNamespace() throws IOException {
        names("11 @g1.cgcs.messaging", "12 @g2.cgcs.messaging", "13 @g2.cgcs.server_grp");
        assertThat(isBound()).isFalse();
        names("11 @g1.cgcs.messaging", "13 @g1.cgcs.server_grp");
        assertThat(isBound()).isTrue();
    }

    @Test
    void shouldKnowPaddedNames() throws IOException {
        names("11 @cgcs.messaging", "13 @cgcs.server_grp@@@@@");
        assertThat(isBound()).isTrue();
    }

    @Test
    void shouldNotComplainWhereItCannotLook() {
        assertThat(isBound()).isTrue();
    }
}
