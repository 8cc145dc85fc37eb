package org.servergroup.bench.micro;

import java.nio.charset.StandardCharsets;

/** The broadcasts that the yardstick sends, too. */
public final class Samples {
    /** The application that sends and receives. */
    public static final String APP = "gcbench.app";

    private Samples() {}

    /** As an application sends it to the agent. */
    public static byte[] fromApp(int payloadBytes) {
        return bytes("{\"data\":{\"version\":2,\"msg_type\":\"broadcast\",\"data\":\"" + payload(payloadBytes)
                + "\"},\"version\":2,\"dest_addr\":\"cgcs.server_grp\"}");
    }

    /** As the host sends it to the agent, without newline. */
    public static byte[] fromHost(int payloadBytes) {
        return bytes("{\"data\":{\"version\":2,\"msg_type\":\"broadcast\",\"source_instance\":\"instance-00000001\","
                + "\"data\":\"" + payload(payloadBytes) + "\"},\"version\":2,\"dest_addr\":\"" + APP
                + "\",\"source_addr\":\"cgcs.server_grp\"}");
    }

    private static String payload(int bytes) {
        StringBuilder text = new StringBuilder(bytes).append("@0000000007@");
        for (int i = 0; text.length() < bytes; i++) {
            text.append((char) ('a' + i % 26));
        }
        return text.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
