package io.countersign.connectors.bank;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Bounds what the XML parser must hold at once: a tag, comment or instruction may have at most {@value #MOST} bytes. The
 * parser keeps a whole tag in memory, so that a tag of hundreds of megabytes would be an attack.
 */
final class MarkupGuard extends FilterInputStream {

    private static final int MOST = 1 << 20;

    private enum Place {
        TEXT,
        TAG,
        DECLARATION,
        DOUBLE_QUOTED,
        SINGLE_QUOTED
    }

    private Place place = Place.TEXT;
    private int length;

    MarkupGuard(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        if (b >= 0) {
            watch(b);
        }
        return b;
    }

    @Override
    public int read(byte[] buffer, int from, int most) throws IOException {
        int n = super.read(buffer, from, most);
        for (int i = 0; i < n; i++) {
            watch(buffer[from + i]);
        }
        return n;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void watch(int b) throws IOException {
        if (place == Place.TEXT) {
            if (b == '<') {
                place = Place.TAG;
                length = 0;
            }
            return;
        }
        if (++length > MOST) {
            throw new IOException("a tag has more than %d bytes".formatted(MOST));
        }
        switch (place) {
            case TAG -> tag(b);
            case DECLARATION -> leaveOn(b, '>', Place.TEXT);
            case DOUBLE_QUOTED -> leaveOn(b, '"', Place.TAG);
            case SINGLE_QUOTED -> leaveOn(b, '\'', Place.TAG);
            case TEXT -> {}
        }
    }

    private void tag(int b) {
        if (b == '>') {
            place = Place.TEXT;
        } else if (b == '"') {
            place = Place.DOUBLE_QUOTED;
        } else if (b == '\'') {
            place = Place.SINGLE_QUOTED;
        } else if (length == 1 && (b == '!' || b == '?')) {
            place = Place.DECLARATION;
        }
    }

    private void leaveOn(int b, char sign, Place next) {
        if (b == sign) {
            place = next;
        }
    }
}
