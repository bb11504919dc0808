package io.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineSourceTest {

    @Test
    void readsLinesOfBothConventionsAndTheLastOneWithoutItsEnd() throws IOException {
        assertThat(lines("one\ntwo\r\n\nthree")).containsExactly("one", "two", "", "three");
        assertThat(lines("")).isEmpty();
        assertThat(lines("\n")).containsExactly("");
    }

    @Test
    void readsLinesThatAreLongerThanItsBuffer() throws IOException {
        String sixty = "x".repeat(60_000);
        assertThat(lines(sixty + "\n" + sixty + "\nend")).containsExactly(sixty, sixty, "end");
    }

    /** A line of three gigabytes would not fit into the memory of the tests. */
    @Test
    void keepsNoMoreOfALineThanAnInstructionCanHave() throws IOException {
        LineSource source = new LineSource(new Endless(3L * 1024 * 1024 * 1024));
        assertThat(source.next()).isTrue();
        assertThat(source.isTooLong()).isTrue();
        assertThat(source.bytes().length).isLessThanOrEqualTo(2 * LineSource.LONGEST);
        assertThat(source.next()).isFalse();
    }

    private static List<String> lines(String text) throws IOException {
        LineSource source = new LineSource(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        List<String> lines = new ArrayList<>();
        while (source.next()) {
            lines.add(new String(source.bytes(), 0, source.length(), StandardCharsets.UTF_8));
        }
        return lines;
    }

    /** So many bytes of one line, without having them. */
    private static final class Endless extends InputStream {
        private long left;

        Endless(long size) {
            this.left = size;
        }

        @Override
        public int read() {
            return left-- > 0 ? 'x' : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int some = (int) Math.min(left, length);
            java.util.Arrays.fill(into, offset, offset + some, (byte) 'x');
            left -= some;
            return some;
        }
    }
}
