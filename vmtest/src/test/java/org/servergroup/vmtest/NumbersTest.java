package org.servergroup.vmtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NumbersTest {
    @Test
    void shouldTellWhatIsMissing() {
        Numbers numbers = Numbers.of(List.of("{\"n\":1}", "other", "got n=2 xyz", "{\"data\":{\"n\":5}}"));

        assertThat(numbers.count()).isEqualTo(3);
        assertThat(numbers.last()).isEqualTo(5);
        assertThat(numbers.missing(1, 7)).containsExactly(3, 4, 6, 7);
        assertThat(numbers.missing(1, 2)).isEmpty();
        assertThat(numbers.disordered()).isEmpty();
    }

    @Test
    void shouldTellWhatCameLateOrTwice() {
        Numbers numbers = Numbers.of(List.of("{\"n\":1}", "{\"n\":3}", "{\"n\":2}", "{\"n\":3}"));

        assertThat(numbers.disordered()).containsExactly(2, 3);
        assertThat(numbers.missing(1, 3)).isEmpty();
    }
}
