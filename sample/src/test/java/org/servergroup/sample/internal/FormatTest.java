package org.servergroup.sample.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.servergroup.Broadcast;
import org.servergroup.Nack;
import org.servergroup.Notification;

class FormatTest {
    private final Format text = new TextFormat();
    private final Format json = new JsonFormat();

    private static JsonNode parsed(String line) throws Exception {
        assertThat(line).doesNotContain("\n", "\r");
        return new ObjectMapper().readTree(line);
    }

    @Test
    void shouldCountBytesAndNotCharacters() {
        assertThat(text.broadcast(new Broadcast("i", "\u00fc\u20ac")))
                .isEqualTo("got server group broadcast msg: len: 5, sinstance: i, msg: \u00fc\u20ac\n");
    }

    @Test
    void shouldLetNobodyForgeALineOrMoveTheCursor() {
        assertThat(text.broadcast(new Broadcast("i\n", "a\nb\u001b[2J\tc\u009b")))
                .isEqualTo("got server group broadcast msg: len: 11, sinstance: i?, msg: a?b?[2J\tc?\n");
        assertThat(text.nack(new Nack("x", "a\r\nb"))).endsWith("a??b");
    }

    @Test
    void shouldQuoteAnyTextForMachines() throws Exception {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 0x2100; c++) {
            all.append(c);
        }
        all.append("\uD83D\uDE00\uD83D");
        JsonNode broadcast = parsed(json.broadcast(new Broadcast("\"\\", all.toString())));
        assertThat(broadcast.get("message").textValue()).isEqualTo(all.toString());
        assertThat(broadcast.get("source_instance").textValue()).isEqualTo("\"\\");
        JsonNode nack = parsed(json.nack(new Nack("broadcast", "a\nb")));
        assertThat(nack.get("message").textValue()).isEqualTo("a\nb");
        assertThat(nack.get("original_type").textValue()).isEqualTo("broadcast");
    }

    @Test
    void shouldKeepJsonOnOneLine() throws Exception {
        Notification notification = new Notification("", "", "", null, "{\r\n \"n\" : 1.0\n}");
        assertThat(json.notification(notification)).endsWith(":{   \"n\" : 1.0 }}");
        assertThat(parsed(json.notification(notification)).get("type").textValue())
                .isEqualTo("notification");
        assertThat(text.notification(notification)).endsWith("msg: {   \"n\" : 1.0 }\n");
        assertThat(parsed(json.status(List.of())).get("members")).isEmpty();
    }

    @Test
    void shouldTellTheLinkOnceItHasBeenUp() throws Exception {
        List<String> lines = new ArrayList<>();
        Printer printer = new Printer(json, lines::add);
        printer.linkDown("not yet");
        printer.linkUp();
        printer.linkDown("gone");
        assertThat(lines).hasSize(2);
        assertThat(parsed(lines.get(1)).get("reason").textValue()).isEqualTo("gone");
        Printer silent = new Printer(text, lines::add);
        silent.linkUp();
        assertThat(lines).hasSize(2);
    }
}
