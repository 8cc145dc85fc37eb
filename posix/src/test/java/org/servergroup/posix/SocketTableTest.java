package org.servergroup.posix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.servergroup.posix.SocketTable.Row;

class SocketTableTest {
    private static final String HEADING = "Num       RefCount Protocol Flags    Type St Inode Path\n";
    private static final String SOCKET = "0000000000000000: 00000002 00000000 00000000 0002 01 ";
    private static final String TABLE =
            HEADING + SOCKET + "   7 @one\n" + SOCKET + "8\n" + SOCKET + "99999 /run/two three\n";

    private static SocketTable read(String text, int maxBytes, int maxRows) throws IOException {
        return SocketTable.read(new ByteArrayInputStream(text.getBytes(ISO_8859_1)), maxBytes, maxRows);
    }

    @Test
    void shouldListSocketsThatHaveName() throws IOException {
        SocketTable table = read(TABLE, 1000, 1000);
        assertThat(table.isWhole()).isTrue();
        assertThat(table.rows()).containsExactly(new Row("7", "@one"), new Row("99999", "/run/two three"));
        assertThat(table.rows()).extracting(Row::isAbstract).containsExactly(true, false);
    }

    @Test
    void shouldTellThatThereIsMoreThanItLooksAt() throws IOException {
        assertThat(read(TABLE, TABLE.length(), 3).isWhole()).isTrue();

        SocketTable ofBytes = read(TABLE, TABLE.length() - 1, 3);
        assertThat(ofBytes.isWhole()).isFalse();
        assertThat(ofBytes.rows()).containsExactly(new Row("7", "@one"));

        SocketTable ofRows = read(TABLE, 1000, 2);
        assertThat(ofRows.isWhole()).isFalse();
        assertThat(ofRows.rows()).containsExactly(new Row("7", "@one"));
    }

    @Test
    void shouldLeaveOutWhatIsNoSocket() throws IOException {
        assertThat(read(HEADING + "a name\nof two lines 2 3 4 5 6 7\n", 1000, 1000)
                        .rows())
                .isEmpty();
    }

    @Test
    void shouldCompareNamesByTheirBytes() {
        Row row = new Row("7", new String("@füür@".getBytes(UTF_8), ISO_8859_1));
        assertThat(row.isNamed("@füür\0")).isTrue();
        assertThat(row.isNamed("@füür")).isFalse();
    }
}
