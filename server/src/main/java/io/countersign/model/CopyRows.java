package io.countersign.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the text format of PostgreSQL's {@code COPY ... FROM STDIN}, gathered until they are worth sending. A field is
 * what its {@code toString} says; null is null.
 */
public final class CopyRows {

    private static final byte[] NULL = {'\\', 'N'};

    private byte[] bytes;
    private int size;
    private boolean begun;

    /** @param expected how many bytes they will be; more are possible */
    public CopyRows(int expected) {
        this.bytes = new byte[expected];
    }

    /** The next field of the row. */
    public CopyRows field(@Nullable Object value) {
        byte[] utf8 = value == null ? NULL : value.toString().getBytes(StandardCharsets.UTF_8);
        room(2 * utf8.length + 2);
        if (begun) {
            bytes[size++] = '\t';
        }
        begun = true;
        if (value == null) {
            put(utf8);
        } else {
            escape(utf8);
        }
        return this;
    }

    /** Ends the row. */
    public void end() {
        room(1);
        bytes[size++] = '\n';
        begun = false;
    }

    public int size() {
        return size;
    }

    /** What was gathered; afterwards there is nothing. */
    public byte[] take() {
        byte[] all = Arrays.copyOf(bytes, size);
        size = 0;
        return all;
    }

    /** What stands for itself in the format has an ASCII code, so that the bytes of other characters never look like it. */
    private void escape(byte[] utf8) {
        for (byte b : utf8) {
            byte code = switch (b) {
                case '\\' -> '\\';
                case '\t' -> 't';
                case '\n' -> 'n';
                case '\r' -> 'r';
                default -> 0;
            };
            if (code == 0) {
                bytes[size++] = b;
            } else {
                bytes[size++] = '\\';
                bytes[size++] = code;
            }
        }
    }

    private void put(byte[] some) {
        System.arraycopy(some, 0, bytes, size, some.length);
        size += some.length;
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
        }
    }
}
