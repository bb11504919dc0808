package io.countersign.gateway;

import io.countersign.model.ErrorCode;
import io.countersign.payments.IdempotencyKey;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A body of any size, put aside on the disk while it arrives. A slow sender then holds no transaction open, and the
 * fingerprint of the whole is known before the first line is looked at. Memory is bounded by one buffer.
 */
final class Upload implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;

    private final Path file;
    private final IdempotencyKey key;

    private Upload(Path file, IdempotencyKey key) {
        this.file = file;
        this.key = key;
    }

    static Upload of(HttpServletRequest request, long most) {
        String key = Fingerprint.key(request);
        if (key == null) {
            throw new ApiProblem(ErrorCode.IDEMPOTENCY_KEY_MISSING, null);
        }
        if (request.getContentLengthLong() > most) {
            throw tooLarge(most);
        }
        Path file = newFile();
        boolean whole = false;
        try {
            MessageDigest digest = Fingerprint.begin(request);
            copy(request, file, digest, most);
            whole = true;
            return new Upload(file, new IdempotencyKey(key, HexFormat.of().formatHex(digest.digest())));
        } finally {
            if (!whole) {
                delete(file);
            }
        }
    }

    IdempotencyKey key() {
        return key;
    }

    InputStream open() throws IOException {
        return Files.newInputStream(file);
    }

    @Override
    public void close() {
        delete(file);
    }

    /** Readable by us alone: that is how temporary files are made. */
    private static Path newFile() {
        try {
            return Files.createTempFile("countersign-upload-", ".part");
        } catch (IOException problem) {
            throw new UncheckedIOException("There is no room for an upload", problem);
        }
    }

    private static void copy(HttpServletRequest request, Path file, MessageDigest digest, long most) {
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            InputStream in = request.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                size += read;
                if (size > most) {
                    throw tooLarge(most);
                }
                digest.update(buffer, 0, read);
                out.write(buffer, 0, read);
            }
        } catch (IOException broken) {
            throw new ApiProblem(ErrorCode.MALFORMED, "The upload ended too early");
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static ApiProblem tooLarge(long most) {
        return new ApiProblem(ErrorCode.TOO_LARGE, "An upload has at most %d bytes".formatted(most));
    }
}
