package org.servergroup.sample.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.servergroup.Broadcast;
import org.servergroup.Member;
import org.servergroup.Nack;
import org.servergroup.Notification;

/** The lines of the C sample. */
public final class TextFormat implements Format {
    @Override
    public String broadcast(Broadcast broadcast) {
        return "got server group broadcast msg: len: "
                + broadcast.text().getBytes(StandardCharsets.UTF_8).length + ", sinstance: "
                + printable(broadcast.sourceInstance()) + ", msg: " + printable(broadcast.text()) + "\n";
    }

    @Override
    public String notification(Notification notification) {
        return "got server group notification msg: " + printable(Format.onOneLine(notification.json())) + "\n";
    }

    @Override
    public String nack(Nack nack) {
        // "(null)" is what the C sample writes, whose scripts may look for it.
        String message = nack.message().isEmpty() ? "(null)" : printable(nack.message());
        return "problem processing incoming msg: Nack received, error message from host: " + message;
    }

    @Override
    public String status(List<Member> members) {
        return members.stream()
                .map(member -> printable(Format.onOneLine(member.json())))
                .collect(Collectors.joining(",", "got server group status response msg: [", "]\n"));
    }

    @Override
    public String link(boolean up, String reason) {
        return "";
    }

    /** Nobody from outside may move the cursor of a terminal, or forge a line. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) && c != '\t') {
                printable.setCharAt(i, '?');
            }
        }
        return printable.toString();
    }
}
