package org.servergroup.host.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Understands an operator's commands: JSON objects such as {@code {"command": "status"}}, answered in JSON; bare words,
 * answered as text, after which the connection ends; and HTTP's GET, answered with metrics. Loop thread only.
 */
final class AdminCommands {
    /**
     * An answer.
     *
     * @param last whether the connection ends with it
     * @param follow whether events are to follow it
     * @param asText whether they are to be text
     */
    record Answer(String text, boolean last, boolean follow, boolean asText) {}

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String USAGE =
            "commands: status, groups, instances, counters, events, follow, doctor, metrics, reconnect INSTANCE";

    private final Operator operator;
    private boolean http;

    AdminCommands(Operator operator) {
        this.operator = operator;
    }

    Answer answer(String line) {
        if (http) {
            return line.isEmpty() ? metricsByHttp() : new Answer("", false, false, false);
        }
        if (line.startsWith("GET ")) {
            http = true;
            return new Answer("", false, false, false);
        }
        if (!line.startsWith("{")) {
            List<String> words = List.of(line.split(" +", 2));
            return answer(words.get(0), words.size() > 1 ? words.get(1) : "", true);
        }
        try {
            JsonNode request = MAPPER.readTree(line);
            return answer(
                    request.path("command").asText(), request.path("instance").asText(), false);
        } catch (JsonProcessingException e) {
            return failure("not JSON", false);
        }
    }

    private Answer answer(String command, String instance, boolean asText) {
        return switch (command) {
            case "metrics" ->
                asText ? new Answer(operator.metrics(), true, false, true) : result(operator.metrics(), false);
            case "follow" -> new Answer("", false, true, asText);
            case "reconnect" ->
                operator.reconnect(instance)
                        ? result(Map.of("reconnected", instance), asText)
                        : failure("there is no connected instance " + instance, asText);
            case "doctor" ->
                asText
                        ? new Answer(AdminText.diagnosis(operator.findings()), true, false, true)
                        : new Answer(AdminText.json(new Snapshot.Report(operator.findings())), false, false, false);
            case "events" -> asText ? events() : result(operator.events().recent(), false);
            default -> {
                Object value = snapshot(command);
                yield value == null ? failure(USAGE, asText) : result(value, asText);
            }
        };
    }

    private @Nullable Object snapshot(String command) {
        return switch (command) {
            case "status" -> operator.status();
            case "groups" -> operator.groups();
            case "instances" -> operator.instances();
            case "counters" -> operator.counts();
            default -> null;
        };
    }

    private Answer events() {
        StringBuilder text = new StringBuilder();
        operator.events().recent().forEach(event -> text.append(AdminText.line(event)));
        return new Answer(text.toString(), true, false, true);
    }

    private static Answer result(Object value, boolean asText) {
        String text = asText ? AdminText.text(value) : AdminText.json(Map.of("result", value));
        return new Answer(text, asText, false, asText);
    }

    private static Answer failure(String why, boolean asText) {
        return new Answer(asText ? why + "\n" : AdminText.json(Map.of("error", why)), asText, false, asText);
    }

    private Answer metricsByHttp() {
        String body = operator.metrics();
        String head = "HTTP/1.0 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: " + body.length()
                + "\r\nConnection: close\r\n\r\n";
        return new Answer(head + body, true, false, true);
    }
}
