package org.servergroup.sample.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.servergroup.Broadcast;
import org.servergroup.Member;
import org.servergroup.Nack;
import org.servergroup.Notification;

/** One JSON object per line, for machines. What the host sent as JSON stands in it as it came. */
public final class JsonFormat implements Format {
    @Override
    public String broadcast(Broadcast broadcast) {
        int length = broadcast.text().getBytes(StandardCharsets.UTF_8).length;
        return "{\"type\":\"broadcast\",\"len\":" + length + ",\"source_instance\":"
                + quoted(broadcast.sourceInstance()) + ",\"message\":" + quoted(broadcast.text()) + "}";
    }

    @Override
    public String notification(Notification notification) {
        return "{\"type\":\"notification\",\"notification\":" + Format.onOneLine(notification.json()) + "}";
    }

    @Override
    public String nack(Nack nack) {
        return "{\"type\":\"nack\",\"original_type\":" + quoted(nack.originalType()) + ",\"message\":"
                + quoted(nack.message()) + "}";
    }

    @Override
    public String status(List<Member> members) {
        return members.stream()
                .map(member -> Format.onOneLine(member.json()))
                .collect(Collectors.joining(",", "{\"type\":\"status\",\"members\":[", "]}"));
    }

    @Override
    public String link(boolean up, String reason) {
        return up
                ? "{\"type\":\"link\",\"up\":true}"
                : "{\"type\":\"link\",\"up\":false,\"reason\":" + quoted(reason) + "}";
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (Character.isISOControl(c) || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
