package org.servergroup.host.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacklogTest {
    private static final String WAITING = "0000000000000000: 00000002 00000000 00000000 0001 02     0 ";
    private static final String CONNECTED = "0000000000000000: 00000003 00000000 00000000 0001 03 12345 ";

    @TempDir
    private Path folder;

    @Test
    void shouldKnowWhoWaitsWhateverOthersAreNamed() throws IOException {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        list.writeBytes(bytes("Num       RefCount Protocol Flags    Type St Inode Path\n" + CONNECTED + "@"));
        list.write(0xff); // in no text in UTF-8
        list.writeBytes(bytes("\n" + WAITING + "/run/für one.sock\n" + CONNECTED + "/run/two.sock\n"));
        Path file = Files.write(folder.resolve("unix"), list.toByteArray());

        assertThat(Backlog.paths(file)).containsExactly("/run/für one.sock");
    }

    @Test
    void shouldKnowOfNobodyWhereItCannotLook() {
        assertThat(Backlog.paths(folder.resolve("unix"))).isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
