package org.servergroup.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SimilarTest {
    private static final List<String> NAMES = List.of("max_queued_bytes", "max_queued_age_ms", "address");

    @Test
    void shouldGuessWhatWasMeant() {
        assertThat(Similar.to("max_queued_byte", NAMES)).isEqualTo("max_queued_bytes");
        assertThat(Similar.to("max-queued-age-ms", NAMES)).isEqualTo("max_queued_age_ms");
        assertThat(Similar.to("adress", NAMES)).isEqualTo("address");
    }

    @Test
    void shouldNotGuessWhatIsTooDifferent() {
        assertThat(Similar.to("device", NAMES)).isNull();
        assertThat(Similar.to("", NAMES)).isNull();
        assertThat(Similar.to("x".repeat(100_000), NAMES)).isNull();
    }
}
