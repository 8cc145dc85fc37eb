package org.servergroup.posix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeBufferTest {
    private static final int SIZE = 16;

    private final NativeBuffer buffer = new NativeBuffer(SIZE);

    @AfterEach
    void close() {
        buffer.close();
    }

    @Test
    void shouldCopyToAndFromArrays() {
        buffer.put(3, "abcdef".getBytes(UTF_8), 1, 4);
        byte[] target = "......".getBytes(UTF_8);
        buffer.get(4, target, 2, 3);

        assertThat(new String(target, UTF_8)).isEqualTo("..cde.");
    }

    @Test
    void shouldCopyBuffersOfAllKindsAndLeaveTheirPosition() {
        ByteBuffer heap = ByteBuffer.wrap("-abcd-".getBytes(UTF_8));
        ByteBuffer slice = heap.position(1).limit(5).slice();
        ByteBuffer direct = ByteBuffer.allocateDirect(4).put(slice.duplicate()).flip();

        for (ByteBuffer source : new ByteBuffer[] {heap, slice, slice.asReadOnlyBuffer(), direct}) {
            source.position(source.position() + 1);
            int position = source.position();
            buffer.put(0, new byte[SIZE], 0, SIZE);
            buffer.put(5, source);

            assertThat(text(4, 5)).as("%s", source).isEqualTo("\0bcd\0");
            assertThat(source.position()).isEqualTo(position);
        }
    }

    private String text(int offset, int length) {
        byte[] bytes = new byte[length];
        buffer.get(offset, bytes, 0, length);
        return new String(bytes, UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"-1, 4", "13, 4", "16, 1", "17, 0", "2147483647, 4", "0, 17", "5, -1"})
    void shouldTouchNothingBeyondItsEnds(int offset, int length) {
        byte[] array = new byte[32];

        assertThatThrownBy(() -> buffer.put(offset, array, 0, length)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buffer.get(offset, array, 0, length)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buffer.address(offset, length)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @CsvSource({"-1, 4", "1, 4", "5, 1", "2147483647, 4"})
    void shouldTouchNothingBeyondTheEndsOfAnArray(int from, int length) {
        byte[] array = new byte[4];

        assertThatThrownBy(() -> buffer.put(0, array, from, length)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buffer.get(0, array, from, length)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldBeOfNoUseOnceItIsClosed() {
        buffer.close();
        buffer.close();

        assertThat(buffer.size()).isZero();
        assertThatThrownBy(() -> buffer.put(0, new byte[1], 0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buffer.get(0, new byte[1], 0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buffer.byteAt(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
