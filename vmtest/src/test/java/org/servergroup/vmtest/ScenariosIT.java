package org.servergroup.vmtest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Plays all scenarios; run by {@code mvn -Pvmtest verify}. */
class ScenariosIT {
    @Test
    void shouldPassEveryScenario() throws Exception {
        assertThat(Main.run(new String[0])).isZero();
    }
}
