package org.servergroup.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    private Path folder;

    @Test
    void shouldReadAFileForEachComponent() throws Exception {
        Files.writeString(folder.resolve("org.example.a.cfg"), "# a comment\n#off=1\nname = grüße \nempty=\n");
        Files.writeString(folder.resolve("org.example.b.cfg"), "number=7\n");
        Files.writeString(folder.resolve("org.example.c.cfg.bak"), "number=8\n");
        assertThat(Settings.readFrom(folder).byComponent())
                .isEqualTo(Map.of(
                        "org.example.a", Map.of("name", "grüße", "empty", ""), "org.example.b", Map.of("number", "7")));
    }

    @Test
    void shouldPutTheCommandLineOnTop() throws Exception {
        Files.writeString(folder.resolve("org.example.a.cfg"), "name=file\nother=file\n");
        Settings settings = Settings.readFrom(folder);
        settings.set("org.example.a", "name", "option");
        settings.set("org.example.new", "name", "option");
        assertThat(settings.byComponent())
                .containsEntry("org.example.a", Map.of("name", "option", "other", "file"))
                .containsEntry("org.example.new", Map.of("name", "option"));
    }

    @Test
    void shouldSayWhichFileIsBroken() throws IOException {
        Path file = folder.resolve("org.example.a.cfg");
        Files.writeString(file, "name=\\uXYZ\n");
        assertFailure(folder, file.toString());
        Files.write(file, new byte[] {'a', '=', (byte) 0xff});
        assertFailure(folder, file.toString());
        assertFailure(folder.resolve("missing"), "missing");
    }

    private static void assertFailure(Path folder, String message) {
        assertThatThrownBy(() -> Settings.readFrom(folder))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.exitCode()).isEqualTo(Failure.USAGE))
                .hasMessageContaining(message);
    }
}
