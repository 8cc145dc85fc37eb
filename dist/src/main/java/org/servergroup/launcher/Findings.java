package org.servergroup.launcher;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.ArrayList;
import java.util.List;

/** What a doctor found without an agent or a host side to ask; told in the same form as these tell it. */
final class Findings {
    private record Finding(String severity, String subject, String text, String advice) {}

    private final List<Finding> all = new ArrayList<>();

    void error(String subject, String text, String advice) {
        all.add(new Finding("error", subject, text, advice));
    }

    void note(String subject, String text) {
        all.add(new Finding("note", subject, text, ""));
    }

    String text() {
        StringBuilder text = new StringBuilder("not healthy\n");
        for (Finding finding : all) {
            text.append(finding.severity()).append(": ").append(finding.subject());
            text.append(": ").append(finding.text()).append('\n');
            if (!finding.advice().isEmpty()) {
                text.append("  -> ").append(finding.advice()).append('\n');
            }
        }
        return text.toString();
    }

    String json() {
        StringBuilder json = new StringBuilder("{\"healthy\":false,\"findings\":[");
        for (Finding finding : all) {
            json.append(json.charAt(json.length() - 1) == '[' ? "" : ",");
            json.append("{\"severity\":").append(quoted(finding.severity()));
            json.append(",\"subject\":").append(quoted(finding.subject()));
            json.append(",\"text\":").append(quoted(finding.text()));
            json.append(",\"advice\":").append(quoted(finding.advice())).append('}');
        }
        return json.append("]}\n").toString();
    }

    /** A text as JSON has it. */
    static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
