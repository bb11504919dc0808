package io.countersign.connectors.bank;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Ends the bytes of an XML file with a fault where they are not in its character set, before Java's parser sees them: it
 * prints such a fault to standard error, and its interface for streams takes no handler that would keep it from that.
 * Only the character sets are watched in which the parser finds faults.
 */
final class CharsetGuard extends FilterInputStream {

    private static final int HEAD = 1_024;
    private static final int CHUNK = 8_192;

    /** Until the declaration has been read to its end, the parser takes the bytes for UTF-8. */
    private static final Pattern DECLARED = Pattern.compile("^(?:\u00ef\u00bb\u00bf)?<\\?xml[\\p{ASCII}&&[^>]]*?"
            + "\\sencoding\\s*=\\s*[\"']([A-Za-z0-9._:-]+)[\"'][\\p{ASCII}&&[^>]]*>");

    private final CharsetDecoder decoder;
    private final CharBuffer decoded = CharBuffer.allocate(CHUNK);
    private final byte[] single = new byte[1];

    /** What was given on of a character whose other bytes are still to come. */
    private ByteBuffer begun = ByteBuffer.allocate(0);

    private boolean broken;

    private CharsetGuard(InputStream in, CharsetDecoder decoder) {
        super(in);
        this.decoder = decoder;
    }

    static InputStream over(InputStream source) throws IOException {
        BufferedInputStream in = new BufferedInputStream(source, 1 << 16);
        in.mark(HEAD);
        Charset charset = charset(in.readNBytes(HEAD));
        in.reset();
        return charset == null ? in : new CharsetGuard(in, charset.newDecoder());
    }

    private static @Nullable Charset charset(byte[] head) {
        int first = head.length < 2 ? -1 : ((head[0] & 0xff) << 8) | (head[1] & 0xff);
        boolean wide = head.length >= 4 && head[2] == 0 && head[3] == 0;
        Matcher declared = DECLARED.matcher(new String(head, StandardCharsets.ISO_8859_1));
        return switch (first) {
            case 0xfeff, '<' -> StandardCharsets.UTF_16BE;
            case 0xfffe, '<' << 8 -> wide ? null : StandardCharsets.UTF_16LE;
            case 0, 0x4c6f -> null; // UTF-32 and EBCDIC
            default -> !declared.find() ? StandardCharsets.UTF_8 : watched(declared.group(1));
        };
    }

    private static @Nullable Charset watched(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "UTF-8" -> StandardCharsets.UTF_8;
            case "US-ASCII", "ASCII" -> StandardCharsets.US_ASCII;
            default -> null;
        };
    }

    @Override
    public int read() throws IOException {
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    /** What stands before a fault is given on, so that the parser tells its place. */
    @Override
    public int read(byte[] buffer, int from, int most) throws IOException {
        if (broken) {
            throw new CharacterCodingException();
        }
        int n = super.read(buffer, from, most);
        if (n == 0) {
            return 0;
        }
        int before = begun.remaining();
        ByteBuffer bytes = ByteBuffer.allocate(before + Math.max(n, 0)).put(begun);
        if (n > 0) {
            bytes.put(buffer, from, n);
        }
        bytes.flip();
        if (decodes(bytes, n < 0)) {
            begun = bytes;
            return n;
        }
        broken = true;
        if (bytes.position() <= before) {
            throw new CharacterCodingException();
        }
        return bytes.position() - before;
    }

    private boolean decodes(ByteBuffer bytes, boolean last) {
        CoderResult result;
        do {
            decoded.clear();
            result = decoder.decode(bytes, decoded, last);
        } while (result.isOverflow());
        return !result.isError();
    }
}
