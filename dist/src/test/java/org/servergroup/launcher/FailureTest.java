package org.servergroup.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FailureTest {
    @Test
    void shouldSayInWordsWhatIsWrongWithAFile() {
        assertThat(Failure.reasonOf(new AccessDeniedException("/a"))).isEqualTo("/a: permission denied");
        assertThat(Failure.reasonOf(new AccessDeniedException("/a"), Path.of("/a")))
                .isEqualTo("permission denied");
        assertThat(Failure.reasonOf(new NoSuchFileException("/b"), Path.of("/a")))
                .isEqualTo("/b: there is no such file or folder");
    }

    @Test
    void shouldLeaveTheWordsThatThereAre() {
        assertThat(Failure.reasonOf(new FileSystemException("/a", null, "No space left on device")))
                .isEqualTo("/a: No space left on device");
        assertThat(Failure.reasonOf(new IOException("first\nsecond"))).isEqualTo("first");
        assertThat(Failure.reasonOf(new NullPointerException())).isEqualTo("NullPointerException");
    }
}
