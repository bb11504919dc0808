package io.countersign.connectors.bank;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a text file, one in memory at a time, with their numbers from 1. Lines end with LF, CRLF or CR. Each line is
 * UTF-8 if it can be, and windows-1252 (which holds ISO 8859-1) otherwise.
 */
final class SourceLines {

    /** The longest line of a known format has 1,024 characters; a file made by a bank never comes near this. */
    static final int LONGEST = 65_536;

    private static final Charset OLD = Charset.forName("windows-1252");
    /** SOH, STX and ETX, which frame messages on a line, and the end of a file of DOS. */
    private static final String FRAMES = "\u0001\u0002\u0003\u001a";

    private final InputStream in;
    private final Oddities oddities;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    private int number;
    private int pending = -2;
    private boolean oldTold;
    private @Nullable String ahead;
    private boolean aheadKnown;

    SourceLines(InputStream in, Oddities oddities) {
        this.in = new BufferedInputStream(in, 1 << 16);
        this.oddities = oddities;
    }

    /** The number of the line that {@link #next} answered last. */
    int number() {
        return aheadKnown && ahead != null ? number - 1 : number;
    }

    /** The next line without its end; null after the last. */
    @Nullable
    String next() {
        if (aheadKnown) {
            aheadKnown = false;
            return ahead;
        }
        return read();
    }

    /** The next line, which stays the next one. */
    @Nullable
    String peek() {
        if (!aheadKnown) {
            ahead = read();
            aheadKnown = true;
        }
        return ahead;
    }

    private @Nullable String read() {
        bytes.reset();
        int c = one();
        if (c < 0) {
            return null;
        }
        number++;
        while (c >= 0 && c != '\n' && c != '\r') {
            take(c);
            c = one();
        }
        if (c == '\r') {
            int after = one();
            if (after != '\n') {
                pending = after;
            }
        }
        return text();
    }

    private void take(int c) {
        if (c == 0) {
            throw Unreadable.at(number, "the line holds a NUL character; this is no text file");
        }
        if (FRAMES.indexOf(c) >= 0) {
            return;
        }
        if (bytes.size() >= LONGEST) {
            throw Unreadable.at(number, "the line is longer than %,d characters".formatted(LONGEST));
        }
        bytes.write(c);
    }

    private int one() {
        try {
            if (pending == -2) {
                return in.read();
            }
            int c = pending;
            pending = -2;
            return c;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private String text() {
        byte[] line = bytes.toByteArray();
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            if (!oldTold) {
                oddities.add(number, "the file is not UTF-8; read as windows-1252");
                oldTold = true;
            }
            text = new String(line, OLD);
        }
        if (number == 1 && text.startsWith("\ufeff")) {
            return text.substring(1);
        }
        if (number == 1 && (text.startsWith("\u00ff\u00fe") || text.startsWith("\u00fe\u00ff"))) {
            throw Unreadable.at(1, "the file is UTF-16, in which no bank writes this format");
        }
        return text;
    }
}
