package io.countersign.connectors.bank;

import io.countersign.connectors.BankConnections.Protection;
import io.countersign.connectors.BankConnections.SealForm;
import io.countersign.connectors.BankConnections.Security;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyRingGenerator;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.PGPDigestCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Key files of one party, in both forms. */
record SealKeys(SealForm form, Path own, Path shown) {

    static final String PASSWORD = "correct horse";

    /** Finding primes is most of the work; a name keeps its pair, its certificates differ. */
    private static final Map<String, AsymmetricCipherKeyPair> PGP_PAIRS = new ConcurrentHashMap<>();

    private static final Map<String, KeyPair> CMS_PAIRS = new ConcurrentHashMap<>();

    /** Made at {@code from}, good for so long. */
    static SealKeys make(SealForm form, Path directory, String name, Instant from, Duration life) {
        try {
            SealKeys keys =
                    new SealKeys(form, directory.resolve(name + ".secret"), directory.resolve(name + ".public"));
            switch (form) {
                case PGP -> keys.pgp(name, from, life);
                case CMS -> keys.cms(name, from, life);
            }
            return keys;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (PGPException | GeneralSecurityException | OperatorCreationException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** The settings of whoever holds these keys, for speaking with the other one. */
    Security toward(SealKeys other, Protection outgoing, Protection incoming) {
        return new Security(form, outgoing, incoming, own, PASSWORD, other.shown, null);
    }

    private static AsymmetricCipherKeyPair pgpPair() {
        RSAKeyPairGenerator generator = new RSAKeyPairGenerator();
        generator.init(new RSAKeyGenerationParameters(BigInteger.valueOf(65537), new SecureRandom(), 2048, 100));
        return generator.generateKeyPair();
    }

    private static KeyPair cmsPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void pgp(String name, Instant from, Duration life) throws PGPException, IOException {
        BcPGPKeyPair pair = new BcPGPKeyPair(
                PublicKeyPacket.VERSION_4,
                PGPPublicKey.RSA_GENERAL,
                PGP_PAIRS.computeIfAbsent(name, any -> pgpPair()),
                Date.from(from));
        PGPSignatureSubpacketGenerator limits = new PGPSignatureSubpacketGenerator();
        limits.setKeyExpirationTime(false, life.toSeconds());
        PGPDigestCalculator sha1 = new BcPGPDigestCalculatorProvider().get(HashAlgorithmTags.SHA1);
        PGPKeyRingGenerator ring = new PGPKeyRingGenerator(
                PGPSignature.POSITIVE_CERTIFICATION,
                pair,
                name,
                sha1,
                limits.generate(),
                null,
                new BcPGPContentSignerBuilder(PGPPublicKey.RSA_GENERAL, HashAlgorithmTags.SHA256),
                new BcPBESecretKeyEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256, sha1)
                        .build(PASSWORD.toCharArray()));
        Files.write(own, ring.generateSecretKeyRing().getEncoded());
        Files.write(shown, ring.generatePublicKeyRing().getEncoded());
    }

    private void cms(String name, Instant from, Duration life)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        KeyPair pair = CMS_PAIRS.computeIfAbsent(name, any -> cmsPair());
        X500Principal subject = new X500Principal("CN=" + name);
        X509Certificate certificate = new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(
                                subject,
                                new BigInteger(64, new SecureRandom()),
                                Date.from(from),
                                Date.from(from.plus(life)),
                                subject,
                                pair.getPublic())
                        .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate())));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("key", pair.getPrivate(), PASSWORD.toCharArray(), new Certificate[] {certificate});
        try (OutputStream out = Files.newOutputStream(own)) {
            store.store(out, PASSWORD.toCharArray());
        }
        Files.writeString(
                shown,
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
    }
}
