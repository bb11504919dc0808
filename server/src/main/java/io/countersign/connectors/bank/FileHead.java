package io.countersign.connectors.bank;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** The beginning of a file, by which its format is recognised; and the whole file, from its first byte. */
final class FileHead {

    private static final int MOST = 4_096;

    private final String text;
    private final InputStream content;

    private FileHead(String text, InputStream content) {
        this.text = text;
        this.content = content;
    }

    static FileHead of(InputStream content) {
        try {
            PushbackInputStream in = new PushbackInputStream(content, MOST);
            byte[] head = in.readNBytes(MOST);
            in.unread(head);
            return new FileHead(decoded(head), in);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** At most {@value #MOST} bytes, one character each unless the file says UTF-16; without mark and leading space. */
    String text() {
        return text;
    }

    boolean isXml() {
        return text.startsWith("<");
    }

    InputStream content() {
        return content;
    }

    private static String decoded(byte[] head) {
        Charset charset = StandardCharsets.ISO_8859_1;
        int mark = 0;
        if (starts(head, 0xef, 0xbb, 0xbf)) {
            mark = 3;
        } else if (starts(head, 0xff, 0xfe)) {
            charset = StandardCharsets.UTF_16LE;
            mark = 2;
        } else if (starts(head, 0xfe, 0xff)) {
            charset = StandardCharsets.UTF_16BE;
            mark = 2;
        }
        return new String(head, mark, head.length - mark, charset).stripLeading();
    }

    private static boolean starts(byte[] head, int... with) {
        if (head.length < with.length) {
            return false;
        }
        for (int n = 0; n < with.length; n++) {
            if ((head[n] & 0xff) != with[n]) {
                return false;
            }
        }
        return true;
    }
}
