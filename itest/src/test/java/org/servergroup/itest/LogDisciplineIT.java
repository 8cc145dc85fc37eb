package org.servergroup.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.servergroup.itest.Launched.DEADLINE;

import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servergroup.itest.scenario.Program;

/** The log tells changes of state, and losses in sum; never each message. */
class LogDisciplineIT {
    private static final int MESSAGES = 1000;
    private static final int EXPECTED_LINES = 12;

    @TempDir
    private Path folder;

    private static String broadcast(int number) {
        return "{\"version\":2,\"dest_addr\":\"cgcs.server_grp\",\"source_addr\":\"cgcs.server_grp\","
                + "\"data\":{\"version\":2,\"msg_type\":\"broadcast\",\"source_instance\":\"instance-00000002\","
                + "\"data\":\"number " + number + "\"}}\n";
    }

    @Test
    void shouldWriteAFewLinesForThousandsOfMessages() throws Exception {
        String namespace = Launched.uniqueAddress() + ".";
        Path work = folder.resolve("work");
        Path port = folder.resolve("port.sock");
        try (Program agent = Launched.start(
                "servergroup-agent",
                "--work",
                work.toString(),
                "--namespace",
                namespace,
                "--host-socket",
                port.toString(),
                "--listen",
                "--log-level",
                "info")) {
            agent.await("the agent listens", line -> line.contains("listening on"), DEADLINE);
            try (Shell shell = Shell.connect(Shell.socket(work, namespace + "cgcs.messaging"));
                    SocketChannel host = Launched.connect(port);
                    Program app = Launched.start("server_group_app", "--namespace", namespace)) {
                Launched.awaitBound(namespace + "cgcs.server_grp", app.process());
                for (int i = 0; i < MESSAGES; i++) {
                    Launched.write(host, broadcast(i) + "{\"torn\":\"half of a mess\n");
                }
                app.await("the last good message", line -> line.endsWith("number " + (MESSAGES - 1)), DEADLINE);
                shell.awaitAnswer("sg:counters --json", "\"not_json\":{\"messages\":" + MESSAGES + ",");
            }
            List<String> lines = agent.lines();
            assertThat(lines).hasSizeLessThanOrEqualTo(EXPECTED_LINES);
            assertThat(lines).filteredOn(line -> line.contains("not_json")).hasSize(1);
            assertThat(lines).filteredOn(line -> line.contains("WARN")).hasSizeLessThanOrEqualTo(3);
            assertThat(lines).noneMatch(line -> line.contains("number ") || line.contains("half of a mess"));
        }
    }
}
