package org.servergroup.vmtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranscriptTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void shouldFindALineThatComesLater() throws Exception {
        try (Transcript transcript = transcript()) {
            transcript.add("one");
            Thread adder = new Thread(() -> transcript.add("two"));
            adder.start();

            assertThat(transcript.await(0, "two", LONG).line()).isEqualTo("two");
            adder.join();
        }
    }

    @Test
    void shouldNotLookBeforeTheMark() throws Exception {
        try (Transcript transcript = transcript()) {
            transcript.add("one");
            int mark = transcript.mark();

            assertThatThrownBy(() -> transcript.await(mark, "one", Duration.ZERO))
                    .isInstanceOf(NotSeen.class);
        }
    }

    @Test
    void shouldEndTheWaitWhenNoLineWillFollow() throws Exception {
        try (Transcript transcript = transcript()) {
            transcript.add("last words");
            transcript.end("gone");

            assertThatThrownBy(() -> transcript.await(0, "more", LONG))
                    .isInstanceOf(NotSeen.class)
                    .hasMessageContaining("gone")
                    .hasMessageContaining("last words");
            assertThat(transcript.awaitEnd(LONG)).isTrue();
        }
    }

    @Test
    void shouldKeepALog() throws Exception {
        try (Transcript transcript = transcript()) {
            transcript.add("one");
        }
        assertThat(Files.readString(folder.resolve("log"))).matches(" *\\d+\\.\\d{3} one\n");
    }

    private Transcript transcript() throws IOException {
        return new Transcript("it", folder.resolve("log"));
    }
}
