package org.servergroup.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.servergroup.protocol.Bytes.feed;
import static org.servergroup.protocol.Bytes.lines;
import static org.servergroup.protocol.Bytes.text;
import static org.servergroup.protocol.Bytes.utf8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LineFramerTest {
    private final LineFramer framer = new LineFramer(20);

    @Test
    void shouldCutAtNewlines() {
        assertThat(feed(framer, utf8("\none\n\ntwo\nthr"))).containsExactly("one", "two");
        assertThat(feed(framer, utf8("ee\n"))).containsExactly("three");
    }

    @Test
    void shouldFindTheSameLinesWhereverTheStreamIsSplit() {
        String stream = "\n{\"a\":1}\r\n\n\r\n  \n{\"b\":\"é€😀\"}\nthis line is much too long for it\n\n{}\ntorn";
        byte[] bytes = utf8(stream);
        for (int first = 0; first <= bytes.length; first++) {
            for (int second = first; second <= bytes.length; second++) {
                LineFramer split = new LineFramer(20);
                List<String> lines = new ArrayList<>();
                lines.addAll(feed(split, Arrays.copyOfRange(bytes, 0, first)));
                lines.addAll(feed(split, Arrays.copyOfRange(bytes, first, second)));
                lines.addAll(feed(split, Arrays.copyOfRange(bytes, second, bytes.length)));
                assertThat(lines)
                        .as("split at %s and %s", first, second)
                        .containsExactly("{\"a\":1}\r", "{\"b\":\"é€😀\"}", "{}");
                assertThat(split.takeTooLongLines()).isEqualTo(1);
                assertThat(split.takeTooLongBytes()).isEqualTo(33);
                assertThat(split.reset()).isEqualTo(4);
            }
        }
    }

    @Test
    void shouldFindTheSameLinesByteByByte() {
        List<String> lines = new ArrayList<>();
        for (byte b : utf8("\n{\"a\":1}\nthis line is much too long for it\n{}\n")) {
            lines.addAll(feed(framer, new byte[] {b}));
        }
        assertThat(lines).containsExactly("{\"a\":1}", "{}");
        assertThat(framer.takeTooLongLines()).isEqualTo(1);
        assertThat(framer.takeTooLongBytes()).isEqualTo(33);
    }

    @Test
    void shouldTakeALineOfExactlyTheLimit() {
        assertThat(feed(framer, utf8("12345678901234567890\n123456789012345678901\nx\n")))
                .containsExactly("12345678901234567890", "x");
        assertThat(framer.takeTooLongLines()).isEqualTo(1);
        assertThat(framer.takeTooLongBytes()).isEqualTo(21);
        assertThat(framer.takeTooLongLines()).isZero();
        assertThat(framer.takeTooLongBytes()).isZero();
    }

    @Test
    void shouldReturnALineAgainThatWasPutBack() {
        assertThat(text(fed("one\ntwo\n"))).isEqualTo("one");
        framer.unread();
        assertThat(text(next())).isEqualTo("one");
        framer.unread();
        assertThat(lines(framer)).containsExactly("one", "two");
    }

    @Test
    void shouldKeepALineThatWasPutBackWhenMoreIsRead() {
        fed("one\ntw");
        framer.unread();
        assertThat(feed(framer, utf8("o\n"))).containsExactly("one", "two");
    }

    @Test
    void shouldRefuseToPutBackWhatIsNotThere() {
        assertThatThrownBy(framer::unread).isInstanceOf(IllegalStateException.class);
        feed(framer, utf8("one\n"));
        assertThatThrownBy(framer::unread).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldSayHowMuchOfATornLineIsForgotten() {
        feed(framer, utf8("one\ntor"));
        assertThat(framer.reset()).isEqualTo(3);
        assertThat(framer.reset()).isZero();
        assertThat(feed(framer, utf8("two\n"))).containsExactly("two");
    }

    @Test
    void shouldForgetThatALineWasTooLongWhenTheStreamBeginsAnew() {
        feed(framer, utf8("this line is much too long for it"));
        assertThat(framer.reset()).isZero();
        assertThat(feed(framer, utf8("two\n"))).containsExactly("two");
        assertThat(framer.takeTooLongLines()).isEqualTo(1);
    }

    @Test
    void shouldReturnTheSameViewEachTime() {
        ByteBuffer first = fed("one\n");
        assertThat(lines(framer)).isEmpty();
        assertThat(fed("two\n")).isSameAs(first);
    }

    @Test
    void shouldGrowNoFurtherThanALineAndARead() {
        LineFramer big = new LineFramer(100_000);
        byte[] read = new byte[3000];
        Arrays.fill(read, (byte) 'x');
        for (int i = 0; i < 200; i++) {
            assertThat(feed(big, read)).isEmpty();
            assertThat(big.array().length).isLessThanOrEqualTo(103_000);
        }
        assertThat(big.takeTooLongLines()).isEqualTo(1);
        assertThat(feed(big, utf8("\nok\n"))).containsExactly("ok");
        assertThat(big.takeTooLongBytes()).isEqualTo(600_000);
    }

    @Test
    void shouldShrinkWhenBigLinesStayAway() {
        LineFramer big = new LineFramer(100_000);
        assertThat(big.array()).hasSize(8 * 1024);
        assertThat(feed(big, utf8("x".repeat(90_000) + "\n"))).hasSize(1);
        assertThat(big.array().length).isGreaterThan(90_000);
        for (int i = 0; i < 100; i++) {
            assertThat(feed(big, utf8("y".repeat(1000) + "\n"))).hasSize(1);
        }
        assertThat(big.array()).hasSize(8 * 1024);
    }

    @Test
    void shouldKeepItsArrayWhileBigLinesCome() {
        LineFramer big = new LineFramer(100_000);
        feed(big, utf8("x".repeat(90_000) + "\n"));
        byte[] array = big.array();
        for (int i = 0; i < 1000; i++) {
            feed(big, utf8("x".repeat(1000) + (i % 90 == 0 ? "\n" : "")));
        }
        assertThat(big.array()).isSameAs(array);
    }

    @Test
    void shouldRefuseNonsense() {
        assertThatThrownBy(() -> new LineFramer(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> framer.filled(framer.room() + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> framer.filled(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    private ByteBuffer fed(String bytes) {
        byte[] utf8 = utf8(bytes);
        Bytes.fill(framer, utf8);
        return next();
    }

    private ByteBuffer next() {
        return Objects.requireNonNull(framer.next());
    }
}
