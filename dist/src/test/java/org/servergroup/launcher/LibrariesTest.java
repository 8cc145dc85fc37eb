package org.servergroup.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibrariesTest {
    @TempDir
    private Path folder;

    @Test
    void shouldTellPackagesWithVersionsAndWithoutUses() throws Exception {
        Path one = TestJar.write(
                folder.resolve("one.jar"),
                Map.of(
                        "Bundle-SymbolicName",
                        "one;singleton:=true",
                        "Export-Package",
                        "a;uses:=\"b,c\";version=\"1.2\",b;version=\"1.2\";uses:=a,c;uses:=\"a\""));
        Path two = TestJar.write(folder.resolve("two.jar"), Map.of("Export-Package", "d;uses:=c;version=3"));
        Path three = TestJar.write(folder.resolve("three.jar"), Map.of("Bundle-SymbolicName", "three"));

        Libraries libraries = Libraries.of(List.of(one, two, three));

        assertThat(libraries.packages()).isEqualTo("a;version=\"1.2\",b;version=\"1.2\",c,d;version=3");
        assertThat(libraries.names()).containsExactlyInAnyOrder("one", "three");
    }

    @Test
    void shouldSayWhichOneCannotBeRead() throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.jar"), "no jar");

        assertThatThrownBy(() -> Libraries.of(List.of(broken)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("broken.jar");
    }
}
