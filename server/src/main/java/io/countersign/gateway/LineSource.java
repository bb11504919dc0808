package io.countersign.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads lines of bytes, each of bounded length. Lines end with LF or CR LF. */
final class LineSource {

    /** No instruction is longer; what is longer is no instruction. */
    static final int LONGEST = 64 * 1024;

    private static final int BUFFER = 64 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private byte[] line = new byte[1_024];
    private int at;
    private int end;
    private int length;
    private boolean tooLong;

    LineSource(InputStream in) {
        this.in = in;
    }

    /** Moves to the next line; false at the end. */
    boolean next() throws IOException {
        length = 0;
        tooLong = false;
        boolean some = false;
        while (true) {
            if (at == end) {
                end = in.read(buffer);
                at = 0;
                if (end <= 0) {
                    end = 0;
                    return some;
                }
            }
            some = true;
            int from = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            keep(from);
            if (at < end) {
                at++;
                return true;
            }
        }
    }

    byte[] bytes() {
        return line;
    }

    /** Without the carriage return of the other convention. */
    int length() {
        return length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    }

    boolean isTooLong() {
        return tooLong;
    }

    boolean isBlank() {
        for (int i = 0; i < length; i++) {
            if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
                return false;
            }
        }
        return !tooLong;
    }

    private void keep(int from) {
        int more = at - from;
        if (length + more > LONGEST) {
            tooLong = true;
            return;
        }
        if (length + more > line.length) {
            line = Arrays.copyOf(line, Math.max(line.length * 2, length + more));
        }
        System.arraycopy(buffer, from, line, length, more);
        length += more;
    }
}
