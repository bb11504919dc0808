package io.countersign.connectors.bank;

import io.countersign.connectors.BankConnections.Security;
import io.countersign.model.ErrorCode;
import java.io.BufferedInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Date;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.bouncycastle.bcpg.CompressionAlgorithmTags;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPCompressedData;
import org.bouncycastle.openpgp.PGPCompressedDataGenerator;
import org.bouncycastle.openpgp.PGPEncryptedData;
import org.bouncycastle.openpgp.PGPEncryptedDataGenerator;
import org.bouncycastle.openpgp.PGPEncryptedDataList;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPLiteralDataGenerator;
import org.bouncycastle.openpgp.PGPMarker;
import org.bouncycastle.openpgp.PGPObjectFactory;
import org.bouncycastle.openpgp.PGPOnePassSignature;
import org.bouncycastle.openpgp.PGPOnePassSignatureList;
import org.bouncycastle.openpgp.PGPPrivateKey;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyEncryptedData;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPPublicKeyRingCollection;
import org.bouncycastle.openpgp.PGPRuntimeOperationException;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSecretKeyRingCollection;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyDecryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;
import org.bouncycastle.openpgp.operator.bc.BcPGPDataEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyDataDecryptorFactory;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyKeyEncryptionMethodGenerator;

/** OpenPGP (RFC 9580): one-pass signed, compressed and encrypted with AES-256 and an integrity code. */
final class PgpSeal implements Seal {

    private static final int CHUNK = 1 << 16;
    private static final String DAMAGED = "it is no complete OpenPGP message, or damaged";

    private final Security security;
    private final Clock clock;

    PgpSeal(Security security, Clock clock) {
        this.security = security;
        this.clock = clock;
    }

    @Override
    public void seal(InputStream plain, String name, OutputStream sealed) throws IOException, KeyTrouble {
        Deque<OutputStream> layers = new ArrayDeque<>();
        try {
            OutputStream out = new Open(sealed);
            if (security.outgoing().encrypted()) {
                PGPEncryptedDataGenerator encryption =
                        new PGPEncryptedDataGenerator(new BcPGPDataEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256)
                                .setWithIntegrityPacket(true)
                                .setSecureRandom(new SecureRandom()));
                encryption.addMethod(new BcPublicKeyKeyEncryptionMethodGenerator(encryptionKey()));
                out = push(layers, encryption.open(out, new byte[CHUNK]));
            }
            out = push(layers, new PGPCompressedDataGenerator(CompressionAlgorithmTags.ZIP).open(out));
            PGPSignatureGenerator signature = security.outgoing().signed() ? signature() : null;
            if (signature != null) {
                signature.generateOnePassVersion(false).encode(out);
            }
            OutputStream content = new PGPLiteralDataGenerator()
                    .open(out, PGPLiteralData.BINARY, name, Date.from(clock.instant()), new byte[CHUNK]);
            byte[] buffer = new byte[CHUNK];
            for (int n = plain.read(buffer); n >= 0; n = plain.read(buffer)) {
                content.write(buffer, 0, n);
                if (signature != null) {
                    signature.update(buffer, 0, n);
                }
            }
            content.close();
            if (signature != null) {
                signature.generate().encode(out);
            }
        } catch (PGPException failed) {
            throw new KeyTrouble("The keys for this connection cannot be used: " + failed.getMessage(), failed);
        }
        for (OutputStream layer : layers) {
            layer.close();
        }
    }

    private static OutputStream push(Deque<OutputStream> layers, OutputStream layer) {
        layers.push(layer);
        return layer;
    }

    private PGPSignatureGenerator signature() throws IOException, PGPException, KeyTrouble {
        for (PGPSecretKey key : ownKeys()) {
            if (key.isSigningKey() && may(key.getPublicKey(), KeyFlags.SIGN_DATA) && lasts(key.getPublicKey())) {
                PGPSignatureGenerator generator = new PGPSignatureGenerator(
                        new BcPGPContentSignerBuilder(key.getPublicKey().getAlgorithm(), HashAlgorithmTags.SHA256),
                        key.getPublicKey());
                generator.init(PGPSignature.BINARY_DOCUMENT, unlocked(key));
                return generator;
            }
        }
        throw new KeyTrouble("Our key file has no key that may sign and has not ended", null);
    }

    /** The subkey made for it goes before the main key. */
    private PGPPublicKey encryptionKey() throws IOException, PGPException, KeyTrouble {
        PGPPublicKey main = null;
        for (PGPPublicKey key : bankKeys()) {
            int flags = KeyFlags.ENCRYPT_COMMS | KeyFlags.ENCRYPT_STORAGE;
            if (key.isEncryptionKey() && may(key, flags) && lasts(key)) {
                if (!key.isMasterKey()) {
                    return key;
                }
                main = key;
            }
        }
        if (main == null) {
            throw new KeyTrouble("The bank's key file has no key that encrypts and has not ended", null);
        }
        return main;
    }

    @Override
    public String open(InputStream sealed, OutputStream plain) throws IOException, KeyTrouble {
        try {
            return read(
                    new PGPObjectFactory(
                            PGPUtil.getDecoderStream(new BufferedInputStream(sealed)),
                            new BcKeyFingerprintCalculator()),
                    plain);
        } catch (KeyTroubleIo ours) {
            throw ours.trouble;
        } catch (PGPException | PGPRuntimeOperationException | IOException damaged) {
            throw new Unreadable(ErrorCode.FILE_SEAL, DAMAGED, null, damaged);
        } catch (Unreadable | UncheckedIOException known) {
            throw known;
        } catch (RuntimeException odd) {
            // The library meets damaged bytes with exceptions of every kind.
            throw new Unreadable(ErrorCode.FILE_SEAL, DAMAGED, null, odd);
        }
    }

    private String read(PGPObjectFactory outer, OutputStream plain) throws IOException, PGPException {
        Object first = next(outer);
        if (!(first instanceof PGPEncryptedDataList list)) {
            if (security.incoming().encrypted()) {
                throw Unreadable.seal("it is not encrypted");
            }
            return readSigned(first, outer, plain);
        }
        PGPPublicKeyEncryptedData encrypted = forUs(list);
        if (!encrypted.isIntegrityProtected() && !encrypted.isAEAD()) {
            throw Unreadable.seal("it is encrypted without an integrity code");
        }
        PGPObjectFactory inner = new PGPObjectFactory(
                encrypted.getDataStream(new BcPublicKeyDataDecryptorFactory(privateKey(encrypted))),
                new BcKeyFingerprintCalculator());
        String signer = readSigned(next(inner), inner, plain);
        while (inner.nextObject() != null) {
            // To its end, so that the integrity code is reached.
        }
        // With AEAD every chunk was authenticated while it was read.
        if (!encrypted.isAEAD() && !encrypted.verify()) {
            throw Unreadable.seal("it was changed after it was encrypted");
        }
        return signer;
    }

    private PGPPublicKeyEncryptedData forUs(PGPEncryptedDataList list) throws IOException, PGPException {
        Map<Long, PGPSecretKey> own = new HashMap<>();
        ownKeysIo().forEach(key -> own.put(key.getKeyID(), key));
        for (PGPEncryptedData each : list) {
            if (each instanceof PGPPublicKeyEncryptedData one
                    && own.containsKey(one.getKeyIdentifier().getKeyId())) {
                return one;
            }
        }
        throw Unreadable.seal("it is not encrypted to our key");
    }

    private PGPPrivateKey privateKey(PGPPublicKeyEncryptedData encrypted) throws IOException, PGPException {
        for (PGPSecretKey key : ownKeysIo()) {
            if (key.getKeyID() == encrypted.getKeyIdentifier().getKeyId()) {
                try {
                    return unlocked(key);
                } catch (KeyTrouble trouble) {
                    throw new KeyTroubleIo(trouble);
                }
            }
        }
        throw new IllegalStateException("The key was there a moment ago");
    }

    /** One compression around the signed content, and not a second one: that is how bombs are built. */
    private String readSigned(Object first, PGPObjectFactory around, OutputStream plain)
            throws IOException, PGPException {
        if (first instanceof PGPCompressedData compressed) {
            PGPObjectFactory inner = new PGPObjectFactory(compressed.getDataStream(), new BcKeyFingerprintCalculator());
            return readContent(next(inner), inner, plain);
        }
        return readContent(first, around, plain);
    }

    private String readContent(Object first, PGPObjectFactory rest, OutputStream plain)
            throws IOException, PGPException {
        List<PGPOnePassSignature> announced = new ArrayList<>();
        Object at = first;
        if (at instanceof PGPOnePassSignatureList list) {
            list.forEach(announced::add);
            at = next(rest);
        }
        if (!(at instanceof PGPLiteralData literal)) {
            throw Unreadable.seal("there is no file in it");
        }
        PGPOnePassSignature ours = security.incoming().signed() ? begin(announced) : null;
        byte[] buffer = new byte[CHUNK];
        InputStream content = literal.getInputStream();
        for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
            plain.write(buffer, 0, n);
            if (ours != null) {
                ours.update(buffer, 0, n);
            }
        }
        return ours == null ? "" : verify(ours, next(rest));
    }

    private PGPOnePassSignature begin(List<PGPOnePassSignature> announced) throws IOException, PGPException {
        if (announced.isEmpty()) {
            throw Unreadable.seal("it is not signed");
        }
        for (PGPOnePassSignature one : announced) {
            for (PGPPublicKey key : bankKeysIo()) {
                if (key.getKeyID() == one.getKeyIdentifier().getKeyId()) {
                    if (!lasts(key)) {
                        throw Unreadable.seal("it is signed with a key of the bank that has ended or was revoked");
                    }
                    one.init(new BcPGPContentVerifierBuilderProvider(), key);
                    return one;
                }
            }
        }
        throw Unreadable.seal("it is not signed with the bank's key");
    }

    private static String verify(PGPOnePassSignature announced, Object end) throws PGPException {
        if (end instanceof PGPSignatureList signatures) {
            for (PGPSignature signature : signatures) {
                if (signature.getKeyIdentifiers().stream()
                        .anyMatch(id ->
                                id.getKeyId() == announced.getKeyIdentifier().getKeyId())) {
                    if (announced.verify(signature)) {
                        return "OpenPGP key %016X".formatted(signature.getKeyID());
                    }
                    throw Unreadable.seal("its signature does not fit its content");
                }
            }
        }
        throw Unreadable.seal("its signature is missing");
    }

    private static Object next(PGPObjectFactory factory) throws IOException {
        Object next = factory.nextObject();
        while (next instanceof PGPMarker) {
            next = factory.nextObject();
        }
        if (next == null) {
            throw Unreadable.seal(DAMAGED);
        }
        return next;
    }

    @Override
    public LocalDate lastDay() throws IOException, KeyTrouble {
        LocalDate first = LocalDate.MAX;
        try {
            for (PGPPublicKey key : bankKeys()) {
                first = earlier(first, key);
            }
            for (PGPSecretKey key : ownKeys()) {
                first = earlier(first, key.getPublicKey());
            }
        } catch (PGPException unusable) {
            throw new KeyTrouble("A key file cannot be read: " + unusable.getMessage(), unusable);
        }
        return first;
    }

    private static LocalDate earlier(LocalDate first, PGPPublicKey key) {
        if (key.getValidSeconds() == 0) {
            return first;
        }
        LocalDate end = LocalDate.ofInstant(ends(key), ZoneOffset.UTC);
        return end.isBefore(first) ? end : first;
    }

    private boolean lasts(PGPPublicKey key) {
        return !key.hasRevocation()
                && (key.getValidSeconds() == 0 || clock.instant().isBefore(ends(key)));
    }

    private static Instant ends(PGPPublicKey key) {
        return key.getCreationTime().toInstant().plusSeconds(key.getValidSeconds());
    }

    /** A key without flags may do whatever its algorithm can. */
    private static boolean may(PGPPublicKey key, int wanted) {
        boolean flagged = false;
        for (Iterator<PGPSignature> its = key.getSignatures(); its.hasNext(); ) {
            PGPSignature signature = its.next();
            if (signature.hasSubpackets() && signature.getHashedSubPackets().getKeyFlags() != 0) {
                flagged = true;
                if ((signature.getHashedSubPackets().getKeyFlags() & wanted) != 0) {
                    return true;
                }
            }
        }
        return !flagged;
    }

    private PGPPrivateKey unlocked(PGPSecretKey key) throws KeyTrouble {
        try {
            PGPPrivateKey unlocked =
                    key.extractPrivateKey(new BcPBESecretKeyDecryptorBuilder(new BcPGPDigestCalculatorProvider())
                            .build(security.ownKeyPassword().toCharArray()));
            if (unlocked == null) {
                throw new KeyTrouble("The file has no private key for " + Long.toHexString(key.getKeyID()), null);
            }
            return unlocked;
        } catch (PGPException wrong) {
            throw new KeyTrouble("Our key cannot be unlocked with the password of the settings", wrong);
        }
    }

    private List<PGPSecretKey> ownKeys() throws IOException, PGPException {
        List<PGPSecretKey> keys = new ArrayList<>();
        try (InputStream in =
                PGPUtil.getDecoderStream(new BufferedInputStream(Files.newInputStream(security.ownKey())))) {
            for (PGPSecretKeyRing ring : new PGPSecretKeyRingCollection(in, new BcKeyFingerprintCalculator())) {
                ring.forEach(keys::add);
            }
        }
        return keys;
    }

    private List<PGPPublicKey> bankKeys() throws IOException, PGPException {
        List<PGPPublicKey> keys = new ArrayList<>();
        try (InputStream in =
                PGPUtil.getDecoderStream(new BufferedInputStream(Files.newInputStream(security.bankKey())))) {
            for (PGPPublicKeyRing ring : new PGPPublicKeyRingCollection(in, new BcKeyFingerprintCalculator())) {
                ring.forEach(keys::add);
            }
        }
        return keys;
    }

    /** While a message is read, a key file that cannot be read is our trouble and not the message's. */
    private List<PGPSecretKey> ownKeysIo() throws IOException {
        try {
            return ownKeys();
        } catch (IOException | PGPException unusable) {
            throw new KeyTroubleIo(new KeyTrouble("Our key file cannot be read: " + unusable.getMessage(), unusable));
        }
    }

    private List<PGPPublicKey> bankKeysIo() throws IOException {
        try {
            return bankKeys();
        } catch (IOException | PGPException unusable) {
            throw new KeyTroubleIo(
                    new KeyTrouble("The bank's key file cannot be read: " + unusable.getMessage(), unusable));
        }
    }

    /** Carries our trouble through code that knows only trouble of streams. */
    private static final class KeyTroubleIo extends IOException {
        private static final long serialVersionUID = 1;
        private final transient KeyTrouble trouble;

        KeyTroubleIo(KeyTrouble trouble) {
            super(trouble);
            this.trouble = trouble;
        }
    }

    /** The layers close what they write to; the caller's stream stays open. */
    private static final class Open extends FilterOutputStream {
        Open(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
