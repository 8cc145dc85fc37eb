package org.servergroup.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.servergroup.spi.Complaint;

class StandingComplaintsTest {
    private static Complaint complaint(String text) {
        return new Complaint("bundle", text, "");
    }

    @Test
    void shouldStandUntilTheyAreReplaced() {
        StandingComplaints standing = new StandingComplaints();
        standing.replace("b", List.of(complaint("1"), complaint("2")));
        standing.replace("a", List.of(complaint("3")));
        assertThat(standing.standing()).extracting(Complaint::text).containsExactly("3", "1", "2");
        standing.replace("b", List.of(complaint("4")));
        standing.replace("a", List.of());
        standing.replace("never", List.of());
        assertThat(standing.standing()).containsExactly(complaint("4"));
    }

    @Test
    void shouldSayWhatTheyAreAbout() {
        assertThatThrownBy(() -> new Complaint(" ", "text", "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> complaint("")).isInstanceOf(IllegalArgumentException.class);
    }
}
