package org.servergroup.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servergroup.spi.Complaint;

class LiveConfigurationTest {
    private static final String A = Described.COMPONENT;

    @TempDir
    private Path folder;

    private final StandingComplaints standing = new StandingComplaints();
    private final FakeComponents components = new FakeComponents();
    private Metatype metatype = Metatype.of();
    private Path file = Path.of("/");

    /** Components that refuse what has a mode they do not like. */
    private static final class FakeComponents implements Components {
        final Map<String, Map<String, Object>> handed = new TreeMap<>();
        final List<String> calls = new ArrayList<>();
        String disliked = "";
        boolean broken;

        @Override
        public void update(String component, Map<String, Object> properties) throws IOException {
            if (broken) {
                throw new IOException("no space left");
            }
            calls.add("update " + properties);
            handed.put(component, new TreeMap<>(properties));
        }

        @Override
        public void delete(String component) {
            calls.add("delete");
            handed.remove(component);
        }

        @Override
        public boolean differs(String component, Map<String, Object> properties) {
            return !Checked.same(handed.getOrDefault(component, Map.of()), properties);
        }

        @Override
        public @Nullable String refusal(String component) {
            Object mode = handed.getOrDefault(component, Map.of()).get("mode");
            return disliked.equals(mode) ? mode + " does not go with it" : null;
        }
    }

    @BeforeEach
    void describe() throws IOException {
        metatype = Described.in(folder.resolve("m.xml"));
        file = folder.resolve(A + ".cfg");
    }

    private LiveConfiguration begun(String text) throws Exception {
        Files.writeString(file, text);
        return begun();
    }

    private LiveConfiguration begun() throws Exception {
        return begun(Operator.of(folder));
    }

    private LiveConfiguration begun(Operator operator) throws Exception {
        LiveConfiguration configuration = new LiveConfiguration(() -> metatype, components, operator, standing);
        configuration.begin();
        components.calls.clear();
        return configuration;
    }

    private void change(LiveConfiguration configuration, String text) throws IOException {
        Files.writeString(file, text);
        configuration.changed(file);
    }

    private Map<String, Object> handed() {
        return components.handed.getOrDefault(A, Map.of());
    }

    private void assertComplaint(String text) {
        assertThat(standing.standing()).hasSize(1);
        Complaint complaint = standing.standing().get(0);
        assertThat(complaint.subject()).isEqualTo("configuration");
        assertThat(complaint.text()).startsWith(file.toString()).contains(text);
        assertThat(complaint.advice()).contains("as soon as it is saved");
    }

    private void assertMended() {
        assertThat(standing.standing()).isEmpty();
    }

    @Test
    void shouldHandOutWhatChanges() throws Exception {
        LiveConfiguration configuration = begun("size=7\n");
        assertThat(configuration.has(A)).isTrue();
        assertThat(handed()).isEqualTo(Map.of("size", 7));
        change(configuration, "size=8\nmode=safe\n");
        assertThat(handed()).isEqualTo(Map.of("size", 8, "mode", "safe"));
        configuration.changed(file);
        assertThat(components.calls)
                .as("what is not new is not handed out again")
                .hasSize(1);
        assertMended();
    }

    @Test
    void shouldComplainOfAValueUntilItIsMended() throws Exception {
        LiveConfiguration configuration = begun("size=7\n");
        change(configuration, "size=lots\nmode=safe\n");
        assertThat(handed()).isEqualTo(Map.of("size", 7, "mode", "safe"));
        assertComplaint(": size=lots is refused, it stays at 7: it must be a whole number from 1 to 100");
        configuration.bundlesChanged();
        assertComplaint("size=lots");
        change(configuration, "size=8\nmode=safe\n");
        assertThat(handed()).isEqualTo(Map.of("size", 8, "mode", "safe"));
        assertMended();
    }

    @Test
    void shouldComplainOfANameUntilItIsMended() throws Exception {
        LiveConfiguration configuration = begun("sise=7\n");
        assertComplaint(": there is no property sise");
        change(configuration, "size=7\n");
        assertMended();
    }

    @Test
    void shouldComplainOfABrokenFileAndKeepWhatItSaid() throws Exception {
        LiveConfiguration configuration = begun("size=7\n");
        String broken = "size=8\n\\u00zz\n";
        change(configuration, broken);
        assertThat(components.calls).isEmpty();
        assertThat(standing.standing()).hasSize(1);
        assertThat(standing.standing().get(0).text())
                .startsWith("cannot read " + file)
                .endsWith("; the last good configuration stays");
        assertThat(file).hasContent(broken);
        change(configuration, "size=7\n");
        assertMended();
        change(configuration, "x".repeat(2 << 20));
        assertThat(standing.standing().get(0).text()).contains("it has more than 1048576 bytes");
    }

    @Test
    void shouldLeaveTheLastWordAtTheStartToTheComponent() throws Exception {
        LiveConfiguration configuration = begun("size=lots\n");
        assertThat(handed()).isEqualTo(Map.of("size", "lots"));
        assertMended();
        change(configuration, "size=lots\nmode=safe\n");
        assertThat(handed()).isEqualTo(Map.of("mode", "safe"));
        assertComplaint("size=lots is refused, it stays at 10");
    }

    @Test
    void shouldStartTheAgentWithWhatIsPreset() throws Exception {
        String agent = "org.servergroup.agent";
        String described = Described.XML.replace(A, agent);
        metatype = Metatype.of(Described.bundle(Files.writeString(folder.resolve("agent.xml"), described)));
        file = folder.resolve(agent + ".cfg");
        LiveConfiguration configuration = begun("size=lots\nmode=safe\n");
        assertThat(components.handed).isEqualTo(Map.of(agent, Map.of("mode", "safe")));
        assertComplaint(": size=lots is refused, it stays at 10: it must be a whole number from 1 to 100");
        change(configuration, "mode=safe\n");
        assertMended();
    }

    @Test
    void shouldGiveTheLastGoodBackToAComponentThatRefuses() throws Exception {
        components.disliked = "fast";
        LiveConfiguration configuration = begun("size=7\n");
        change(configuration, "size=7\nmode=fast\n");
        assertThat(handed()).isEqualTo(Map.of("size", 7));
        assertComplaint(" is refused, the last good configuration stays: fast does not go with it");

        components.calls.clear();
        configuration.bundlesChanged();
        assertThat(components.calls)
                .as("not tried again for other bundles' sake")
                .isEmpty();
        assertComplaint("fast does not go with it");

        change(configuration, "size=7\n");
        assertMended();
        change(configuration, "size=7\nmode=fast\n");
        assertComplaint("fast does not go with it");
        components.disliked = "";
        configuration.changed(file);
        assertThat(handed()).isEqualTo(Map.of("size", 7, "mode", "fast"));
        assertMended();
    }

    @Test
    void shouldTakeAwayWhatAComponentRefusesAtFirst() throws Exception {
        components.disliked = "fast";
        LiveConfiguration configuration = begun();
        assertThat(configuration.has(A)).isFalse();
        change(configuration, "mode=fast\n");
        assertThat(components.handed).isEmpty();
        assertComplaint("fast does not go with it");
        Files.delete(file);
        configuration.removed(file);
        assertMended();
    }

    @Test
    void shouldForgetAFileThatHasGone() throws Exception {
        LiveConfiguration configuration = begun("size=7\n");
        change(configuration, "size=lots\n\\u00zz\n");
        assertThat(standing.standing()).isNotEmpty();
        Files.delete(file);
        configuration.changed(file);
        configuration.removed(file);
        assertThat(components.calls).containsExactly("delete");
        assertThat(configuration.has(A)).isFalse();
        assertMended();
    }

    @Test
    void shouldPutOptionsBeforeFiles() throws Exception {
        Files.writeString(file, "size=7\nmode=fast\n");
        Operator operator = Operator.of(folder);
        operator.options().set(A, "size", "9");
        LiveConfiguration configuration = begun(operator);
        assertThat(handed()).isEqualTo(Map.of("size", 9, "mode", "fast"));
        change(configuration, "size=8\nmode=safe\n");
        assertThat(handed()).isEqualTo(Map.of("size", 9, "mode", "safe"));
        Files.delete(file);
        configuration.removed(file);
        assertThat(handed()).isEqualTo(Map.of("size", 9));
    }

    @Test
    void shouldGiveTypesOnceABundleTellsThem() throws Exception {
        Metatype described = metatype;
        metatype = Metatype.of();
        LiveConfiguration configuration = begun("size=7\n");
        assertThat(handed()).isEqualTo(Map.of("size", "7"));
        metatype = described;
        configuration.bundlesChanged();
        assertThat(handed()).isEqualTo(Map.of("size", 7));
        components.calls.clear();
        configuration.bundlesChanged();
        assertThat(components.calls).isEmpty();
    }

    @Test
    void shouldComplainWhileItCannotBeStored() throws Exception {
        LiveConfiguration configuration = begun("size=7\n");
        components.broken = true;
        change(configuration, "size=8\n");
        assertComplaint(" cannot be stored: no space left");
        components.broken = false;
        configuration.bundlesChanged();
        assertThat(handed()).isEqualTo(Map.of("size", 8));
        assertMended();
    }
}
