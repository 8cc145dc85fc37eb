package org.servergroup.transport.virtio.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servergroup.channel.LineSettings;
import org.servergroup.posix.Pty;

class DeviceTest {
    @TempDir
    private Path directory;

    @Test
    void shouldSayThatThereIsNoDevice() {
        Path absent = directory.resolve("cgcs.messaging");
        assertThatThrownBy(() -> Device.open(absent))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(absent.toString())
                .hasMessageContaining("needs a virtio-serial port of that name");
    }

    @Test
    void shouldRefuseWhatIsNotADevice() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> Device.open(file)).hasMessageContaining("not a character device");
        assertThatThrownBy(() -> Device.open(directory)).hasMessageContaining("not a character device");
    }

    @Test
    void shouldFollowLinkToDevice() throws IOException {
        try (Pty pty = new Pty()) {
            Path link = Files.createSymbolicLink(directory.resolve("cgcs.messaging"), pty.device());
            Device device = Device.open(link);
            assertThat(device.device()).isEqualTo(link.toString());
            device.close();
        }
    }

    @Test
    void shouldRefuseEmptyPath() {
        assertThatThrownBy(() -> new VirtioTransport(Path.of(""), LineSettings.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
