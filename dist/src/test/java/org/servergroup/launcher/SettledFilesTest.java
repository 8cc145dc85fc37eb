package org.servergroup.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servergroup.launcher.SettledFiles.Change;

class SettledFilesTest {
    private static final long SETTLE = 1000;

    @TempDir
    private Path folder;

    private long now = 5;
    private SettledFiles files = new SettledFiles(Path.of("/"), ".jar", SETTLE);
    private Path jar = Path.of("/");

    @BeforeEach
    void follow() {
        files = new SettledFiles(folder, ".jar", SETTLE, () -> now);
        jar = folder.resolve("a.jar");
    }

    private void assertNothingYet() throws IOException {
        assertThat(files.changes()).isEmpty();
        assertThat(files.dueNanos()).isPositive();
    }

    private void assertNothing() throws IOException {
        assertThat(files.changes()).isEmpty();
        assertThat(files.dueNanos()).isNegative();
    }

    private Path settled(String name) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "whole");
        files.changes();
        now += SETTLE;
        assertThat(files.changes()).containsExactly(new Change(file, true));
        return file;
    }

    @Test
    void shouldTakeWhatIsThereAtTheStartForKnown() throws IOException {
        Files.writeString(jar, "there");
        files.begin();
        now += SETTLE;
        assertNothing();
    }

    @Test
    void shouldTellOfAFileOnceItHasBeenLeftAlone() throws IOException {
        Files.writeString(jar, "half");
        assertNothingYet();
        now += SETTLE - 1;
        assertNothingYet();
        Files.writeString(jar, " of a copy", StandardOpenOption.APPEND);
        assertNothingYet();
        assertThat(files.dueNanos()).isEqualTo(SETTLE);
        now += SETTLE - 1;
        assertNothingYet();
        now++;
        assertThat(files.changes()).containsExactly(new Change(jar, true));
        assertNothing();
    }

    @Test
    void shouldSeeWhatWasRenamedIntoPlace() throws IOException {
        settled("a.jar");
        FileTime time = Files.getLastModifiedTime(jar);
        Path hidden = Files.writeString(folder.resolve(".a.jar"), "whole");
        Files.setLastModifiedTime(hidden, time);
        assertNothing();
        // Of the same size and age: only the file is another one.
        Files.move(hidden, jar, StandardCopyOption.ATOMIC_MOVE);
        assertNothingYet();
        now += SETTLE;
        assertThat(files.changes()).containsExactly(new Change(jar, true));
    }

    @Test
    void shouldSeeWhatWasWrittenOver() throws IOException {
        settled("a.jar");
        Files.writeString(jar, "other");
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000));
        assertNothingYet();
        now += SETTLE;
        assertThat(files.changes()).containsExactly(new Change(jar, true));
    }

    @Test
    void shouldTellOfWhatHasGoneBeforeWhatHasCome() throws IOException {
        Path before = settled("b.jar");
        Files.delete(before);
        Files.writeString(jar, "new");
        assertNothingYet();
        now += SETTLE;
        assertThat(files.changes()).containsExactly(new Change(before, false), new Change(jar, true));
        assertNothing();
    }

    @Test
    void shouldCallAFileThatWasReplacedAFileThatHasChanged() throws IOException {
        settled("a.jar");
        Files.delete(jar);
        assertNothingYet();
        Files.writeString(jar, "as other tools copy: first delete, then write");
        assertNothingYet();
        now += SETTLE;
        assertThat(files.changes()).containsExactly(new Change(jar, true));
    }

    @Test
    void shouldForgetAFileThatCameAndWentUnseen() throws IOException {
        Files.writeString(jar, "for a moment");
        assertNothingYet();
        Files.delete(jar);
        files.changes();
        now += SETTLE;
        assertThat(files.changes()).containsExactly(new Change(jar, false));
        assertNothing();
    }

    @Test
    void shouldLookAtNothingButFilesOfItsKind() throws IOException {
        Files.writeString(folder.resolve(".hidden.jar"), "copying");
        Files.writeString(folder.resolve("a.jar.part"), "copying");
        Files.createDirectory(folder.resolve("folder.jar"));
        Files.createSymbolicLink(folder.resolve("dangling.jar"), folder.resolve("none"));
        assertNothing();
    }

    @Test
    void shouldSayThatTheFolderCannotBeRead() throws IOException {
        settled("a.jar");
        Path elsewhere = folder.resolveSibling(folder.getFileName() + ".elsewhere");
        Files.move(folder, elsewhere);
        assertThatThrownBy(() -> files.changes()).isInstanceOf(IOException.class);
        Files.move(elsewhere, folder);
        assertNothing();
    }

    @Test
    void shouldNotMindWhereTheClockBegins() throws IOException {
        now = Long.MAX_VALUE - 10;
        Files.writeString(jar, "new");
        assertNothingYet();
        now += SETTLE;
        assertThat(files.changes()).containsExactly(new Change(jar, true));
    }
}
