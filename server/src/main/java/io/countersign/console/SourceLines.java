package io.countersign.console;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Some lines of a bank's file as they are, except that account numbers are masked. */
final class SourceLines {

    private static final Charset WINDOWS = Charset.forName("windows-1252");
    static final int BEFORE = 3;
    static final int AFTER = 24;
    private static final int LONGEST = 400;
    private static final int MOST_PIECES = 200;

    private SourceLines() {}

    /** @param sought whether it is the line that was asked for */
    record Line(int number, String text, boolean sought) {}

    /** Reads around a line, from 1; closes the stream. XML written as one line is shown a tag at a time, as far as it fits. */
    static List<Line> around(InputStream file, int sought, SourceMask mask) {
        List<Line> lines = new ArrayList<>();
        try (BufferedReader reader = reader(new BufferedInputStream(file))) {
            String text = reader.readLine();
            for (int number = 1; text != null && number <= sought + AFTER; number++) {
                if (number >= sought - BEFORE) {
                    String[] pieces = pieces(readable(text));
                    for (String piece : pieces) {
                        lines.add(new Line(
                                number, mask.masked(shortened(piece)), number == sought && pieces.length == 1));
                    }
                }
                text = reader.readLine();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("A stored file cannot be read", broken);
        }
        return lines;
    }

    /** UTF-16 says so by its first two bytes; of anything else each byte is kept until its line is looked at. */
    private static BufferedReader reader(BufferedInputStream file) throws IOException {
        file.mark(2);
        int mark = file.read() << 8 | file.read();
        file.reset();
        boolean wide = mark == 0xFEFF || mark == 0xFFFE;
        return new BufferedReader(
                new InputStreamReader(file, wide ? StandardCharsets.UTF_16 : StandardCharsets.ISO_8859_1));
    }

    /** As the readers of statements see it: UTF-8 where a line is UTF-8, windows-1252 otherwise. */
    private static String readable(String kept) {
        byte[] bytes = kept.getBytes(StandardCharsets.ISO_8859_1);
        if (!new String(bytes, StandardCharsets.ISO_8859_1).equals(kept)) {
            return kept;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .replace("\uFEFF", "");
        } catch (CharacterCodingException other) {
            return new String(bytes, WINDOWS);
        }
    }

    private static String[] pieces(String text) {
        return text.length() > LONGEST ? text.split("(?<=>)(?=<)", MOST_PIECES) : new String[] {text};
    }

    private static String shortened(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }
}
