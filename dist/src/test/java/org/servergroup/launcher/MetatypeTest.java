package org.servergroup.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetatypeTest {
    @TempDir
    private Path folder;

    private Metatype described(String xml) throws Exception {
        return Metatype.of(Described.bundle(Files.writeString(folder.resolve("m.xml"), xml)));
    }

    @Test
    void shouldReadWhatABundleSays() throws Exception {
        Metatype metatype = described(Described.XML);
        assertThat(metatype.knows(Described.COMPONENT)).isTrue();
        assertThat(metatype.knows("somebody.else")).isFalse();
        Property size = Objects.requireNonNull(metatype.property(Described.COMPONENT, "size"));
        assertThat(size).isEqualTo(new Property("Integer", false, "1", "100", "10", List.of()));
        Property mode = Objects.requireNonNull(metatype.property(Described.COMPONENT, "mode"));
        assertThat(mode.options()).containsExactly("fast", "safe");
        Property folders = Objects.requireNonNull(metatype.property(Described.COMPONENT, "folders"));
        assertThat(folders.list()).isTrue();
        assertThat(folders.preset()).isNull();
        assertThat(metatype.property(Described.COMPONENT, "sise")).isNull();
        assertThat(metatype.property("somebody.else", "size")).isNull();
    }

    @Test
    void shouldTakeWhatHasBeenParsedBeforeForTheSameBytesOnly() throws Exception {
        Property other = new Property("String", false, null, null, "x", List.of());
        var parsed = Map.of(Described.XML, Map.of(Described.COMPONENT, Map.of("other", other)));
        Path file = folder.resolve("m.xml");
        Metatype same = Metatype.of(parsed, Described.bundle(Files.writeString(file, Described.XML)));
        assertThat(same.property(Described.COMPONENT, "other")).isEqualTo(other);
        assertThat(same.property(Described.COMPONENT, "size")).isNull();
        Metatype changed = Metatype.of(parsed, Described.bundle(Files.writeString(file, Described.XML + " ")));
        assertThat(changed.property(Described.COMPONENT, "other")).isNull();
        assertThat(changed.property(Described.COMPONENT, "size")).isNotNull();
    }

    @Test
    void shouldDoWithoutWhatCannotBeRead() throws Exception {
        for (String xml :
                List.of("", "<MetaData>", "not xml", "<!DOCTYPE x [<!ENTITY e SYSTEM \"/etc/passwd\">]><x/>")) {
            assertThat(described(xml).knows(Described.COMPONENT)).as(xml).isFalse();
        }
        assertThat(Metatype.of().knows(Described.COMPONENT)).isFalse();
    }
}
