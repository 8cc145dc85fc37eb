package org.servergroup.bench.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Says what has moved by more than the noise between two measurements: each one's median lies outside what the other's
 * runs have spread over. A benchmark and not a test: what it finds is for people to judge.
 */
public final class Check {
    private final JsonNode before;
    private final JsonNode after;
    private final boolean sameMachine;
    private int compared;
    private int moved;

    private Check(JsonNode before, JsonNode after) {
        this.before = before;
        this.after = after;
        this.sameMachine = before.path("machine")
                        .path("processor")
                        .equals(after.path("machine").path("processor"))
                && before.path("machine")
                        .path("cores")
                        .equals(after.path("machine").path("cores"));
    }

    /** Takes the files of the recorded and of the new measurement. */
    public static void main(String[] words) throws IOException {
        if (words.length != 2) {
            System.err.println("usage: Check RECORDED NEW");
            System.exit(2);
        }
        ObjectMapper json = new ObjectMapper();
        new Check(
                        json.readTree(Files.readString(Path.of(words[0]))),
                        json.readTree(Files.readString(Path.of(words[1]))))
                .run();
    }

    private void run() {
        System.out.println();
        differs("machine", before.path("machine"), after.path("machine"));
        for (Map.Entry<String, JsonNode> java : after.path("java").properties()) {
            run(java.getKey(), before.path("java").path(java.getKey()), java.getValue());
        }
        System.out.println(moved + " of " + compared + " figures have moved by more than the noise");
    }

    private void run(String version, JsonNode old, JsonNode now) {
        if (old.isMissingNode()) {
            System.out.println("nothing is recorded for Java " + version);
            return;
        }
        differs("Java", old.path("name"), now.path("name"));
        differs("quick", old.path("quick"), now.path("quick"));
        for (Map.Entry<String, JsonNode> row : now.path("rows").properties()) {
            for (Map.Entry<String, JsonNode> metric : row.getValue().properties()) {
                compare(version, old.path("rows").path(row.getKey()).path(metric.getKey()), metric.getValue());
            }
        }
    }

    private static void differs(String what, JsonNode before, JsonNode after) {
        if (!before.equals(after)) {
            System.out.println(what + " differs: recorded " + before + ", now " + after);
        }
    }

    private void compare(String version, JsonNode old, JsonNode now) {
        String what = "Java " + version + ", " + now.path("label").asText();
        if (old.isMissingNode()) {
            System.out.println("new:    " + what);
            return;
        }
        if (!sameMachine && !now.path("relative").asBoolean()) {
            return;
        }
        compared++;
        Spread was = spread(old);
        Spread is = spread(now);
        if (was.contains(is.median()) || is.contains(was.median())) {
            return;
        }
        moved++;
        boolean better =
                is.median() > was.median() == now.path("higher_is_better").asBoolean();
        System.out.println((better ? "better: " : "WORSE:  ") + what + " "
                + Metric.number(was.median()) + " → " + Metric.number(is.median()) + " "
                + now.path("unit").asText() + " (" + was + " → " + is + ")");
    }

    private static Spread spread(JsonNode node) {
        return new Spread(
                node.path("min").asDouble(),
                node.path("median").asDouble(),
                node.path("max").asDouble());
    }
}
