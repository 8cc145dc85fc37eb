package org.servergroup.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** A changed configuration of the host side reaches the component that runs, which goes on with the same connections. */
public class HostConfigurationIT extends FrameworkTest {
    private static final long TIMEOUT_MILLIS = 300_000;
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final String HOST = "org.servergroup.host";
    private static final String COMPONENT = "org.servergroup.host.internal.Operated";
    private static final String DIRECTORIES = "org.servergroup.host.spi.GroupDirectory";
    private static final String FILE_DIRECTORY = "(servergroup.directory=file)";

    private Path folder;
    private QueryingGuest guest;

    @Before
    public void start() throws Exception {
        // A short path, because that of a socket must be.
        folder = Files.createTempDirectory(Path.of("/tmp"), "sgt-host-");
        open.push(this::deleteFolder);
        group("before", "two");
        group("after", "three");
        guest = new QueryingGuest(folder.resolve("cgcs.messaging.one.sock"));
        open.push(guest);
        configure("before", Map.of());
        open.push(bundles.startAll(Launched.jarsIn("bundles/host")));
    }

    /** A folder with a group of two: the guest and another one. */
    private void group(String name, String other) throws IOException {
        Path groups = Files.createDirectory(folder.resolve(name));
        Files.writeString(groups.resolve("g.json"), "{\"group\":\"g\",\"members\":[\"one\",\"" + other + "\"]}");
    }

    private void configure(String groups, Map<String, Object> more) throws Exception {
        Map<String, Object> all = new HashMap<>(more);
        all.put("socket_directories", folder.toString());
        all.put("directory", "file");
        all.put("groups_directory", folder.resolve(groups).toString());
        bundles.configure(HOST, all);
    }

    private void deleteFolder() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test(timeout = TIMEOUT_MILLIS)
    public void shouldReachTheComponentThatRuns() throws Exception {
        awaitRows("\"two\"");
        Object component = id(COMPONENT, null);
        Object directory = id(DIRECTORIES, FILE_DIRECTORY);

        configure("after", Map.of());
        awaitRows("\"three\"");
        assertThat(id(DIRECTORIES, FILE_DIRECTORY))
                .as("the directory is another one")
                .isNotEqualTo(directory);

        configure("after", Map.of("status_fields", "hostname"));
        await().atMost(DEADLINE).untilAsserted(this::assertNoDisplayNames);

        // Refused: the last good one stays.
        configure("after", Map.of("max_frame_bytes", 1));
        await().atMost(DEADLINE)
                .until(() -> Integer.valueOf(1).equals(only(COMPONENT, null).getProperty("max_frame_bytes")));
        assertNoDisplayNames();

        configure("before", Map.of());
        awaitRows("\"two\"");
        assertThat(id(COMPONENT, null)).as("the component has stayed").isEqualTo(component);
        assertThat(guest.connections()).isEqualTo(1);
    }

    private void assertNoDisplayNames() throws Exception {
        assertThat(guest.query()).hasSize(2).noneMatch(row -> row.contains("display_name"));
    }

    private void awaitRows(String wanted) {
        await().atMost(DEADLINE).untilAsserted(() -> assertThat(guest.query()).anyMatch(row -> row.contains(wanted)));
    }

    private Object id(String type, @Nullable String filter) throws Exception {
        return only(type, filter).getProperty(Constants.SERVICE_ID);
    }

    private ServiceReference<?> only(String type, @Nullable String filter) throws Exception {
        ServiceReference<?>[] found = context.getAllServiceReferences(type, filter);
        assertThat(found).as("services %s", type).hasSize(1);
        return found[0];
    }
}
