package org.servergroup.agent.internal.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.Test;
import org.osgi.util.promise.Promise;
import org.osgi.util.promise.Promises;
import org.servergroup.Member;
import org.servergroup.ServerGroup;
import org.servergroup.spi.Complaint;

class CommandsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final FakeGroup group = new FakeGroup();
    private final Commands commands = new Commands(() -> Sample.HEALTHY, group);

    private static final class FakeGroup implements ServerGroup {
        final List<String> broadcasts = new ArrayList<>();

        @Override
        public void broadcast(String text) {
            broadcasts.add(text);
        }

        @Override
        public Promise<List<Member>> status() {
            return Promises.resolved(List.of(new Member(
                    "instance-1",
                    "id-1",
                    "web\nforged",
                    "h",
                    "active",
                    "",
                    "",
                    "",
                    "",
                    null,
                    null,
                    null,
                    "",
                    "",
                    "",
                    "",
                    "{}")));
        }
    }

    private static JsonNode json(String text) throws Exception {
        assertThat(text).endsWith("}\n").hasLineCount(1);
        return MAPPER.readTree(text);
    }

    @Test
    void shouldTellTheStatus() throws Exception {
        assertThat(commands.status()).contains("link: up\n", "listening: cgcs.messaging\n", "reason: -\n");
        JsonNode status = json(commands.status("--json"));
        assertThat(status.path("link").asText()).isEqualTo("up");
        Commands complaining =
                new Commands(() -> Sample.complaints(new Complaint("bundle", "no good", "mend\nit")), group);
        assertThat(json(complaining.status("--json")).path("findings").asInt()).isPositive();
        assertThat(complaining.doctor()).contains("warning: bundle: no good\n  -> mend?it\n");
        assertThat(status.path("queue").path("oldest_ms").asLong(-1)).isZero();
        assertThat(status.path("listening").get(0).asText()).isEqualTo("cgcs.messaging");
    }

    @Test
    void shouldTellLinksAndPeersAsTables() throws Exception {
        assertThat(commands.links().lines()).first().asString().startsWith("TRANSPORT  TARGET");
        assertThat(commands.peers()).contains("cgcs.server_grp  5     500");
        assertThat(MAPPER.readTree(commands.peers("--json"))
                        .get(0)
                        .path("received_bytes")
                        .asLong())
                .isEqualTo(700);
        assertThat(MAPPER.readTree(commands.links("--json"))
                        .get(0)
                        .path("state")
                        .asText())
                .isEqualTo("up");
    }

    @Test
    void shouldTellCounters() throws Exception {
        Commands losing =
                new Commands(() -> Sample.drops(new Snapshot.Drop("to_host", "not_json", 3, 30, true, "")), group);
        assertThat(losing.counters()).contains("  from_apps: messages 5, bytes 500\n", "not_json: messages 3");
        assertThat(json(losing.counters("--json"))
                        .at("/dropped/to_host/not_json/messages")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void shouldTellWhatIsWrong() throws Exception {
        Commands down = new Commands(Sample::ways, group);
        assertThat(down.doctor()).startsWith("not healthy\nerror: port: there is no transport to the host\n  -> ");
        JsonNode report = json(down.doctor("--json"));
        assertThat(report.path("healthy").asBoolean(true)).isFalse();
        assertThat(report.at("/findings/0/subject").asText()).isEqualTo("port");
    }

    @Test
    void shouldBroadcastAndShowTheGroupWithoutForgedLines() throws Exception {
        assertThat(commands.broadcast("hello", "world")).contains("accepted");
        assertThat(commands.broadcast("--", "--json")).contains("accepted");
        assertThat(group.broadcasts).containsExactly("hello world", "--json");
        assertThat(commands.group())
                .contains("instance-1")
                .contains("web?forged")
                .hasLineCount(2);
        assertThat(MAPPER.readTree(commands.group("--json"))
                        .get(0)
                        .path("state")
                        .asText())
                .isEqualTo("active");
    }

    @Test
    void shouldSetTheLogLevelOfThePlatform() throws Exception {
        assertThat(commands.loglevel("debug")).isEqualTo("level: debug\n");
        assertThat(json(commands.loglevel("--json")).path("level").asText()).isEqualTo("debug");
        assertThat(commands.loglevel("INFO")).isEqualTo("level: info\n");
        assertThatThrownBy(() -> commands.loglevel("loud")).hasMessageContaining("there is no level loud");
    }

    @Test
    void shouldRefuseWordsThatMakeNoSense() {
        assertThatThrownBy(() -> commands.status("now")).hasMessage("sg:status does not take now");
        assertThatThrownBy(() -> commands.status("--xml")).hasMessage("sg:status has no option --xml");
        assertThatThrownBy(() -> commands.broadcast()).hasMessage("sg:broadcast needs a word more");
    }

    @Test
    void shouldWorkInGogo() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        ThreadIOImpl io = new ThreadIOImpl();
        io.start();
        CommandProcessorImpl gogo = new CommandProcessorImpl(io);
        try (CommandSession session = gogo.createSession(new ByteArrayInputStream(new byte[0]), out, out)) {
            for (String function : List.of("status", "peers", "broadcast")) {
                gogo.addCommand("sg", commands, function);
            }
            assertThat(session.execute("sg:status --json")).asString().startsWith("{\"link\":\"up\"");
            assertThat(session.execute("sg:peers")).asString().contains("cgcs.server_grp");
            session.execute("sg:broadcast 'to all'");
            assertThat(group.broadcasts).containsExactly("to all");
        } finally {
            gogo.stop();
            io.stop();
        }
    }
}
