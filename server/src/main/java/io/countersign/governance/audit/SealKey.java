package io.countersign.governance.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key this process signs with. It is outside the database, so that whoever can write the database cannot sign, and is
 * made when there is none. Its public half lies beside it, for whoever wants to check without trusting the database.
 */
final class SealKey {

    private static final String PRIVATE = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";

    private final PrivateKey privateKey;
    private final byte[] publicKey;

    private SealKey(PrivateKey privateKey, byte[] publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    /** Reads the key file, which holds both halves, or makes it. The public half also lies beside it. */
    static SealKey open(Path file) throws IOException {
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            String text = Files.readString(file, StandardCharsets.US_ASCII);
            PrivateKey privateKey =
                    KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(block(text, PRIVATE)));
            SealKey key = new SealKey(privateKey, block(text, PUBLIC));
            if (!Files.exists(publicFile(file))) {
                Files.writeString(publicFile(file), pem(key.publicKey));
            }
            return key;
        } catch (GeneralSecurityException broken) {
            throw new IOException("The audit key " + file + " is not an Ed25519 key", broken);
        }
    }

    static Path publicFile(Path file) {
        return file.resolveSibling("public-key.pem");
    }

    String id() {
        return SealText.keyId(publicKey);
    }

    byte[] publicKey() {
        return publicKey.clone();
    }

    byte[] sign(SealText text) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(privateKey);
            signature.update(text.bytes());
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String pem(byte[] publicKey) {
        return pem(PUBLIC, publicKey);
    }

    /** The public key in a file. */
    static byte[] readPublic(Path file) throws IOException {
        return block(Files.readString(file, StandardCharsets.US_ASCII), PUBLIC);
    }

    private static byte[] block(String text, String kind) throws IOException {
        Matcher block = Pattern.compile("-----BEGIN " + kind + "-----([^-]+)-----END " + kind + "-----")
                .matcher(text);
        if (!block.find()) {
            throw new IOException("There is no " + kind + " where one is expected");
        }
        return Base64.getMimeDecoder().decode(block.group(1));
    }

    /** Appears under its name whole or not at all; of several processes, the first one's key stays. */
    private static void make(Path file) throws IOException, GeneralSecurityException {
        Path place = file.toAbsolutePath();
        Files.createDirectories(place.getParent());
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path unfinished = Files.createTempFile(place.getParent(), "signing-key", ".new", ownerOnly());
        try {
            String both = pem(PRIVATE, pair.getPrivate().getEncoded())
                    + pem(pair.getPublic().getEncoded());
            Files.writeString(unfinished, both);
            Files.createLink(place, unfinished);
        } catch (FileAlreadyExistsException anotherProcessWasFaster) {
            // its key is read
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        Set<String> views = FileSystems.getDefault().supportedFileAttributeViews();
        return views.contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static String pem(String kind, byte[] content) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    }
}
