package org.servergroup.host.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** One operator's connection: a command in each line, an answer to each. Loop thread only. */
final class AdminConnection implements EventLoop.Handler {
    private static final System.Logger LOG = System.getLogger("org.servergroup.host");
    private static final int MAX_REQUEST_BYTES = 8192;
    private static final int MAX_WAITING_BYTES = 8 << 20;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final AdminCommands commands;
    private final Operator operator;
    private final Consumer<AdminConnection> closed;
    private final Consumer<Snapshot.Event> follower = this::happened;
    private final ByteBuffer in = ByteBuffer.allocate(MAX_REQUEST_BYTES);
    private final ArrayDeque<ByteBuffer> out = new ArrayDeque<>();
    private int waiting;
    private boolean lastAnswer;
    private boolean followsAsText;

    AdminConnection(EventLoop loop, Operator operator, SocketChannel channel, Consumer<AdminConnection> closed)
            throws IOException {
        this.channel = channel;
        this.operator = operator;
        this.closed = closed;
        this.commands = new AdminCommands(operator);
        this.key = loop.register(channel, SelectionKey.OP_READ, this);
    }

    @Override
    public void ready(SelectionKey ready) {
        try {
            if (ready.isReadable()) {
                read();
            }
            if (ready.isValid()) {
                write();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "an operator has gone: {0}", e.getMessage());
            close();
        }
    }

    private void read() throws IOException {
        int count = channel.read(in);
        if (count < 0) {
            lastAnswer = true;
            key.interestOpsAnd(~SelectionKey.OP_READ);
            operator.events().unfollow(follower);
            return;
        }
        in.flip();
        for (int newline = newline(); newline >= 0; newline = newline()) {
            byte[] line = new byte[newline - in.position()];
            in.get(line);
            in.get();
            answer(new String(line, StandardCharsets.UTF_8).strip());
        }
        in.compact();
        if (!in.hasRemaining()) {
            throw new IOException("a command longer than " + MAX_REQUEST_BYTES + " bytes");
        }
    }

    private int newline() {
        for (int i = in.position(); i < in.limit(); i++) {
            if (in.get(i) == '\n') {
                return i;
            }
        }
        return -1;
    }

    private void answer(String line) {
        AdminCommands.Answer answer = commands.answer(line);
        send(answer.text());
        lastAnswer |= answer.last();
        if (answer.follow()) {
            followsAsText = answer.asText();
            operator.events().unfollow(follower);
            operator.events().follow(follower);
        }
    }

    private void happened(Snapshot.Event event) {
        send(followsAsText ? AdminText.line(event) : AdminText.json(event));
        if (key.isValid()) {
            key.interestOpsOr(SelectionKey.OP_WRITE);
        }
    }

    private void send(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0) {
            return;
        }
        waiting += bytes.length;
        if (waiting > MAX_WAITING_BYTES) {
            close();
            return;
        }
        out.add(ByteBuffer.wrap(bytes));
    }

    private void write() throws IOException {
        for (ByteBuffer next = out.peek(); next != null; next = out.peek()) {
            waiting -= channel.write(next);
            if (next.hasRemaining()) {
                key.interestOpsOr(SelectionKey.OP_WRITE);
                return;
            }
            out.remove();
        }
        if (lastAnswer) {
            close();
        } else {
            key.interestOpsAnd(~SelectionKey.OP_WRITE);
        }
    }

    void close() {
        operator.events().unfollow(follower);
        out.clear();
        closed.accept(this);
        EventLoop.close(channel);
    }
}
