package io.countersign.governance.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;

/**
 * The key that signs our tokens, in a file only the program's user can read. Made at the first start; processes that
 * share the directory share the key.
 */
final class SigningKey {

    private static final int BITS = 2048;

    private SigningKey() {}

    static RSAKey in(Path directory) {
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path file = directory.resolve("token-signing.jwk.json");
            if (!Files.exists(file)) {
                make(file);
            }
            return RSAKey.parse(Files.readString(file));
        } catch (IOException problem) {
            throw new UncheckedIOException("The key that signs tokens cannot be kept in " + directory, problem);
        } catch (ParseException | JOSEException problem) {
            throw new IllegalStateException("The key that signs tokens in %s is damaged".formatted(directory), problem);
        }
    }

    /** Written whole under another name and then linked, so that a process starting beside us never reads half a key. */
    private static void make(Path file) throws IOException, JOSEException {
        RSAKey key = new RSAKeyGenerator(BITS)
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.RS256)
                .keyIDFromThumbprint(true)
                .generate();
        Path whole = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                "new-",
                ".json",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(whole, key.toJSONString());
            Files.createLink(file, whole);
        } catch (FileAlreadyExistsException another) {
            // another process was first; its key is ours
        } finally {
            Files.deleteIfExists(whole);
        }
    }
}
