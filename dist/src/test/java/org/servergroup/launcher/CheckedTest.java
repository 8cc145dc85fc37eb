package org.servergroup.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckedTest {
    @TempDir
    private Path folder;

    private Metatype metatype = Metatype.of();

    @BeforeEach
    void describe() throws IOException {
        metatype = Described.in(folder.resolve("m.xml"));
    }

    private Checked check(Map<String, String> wanted, Map<String, String> last) {
        return Checked.of(Described.COMPONENT, wanted, last, metatype);
    }

    private String refusal(String name, String value, Map<String, String> last) {
        Checked checked = check(Map.of(name, value), last);
        assertThat(checked.refused()).hasSize(1);
        return checked.refused().get(0).line();
    }

    @Test
    void shouldGiveTheComponentTypedValues() {
        Checked checked = check(Map.of("size", "7", "folders", "/a,/b", "mode", "safe"), Map.of());
        assertThat(checked.typed()).containsEntry("size", 7).containsEntry("mode", "safe");
        assertThat(checked.typed().get("folders")).isEqualTo(new String[] {"/a", "/b"});
        assertThat(checked.refused()).isEmpty();
        assertThat(checked.unknown()).isEmpty();
    }

    @Test
    void shouldKeepTheLastGoodOfWhatCannotBeAndTakeTheRest() {
        Checked checked = check(Map.of("size", "lots", "mode", "safe"), Map.of("size", "8"));
        assertThat(checked.accepted()).isEqualTo(Map.of("size", "8", "mode", "safe"));
        assertThat(checked.typed()).isEqualTo(Map.of("size", 8, "mode", "safe"));
    }

    @Test
    void shouldSayWhatWasRefusedWhyAndWhatItIsInstead() {
        assertThat(refusal("size", "lots", Map.of("size", "8")))
                .isEqualTo("size=lots is refused, it stays at 8: it must be a whole number from 1 to 100");
        assertThat(refusal("size", "0", Map.of())).contains("it stays at 10: ");
        assertThat(refusal("mode", "slow", Map.of())).contains("must be one of fast, safe");
        assertThat(refusal("host.target", "(virtio", Map.of()))
                .isEqualTo("host.target=(virtio is refused, it stays at what it is: it must be a filter, such as"
                        + " (servergroup.transport=virtio)");
        assertThat(refusal("service.ranking", "best", Map.of())).contains("it stays at 0: it must be a whole number");
        assertThat(refusal("size", "9".repeat(100_000), Map.of())).hasSizeLessThan(300);
    }

    @Test
    void shouldTellNamesThatNobodyKnows() {
        assertThat(check(Map.of("sise", "7"), Map.of()).unknown())
                .containsExactly("there is no property sise; is it size?");
        assertThat(check(Map.of("service.ranking", "7", "x.target", "(a=b)"), Map.of())
                        .unknown())
                .isEmpty();
        Checked undescribed = Checked.of("somebody.else", Map.of("anything", "7"), Map.of(), metatype);
        assertThat(undescribed.unknown()).isEmpty();
        assertThat(undescribed.typed()).isEqualTo(Map.of("anything", "7"));
    }

    @Test
    void shouldTellChangesInWords() {
        Checked checked = check(Map.of("size", "7", "mode", "safe"), Map.of());
        assertThat(checked.changesFrom(null)).isEqualTo("mode=safe, size=7");
        assertThat(checked.changesFrom(Map.of("size", "7", "folders", "/a"))).isEqualTo("mode=safe, folders as preset");
        assertThat(check(Map.of(), Map.of()).changesFrom(Map.of())).isEqualTo("nothing is set");
        assertThat(checked.changesFrom(checked.accepted())).isEqualTo("nothing has changed");
    }

    @Test
    void shouldCompareWithTheTypes() {
        Map<String, String> wanted = Map.of("size", "7", "folders", "/a,/b");
        assertThat(check(wanted, Map.of()).sameAs(check(wanted, Map.of()))).isTrue();
        Checked untyped = Checked.of(Described.COMPONENT, wanted, Map.of(), Metatype.of());
        assertThat(check(wanted, Map.of()).sameAs(untyped)).isFalse();
        assertThat(Checked.same(Map.of("size", 7), Map.of())).isFalse();
    }
}
