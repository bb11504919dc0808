package io.countersign.connectors.bank;

import io.countersign.connectors.BankConnections.Security;
import io.countersign.payments.ports.BankRail.Draft;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Files signed and encrypted for banks. A file is sealed once and kept before its first byte leaves, since encryption never
 * gives the same bytes twice: another attempt sends what the first one sent.
 */
@Component
class SealedFiles {

    private static final int PART = 1 << 20;

    private static final String ADD = """
            insert into connectors.sealed_file (file_id, form, size, sha256, sealed_at)
            values (:file, :form, :size, :sha256, :at) on conflict (file_id) do nothing
            """;

    private static final String ADD_PART =
            "insert into connectors.sealed_part (file_id, part, bytes) values (:file, :part, :bytes)";

    private static final String PART_BYTES =
            "select bytes from connectors.sealed_part where file_id = :file and part = :part";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    SealedFiles(JdbcClient jdbc, TransactionTemplate transaction, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** The bytes that leave. */
    record Sealed(InputStream content, long size) {}

    /** The draft under the name its sealed file has at the bank. */
    static Draft named(Security security, Draft draft) {
        return new Draft(
                draft.fileId(),
                draft.messageId(),
                draft.fileName() + security.usedSuffix(),
                draft.connection(),
                draft.scheme(),
                draft.debtor(),
                draft.requestedOn(),
                draft.createdAt(),
                draft.payments(),
                draft.total(),
                draft.currency(),
                draft.unverified());
    }

    /** Seals a file or finds what was sealed before. */
    Sealed seal(Security security, Draft draft, InputStream plain) throws IOException, GeneralSecurityException {
        Optional<Sealed> before = find(draft.fileId());
        if (before.isPresent()) {
            return before.get();
        }
        Path spool = Files.createTempFile("countersign-sealed-", ".spool");
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (OutputStream out =
                    new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(spool), 1 << 16), digest)) {
                Seal.of(security, clock).seal(plain, draft.fileName(), out);
            }
            byte[] sha256 = digest.digest();
            transaction.executeWithoutResult(_ -> keep(security, draft.fileId(), spool, sha256));
            return find(draft.fileId()).orElseThrow();
        } finally {
            Files.deleteIfExists(spool);
        }
    }

    private void keep(Security security, UUID file, Path spool, byte[] sha256) {
        try (InputStream in = Files.newInputStream(spool)) {
            int added = jdbc.sql(ADD)
                    .param("file", file)
                    .param("form", security.form().name())
                    .param("size", Files.size(spool))
                    .param("sha256", sha256)
                    .param("at", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                    .update();
            int part = 0;
            for (byte[] bytes = in.readNBytes(PART); added == 1 && bytes.length > 0; bytes = in.readNBytes(PART)) {
                jdbc.sql(ADD_PART)
                        .param("file", file)
                        .param("part", part++)
                        .param("bytes", bytes)
                        .update();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("The sealed file cannot be read", broken);
        }
    }

    private Optional<Sealed> find(UUID file) {
        return jdbc.sql("select size from connectors.sealed_file where file_id = :file")
                .param("file", file)
                .query(Long.class)
                .optional()
                .map(size -> new Sealed(new Parts(part -> part(file, part)), size));
    }

    private @Nullable InputStream part(UUID file, int part) {
        return jdbc.sql(PART_BYTES)
                .param("file", file)
                .param("part", part)
                .query((row, n) -> (InputStream) new ByteArrayInputStream(row.getBytes("bytes")))
                .optional()
                .orElse(null);
    }
}
