package org.servergroup.vmtest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * Accounts for what came over many connections of one port. The port loses what it holds when the host end goes, and tears
 * a line there; so a number may be missing, and a line be torn, where two connections meet, and nowhere else.
 */
final class FlapAccount {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> faults = new ArrayList<>();
    private int connections;
    private int last;
    private int came;
    private int lost;
    private int torn;
    private int mostAtOnce;

    /** Takes what came over one connection. */
    void connection(List<String> lines, String rest) {
        connections++;
        boolean first = true;
        for (String line : lines) {
            if (line.isEmpty()) {
                continue;
            }
            int number = number(line);
            if (number == 0 && first) {
                torn++;
            } else if (number == 0) {
                faults.add("connection " + connections + ": not a message: " + line);
            } else {
                message(number, came == 0 || first);
            }
            first = first && number == 0;
        }
        if (!rest.isEmpty()) {
            torn++;
        }
    }

    private void message(int number, boolean atSeam) {
        int gap = number - last - 1;
        if (gap < 0) {
            faults.add("connection " + connections + ": " + number + " after " + last);
        } else if (gap > 0 && !atSeam) {
            faults.add("connection " + connections + ": " + gap + " missing before " + number);
        } else {
            lost += gap;
            mostAtOnce = Math.max(mostAtOnce, gap);
        }
        came++;
        last = Math.max(last, number);
    }

    private static int number(String line) {
        try {
            return JSON.readTree(line).path("data").path("n").asInt();
        } catch (JsonProcessingException e) {
            return 0;
        }
    }

    /** What is to be said of it. Throws if something was lost or torn where no connection ended. */
    String verdict() {
        NotSeen.unless(faults.isEmpty(), faults.size() + " faults: " + faults.subList(0, Math.min(5, faults.size())));
        return connections - 1 + " flaps under traffic: " + came + " of " + last
                + " messages came, in order and whole; "
                + lost + " lost and " + torn + " torn by the port where connections ended, at most " + mostAtOnce
                + " at once";
    }
}
