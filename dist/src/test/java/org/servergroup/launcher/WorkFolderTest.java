package org.servergroup.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WorkFolderTest {
    @TempDir
    private Path parent;

    private Path precious;
    private WorkFolder own;

    @BeforeEach
    void begin() throws IOException {
        precious = Files.createDirectory(parent.resolve("precious"));
        Files.createDirectory(precious.resolve("below"));
        Files.writeString(precious.resolve(WorkFolder.LOCK), "");
        Files.setPosixFilePermissions(precious, WorkFolder.OWNER_ONLY);
        own = WorkFolder.temporary(parent, "program");
    }

    @Test
    void shouldRemoveAllThatIsInIt() throws IOException {
        fill(own.path());
        own.close();
        assertThat(own.path()).doesNotExist();
        assertThat(precious.resolve("below")).isDirectory();
    }

    @Test
    void shouldRemoveWhatNobodyHoldsAndFollowNoLinkOutOfIt() throws IOException {
        Path abandoned = folder("program-4711-a1", true);
        Path other = folder("program-4712--z", true);
        own.removeAbandoned("program");
        assertThat(abandoned).doesNotExist();
        assertThat(other).doesNotExist();
        assertThat(own.path()).isDirectory();
        assertThat(precious.resolve("below")).isDirectory();
    }

    @Test
    void shouldKeepWhatSomebodyHolds() throws IOException {
        WorkFolder living = WorkFolder.temporary(parent, "program");
        own.removeAbandoned("program");
        assertThat(living.path().resolve(WorkFolder.LOCK)).exists();
        living.close();
    }

    @Test
    void shouldKeepWhatMayBeAboutToBeHeld() throws IOException {
        Path young = folder("program-4711-a1", false);
        own.removeAbandoned("program");
        assertThat(young.resolve("framework/bundle0/file")).exists();
    }

    @Test
    void shouldKeepWhatOthersCanUse() throws IOException {
        Path open = folder("program-4711-a1", true);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-x---"));
        own.removeAbandoned("program");
        assertThat(open.resolve("framework/bundle0/file")).exists();
    }

    @Test
    void shouldKeepWhatIsCalledOtherwise() throws IOException {
        Path shell = folder("program-1000", true);
        Path similar = folder("program-host-4711-a1", true);
        Path longer = folder("program-4711-a1.old", true);
        own.removeAbandoned("program");
        assertThat(shell).isDirectory();
        assertThat(similar).isDirectory();
        assertThat(longer).isDirectory();
    }

    @Test
    void shouldNotFollowALinkNorOpenAPipeThatHasSuchAName() throws Exception {
        Path link = Files.createSymbolicLink(parent.resolve("program-4711-a1"), precious);
        Path file = Files.writeString(parent.resolve("program-4711-a2"), "text");
        Path pipe = parent.resolve("program-4711-a3");
        assertThat(new ProcessBuilder("mkfifo", "-m", "700", pipe.toString())
                        .start()
                        .waitFor())
                .isZero();
        own.removeAbandoned("program");
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("text");
        assertThat(Files.exists(pipe, LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(precious.resolve("below")).isDirectory();
        assertThat(precious.resolve(WorkFolder.LOCK)).exists();
    }

    @Test
    void shouldRemoveNothingBesideAFolderThatWasChosen() throws Exception {
        Path abandoned = folder("program-4711-a1", true);
        WorkFolder chosen = WorkFolder.open(parent.resolve("program-4712-b"), "program");
        chosen.removeAbandoned("program");
        chosen.close();
        assertThat(abandoned).isDirectory();
        assertThat(chosen.path()).isDirectory();
    }

    private Path folder(String name, boolean locked) throws IOException {
        Path folder = Files.createDirectory(parent.resolve(name));
        Files.setPosixFilePermissions(folder, WorkFolder.OWNER_ONLY);
        fill(folder);
        if (locked) {
            Files.createFile(folder.resolve(WorkFolder.LOCK));
        }
        return folder;
    }

    private void fill(Path folder) throws IOException {
        Files.writeString(
                Files.createDirectories(folder.resolve("framework/bundle0")).resolve("file"), "text");
        Files.createSymbolicLink(folder.resolve("link"), precious);
        Files.createSymbolicLink(folder.resolve("framework/link"), precious.resolve("below"));
    }
}
