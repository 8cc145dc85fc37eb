package org.servergroup.host.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servergroup.spi.Complaint;

/** Called as its watch would, by this thread. */
class GroupFolderTest {
    @TempDir
    Path where;

    private Map<String, GroupFile.Entry> entries = Map.of();
    private GroupFolder folder;

    @BeforeEach
    void open() throws IOException {
        folder = new GroupFolder(where, next -> entries = next);
    }

    @AfterEach
    void close() {
        folder.close();
    }

    @Test
    void shouldCountABrokenFileAsItLastWas() throws IOException {
        Path web = write("web", "{\"members\": [\"a\"]}");
        folder.scan(where);
        assertThat(groups()).containsExactly("a web");
        assertThat(complaints()).isEmpty();
        write("web", "{\"members\": [\"a\", ");
        folder.touched(where, web);
        folder.scan(where);
        assertThat(groups()).containsExactly("a web");
        assertThat(complaints()).singleElement().asString().contains("is not JSON", "the last good one stays in force");
        write("web", "{\"members\": [\"b\"]}");
        folder.touched(where, web);
        assertThat(groups()).containsExactly("b web");
        assertThat(complaints()).isEmpty();
    }

    @Test
    void shouldIgnoreAFileThatWasNeverGood() throws IOException {
        write("db", "{\"members\": [\"a\"]}");
        Path web = write("web", "{}");
        folder.scan(where);
        assertThat(groups()).containsExactly("a db");
        assertThat(complaints()).singleElement().asString().contains("web.json has no array", "it is ignored");
        Files.delete(web);
        folder.touched(where, web);
        assertThat(complaints()).isEmpty();
    }

    @Test
    void shouldLeaveAMemberOfTwoGroupsInTheFirst() throws IOException {
        Path db = write("db", "{\"members\": [\"a\"]}");
        write("web", "{\"members\": [\"b\", \"a\"]}");
        folder.scan(where);
        assertThat(groups()).containsExactly("a db", "b web");
        assertThat(complaints()).singleElement().asString().contains("a is a member of group db already");
        Files.delete(db);
        folder.touched(where, db);
        assertThat(groups()).containsExactly("b web", "a web");
        assertThat(complaints()).isEmpty();
    }

    @Test
    void shouldHaveNoGroupsWithoutAFolder() throws IOException {
        write("web", "{\"members\": [\"a\"]}");
        folder.scan(where);
        folder.scan(where.resolve("elsewhere"));
        assertThat(groups()).isEmpty();
        assertThat(complaints()).singleElement().asString().contains("is not there, so that nobody is in a group");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(where.resolve(name + ".json"), text);
    }

    private List<String> groups() {
        return entries.values().stream()
                .map(entry -> entry.instance() + " " + entry.group())
                .toList();
    }

    private List<String> complaints() {
        return folder.standing().stream().map(Complaint::text).toList();
    }
}
