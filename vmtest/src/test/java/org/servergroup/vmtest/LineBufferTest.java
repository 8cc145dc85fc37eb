package org.servergroup.vmtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineBufferTest {
    private static final byte[] BYTES = "one\n\ntwo\r\nthré\nrest".getBytes(StandardCharsets.UTF_8);

    @Test
    void shouldCutLinesSplitAtEveryByte() {
        for (int cut = 0; cut <= BYTES.length; cut++) {
            List<String> lines = new ArrayList<>();
            LineBuffer buffer = new LineBuffer(lines::add);
            byte[] tail = java.util.Arrays.copyOfRange(BYTES, cut, BYTES.length);
            buffer.add(BYTES, cut);
            buffer.add(tail, tail.length);

            assertThat(lines).containsExactly("one", "", "two", "thré");
            assertThat(buffer.rest()).isEqualTo("rest");
        }
    }
}
