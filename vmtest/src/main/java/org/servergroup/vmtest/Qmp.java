package org.servergroup.vmtest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** QEMU's machine protocol: commands, one at a time, and events. */
final class Qmp implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final BlockingQueue<JsonNode> replies = new ArrayBlockingQueue<>(16);
    private final Transcript transcript;
    private final LineSocket socket;

    /** Waits for QEMU to connect. */
    Qmp(ServerSocketChannel server, Transcript transcript) throws IOException, InterruptedException {
        this.transcript = transcript;
        socket = LineSocket.accept(server, "qmp", new LineSocket.Listener() {
            @Override
            public void line(String line) {
                received(line);
            }

            @Override
            public void ended(String torn) {
                transcript.end("QEMU has gone");
            }
        });
        transcript.await(0, "a greeting", line -> line.startsWith("{\"QMP\""), PATIENCE);
        execute("qmp_capabilities", Map.of());
    }

    private void received(String line) {
        transcript.add(line);
        try {
            JsonNode message = JSON.readTree(line);
            if (message.has("return") || message.has("error")) {
                replies.add(message);
            }
        } catch (JsonProcessingException e) {
            transcript.end("not JSON: " + line);
        }
    }

    /** Runs the command and returns its result. */
    synchronized JsonNode execute(String command, Map<String, ?> arguments) throws IOException, InterruptedException {
        ObjectNode message = JSON.createObjectNode().put("execute", command);
        message.set("arguments", JSON.valueToTree(arguments));
        socket.send(message.toString());
        JsonNode reply = replies.poll(Load.stretch(PATIENCE).toSeconds(), TimeUnit.SECONDS);
        if (reply == null) {
            throw new NotSeen("QEMU did not answer " + command);
        }
        if (reply.has("error")) {
            throw new IOException(
                    command + ": " + reply.get("error").path("desc").asText());
        }
        return reply.get("return");
    }

    int mark() {
        return transcript.mark();
    }

    /** Waits for an event after the mark, of this name, whose data passes the test. */
    Transcript.Seen await(int mark, String event, Predicate<JsonNode> data, Duration patience)
            throws InterruptedException {
        return transcript.await(mark, "the event " + event, line -> matches(line, event, data), patience);
    }

    private static boolean matches(String line, String event, Predicate<JsonNode> data) {
        try {
            JsonNode message = JSON.readTree(line);
            return event.equals(message.path("event").asText()) && data.test(message.path("data"));
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        transcript.close();
    }
}
