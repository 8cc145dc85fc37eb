package org.servergroup.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** An operator's connection to an agent, which stays. */
final class Shell implements AutoCloseable {
    private final SocketChannel channel;
    private final InputStream in;

    /** Status and text, as on the wire. */
    record Answer(int status, String text) {}

    private Shell(SocketChannel channel) {
        this.channel = channel;
        this.in = Channels.newInputStream(channel);
    }

    /** Where an agent with this work folder and address listens. */
    static Path socket(Path work, String address) {
        return work.resolve("shell").resolve(address + ".sock");
    }

    /** Connects, once the agent listens. */
    static Shell connect(Path socket) {
        return new Shell(Launched.connect(socket));
    }

    Answer ask(String line) throws IOException {
        Launched.write(channel, line + "\n");
        String[] head = line().split(" ", 2);
        byte[] text = in.readNBytes(Integer.parseInt(head[1]));
        return new Answer(Integer.parseInt(head[0]), new String(text, StandardCharsets.UTF_8));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the agent has closed the connection");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    String doctor() throws IOException {
        return ask("sg:doctor").text();
    }

    /** Waits until an answer has all of these in it. */
    void awaitAnswer(String command, String... parts) {
        await().atMost(Launched.DEADLINE)
                .untilAsserted(() -> assertThat(ask(command).text()).contains(parts));
    }

    /** Waits until an answer has none of these in it any more. */
    void awaitNoMore(String command, String... parts) {
        await().atMost(Launched.DEADLINE)
                .untilAsserted(() -> assertThat(ask(command).text()).doesNotContain(parts));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
