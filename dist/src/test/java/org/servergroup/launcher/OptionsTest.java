package org.servergroup.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private final Options options = new Options("program", "Does it.");

    OptionsTest() {
        options.value("--one", "PATH", "one path");
        options.values("--many", "DIR", "many paths");
        options.flag("--flag", "a flag");
        options.addCommon();
    }

    @Test
    void shouldTellWhatWasGiven() throws Failure {
        String[] args = {"--one", "/a", "--many=/b", "--many", "c d", "--flag", "--log-level", "info"};
        assertThat(options.parse(args)).isNull();
        assertThat(options.path("--one")).isEqualTo(Path.of("/a"));
        assertThat(options.paths("--many")).containsExactly(Path.of("/b"), Path.of("c d"));
        assertThat(options.given("--flag")).isTrue();
        assertThat(options.text("--log-level")).isEqualTo("info");
    }

    @Test
    void shouldTellWhatWasNotGiven() throws Failure {
        assertThat(options.parse(new String[0])).isNull();
        assertThat(options.path("--one")).isNull();
        assertThat(options.paths("--many")).isNull();
        assertThat(options.given("--flag")).isFalse();
    }

    @Test
    void shouldGiveHelpWhateverElseThereIs() throws Failure {
        assertThat(options.parse(new String[] {"--help"}))
                .startsWith("Usage: program")
                .contains("--many=DIR");
    }

    @Test
    void shouldRefuseAPathThatNoSocketCanHave() throws Failure {
        options.parse(new String[] {"--one", "/" + "x".repeat(107)});
        assertThatThrownBy(() -> options.socket("--one"))
                .hasMessage("--one: the path of a socket has at most 107 bytes, not 108");
        options.parse(new String[] {"--one", "/" + "x".repeat(106)});
        assertThat(options.socket("--one")).isNotNull();
    }

    @Test
    void shouldGuessWhatWasMeant() {
        assertThatThrownBy(() -> options.parse(new String[] {"--flga"}))
                .hasMessage("there is no option --flga; is it --flag? (try --help)");
        assertThatThrownBy(() -> options.parse(new String[] {"status"}))
                .hasMessage("cannot make sense of status (try --help)");
    }

    @Test
    void shouldRefuseWhatItDoesNotKnowWithOneLine() {
        for (String[] args : List.of(
                new String[] {"--nonsense"}, new String[] {"--one"}, new String[] {"stray"}, new String[] {"--flag=x"
                })) {
            assertThatThrownBy(() -> options.parse(args))
                    .isInstanceOf(Failure.class)
                    .hasMessageEndingWith("(try --help)")
                    .hasMessageNotContaining("\n");
        }
    }
}
