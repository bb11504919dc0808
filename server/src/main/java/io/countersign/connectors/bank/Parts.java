package io.countersign.connectors.bank;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The bytes of a file that is stored in parts, one part in memory at a time. */
final class Parts extends InputStream {

    private final IntFunction<@Nullable InputStream> parts;
    private int part;
    private @Nullable InputStream current;

    /** @param parts the part of a number, from 0; null after the last one */
    Parts(IntFunction<@Nullable InputStream> parts) {
        this.parts = parts;
        this.current = parts.apply(part++);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int from, int most) throws IOException {
        while (current != null) {
            int n = current.read(buffer, from, most);
            if (n >= 0) {
                return n;
            }
            current = parts.apply(part++);
        }
        return -1;
    }
}
