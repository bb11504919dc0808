package io.countersign.payments;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps the bytes of bank files, compressed, in parts that fit in memory. */
@Component
class FileParts {

    private static final int PART = 1 << 20;

    private final JdbcClient jdbc;

    FileParts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void store(UUID file, Path content) throws IOException {
        try (OutputStream out = new GZIPOutputStream(new PartStream(file), 1 << 16)) {
            Files.copy(content, out);
        }
    }

    /** The file as it was written. */
    InputStream open(UUID file) throws IOException {
        return new GZIPInputStream(new SequenceInputStream(new Parts(file)), 1 << 16);
    }

    /** Collects bytes and stores a part whenever one is full. */
    private final class PartStream extends OutputStream {
        private final UUID file;
        private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(PART);
        private int part;

        PartStream(UUID file) {
            this.file = file;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            buffer.write(bytes, offset, length);
            if (buffer.size() >= PART) {
                flushPart();
            }
        }

        @Override
        public void close() {
            if (buffer.size() > 0) {
                flushPart();
            }
        }

        private void flushPart() {
            jdbc.sql("insert into payments.bank_file_part (file_id, part, bytes) values (:file, :part, :bytes)")
                    .param("file", file)
                    .param("part", part++)
                    .param("bytes", buffer.toByteArray())
                    .update();
            buffer.reset();
        }
    }

    /** Reads one part at a time; an {@code Enumeration}, because that is what {@link SequenceInputStream} takes. */
    @SuppressWarnings("JdkObsolete")
    private final class Parts implements Enumeration<InputStream> {
        private final UUID file;
        private int part;
        private Optional<byte[]> next;

        Parts(UUID file) {
            this.file = file;
            this.next = read();
        }

        @Override
        public boolean hasMoreElements() {
            return next.isPresent();
        }

        @Override
        public InputStream nextElement() {
            byte[] bytes = next.orElseThrow(NoSuchElementException::new);
            next = read();
            return new ByteArrayInputStream(bytes);
        }

        private Optional<byte[]> read() {
            return jdbc.sql("select bytes from payments.bank_file_part where file_id = :file and part = :part")
                    .param("file", file)
                    .param("part", part++)
                    .query((row, n) -> row.getBytes(1))
                    .optional();
        }
    }
}
