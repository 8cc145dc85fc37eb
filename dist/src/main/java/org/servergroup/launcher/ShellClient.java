package org.servergroup.launcher;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A connection to the operator's socket of an agent that runs. */
final class ShellClient implements AutoCloseable {
    private static final int MAX_HEAD = 32;
    private static final int MAX_ANSWER = 64 << 20;

    private final SocketChannel channel;
    private final DataInputStream in;

    private ShellClient(SocketChannel channel) {
        this.channel = channel;
        this.in = new DataInputStream(Channels.newInputStream(channel));
    }

    /** Connects, if the folder shows that nobody but this user, or root, can listen there. */
    static ShellClient connect(Path path) throws IOException {
        ShellPath.requireOwn(ShellPath.folder(path));
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
            return new ShellClient(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    ShellCommands.Answer ask(String line) throws IOException {
        ByteBuffer question = ByteBuffer.wrap((line.replace('\n', ' ') + "\n").getBytes(StandardCharsets.UTF_8));
        while (question.hasRemaining()) {
            channel.write(question);
        }
        String[] head = head().split(" ", 2);
        try {
            int length = Integer.parseInt(head[1]);
            if (length < 0 || length > MAX_ANSWER) {
                throw new IOException("an answer of " + length + " bytes");
            }
            byte[] text = new byte[length];
            in.readFully(text);
            return new ShellCommands.Answer(Integer.parseInt(head[0]), new String(text, StandardCharsets.UTF_8));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new IOException("that is not an agent", e);
        }
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || head.length() == MAX_HEAD) {
                throw new IOException("the agent has closed the connection");
            }
            head.append((char) c);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
