package org.servergroup.sample.internal;

import java.util.List;
import org.servergroup.Broadcast;
import org.servergroup.Member;
import org.servergroup.Nack;
import org.servergroup.Notification;

/** How what arrives is written: one line each, or a line and an empty one. */
public sealed interface Format permits TextFormat, JsonFormat {
    /** A text from another member. */
    String broadcast(Broadcast broadcast);

    /** A change of state of another member. */
    String notification(Notification notification);

    /** A message that was refused or dropped. */
    String nack(Nack nack);

    /** The answer to a status query. */
    String status(List<Member> members);

    /** Whether messages can get through; empty if that is not to be written. */
    String link(boolean up, String reason);

    /** JSON on one line: a raw newline can stand only between its tokens. */
    static String onOneLine(String json) {
        return json.replace('\n', ' ').replace('\r', ' ');
    }
}
