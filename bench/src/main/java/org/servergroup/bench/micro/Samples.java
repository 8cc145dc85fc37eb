package org.servergroup.bench.micro;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/** The broadcasts that the yardstick sends, too. */
public final class Samples {
    /** The application that sends and receives. */
    public static final String APP = "gcbench.app";

    private Samples() {}

    /** As an application sends it to the agent; the number makes it different from others. */
    public static byte[] fromApp(int payloadBytes, int number) {
        return bytes("{\"data\":{\"version\":2,\"msg_type\":\"broadcast\",\"data\":\"" + payload(payloadBytes, number)
                + "\"},\"version\":2,\"dest_addr\":\"cgcs.server_grp\"}");
    }

    /** As the host sends it to the agent, without newline. */
    public static byte[] fromHost(int payloadBytes, int number) {
        return bytes("{\"data\":{\"version\":2,\"msg_type\":\"broadcast\",\"source_instance\":\"instance-00000001\","
                + "\"data\":\"" + payload(payloadBytes, number) + "\"},\"version\":2,\"dest_addr\":\"" + APP
                + "\",\"source_addr\":\"cgcs.server_grp\"}");
    }

    /** Views of one array that holds them all, as a reader of a channel gives them. */
    public static ByteBuffer[] inOneArray(int count, IntFunction<byte[]> message) {
        ByteBuffer all = ByteBuffer.allocate(count * (message.apply(0).length + 1));
        ByteBuffer[] views = new ByteBuffer[count];
        for (int i = 0; i < count; i++) {
            int from = all.position();
            all.put(message.apply(i));
            views[i] = ByteBuffer.wrap(all.array(), from, all.position() - from);
            all.put((byte) '\n');
        }
        return views;
    }

    private static String payload(int bytes, int number) {
        StringBuilder text = new StringBuilder(bytes).append("@%010d@".formatted(number));
        for (int i = 0; text.length() < bytes; i++) {
            text.append((char) ('a' + i % 26));
        }
        return text.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
