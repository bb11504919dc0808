package io.countersign.connectors.bank;

import io.countersign.connectors.BankConnections.Security;
import io.countersign.model.ErrorCode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedDataParser;
import org.bouncycastle.cms.CMSEnvelopedDataStreamGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataParser;
import org.bouncycastle.cms.CMSSignedDataStreamGenerator;
import org.bouncycastle.cms.CMSTypedStream;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientId;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** CMS (RFC 5652), DER: signed with SHA-256, then enveloped with AES-256. The bank is known by its certificate, pinned. */
final class CmsSeal implements Seal {

    private static final int CHUNK = 1 << 16;
    private static final String DAMAGED = "it is no complete CMS message, or damaged";
    private static final Provider PROVIDER = new BouncyCastleProvider();

    private final Security security;
    private final Clock clock;

    CmsSeal(Security security, Clock clock) {
        this.security = security;
        this.clock = clock;
    }

    /** Our certificate with its key. */
    private record Own(PrivateKey key, X509Certificate certificate) {}

    @Override
    public void seal(InputStream plain, String name, OutputStream sealed) throws IOException, KeyTrouble {
        try {
            OutputStream envelope = security.outgoing().encrypted() ? envelope(sealed) : sealed;
            OutputStream content = security.outgoing().signed() ? signature(envelope) : envelope;
            plain.transferTo(content);
            if (content != envelope) {
                content.close();
            }
            if (envelope != sealed) {
                envelope.close();
            }
        } catch (CMSException | GeneralSecurityException | OperatorCreationException failed) {
            throw new KeyTrouble("The keys for this connection cannot be used: " + failed.getMessage(), failed);
        }
    }

    private OutputStream envelope(OutputStream out) throws IOException, CMSException, GeneralSecurityException {
        CMSEnvelopedDataStreamGenerator generator = new CMSEnvelopedDataStreamGenerator();
        X509Certificate bank = bankCertificates().stream()
                .filter(this::lasts)
                .findFirst()
                .orElseThrow(() -> new KeyTrouble("The bank's certificate has ended", null));
        generator.addRecipientInfoGenerator(new JceKeyTransRecipientInfoGenerator(bank).setProvider(PROVIDER));
        return generator.open(
                out,
                new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC)
                        .setProvider(PROVIDER)
                        .build());
    }

    private OutputStream signature(OutputStream out)
            throws IOException, CMSException, GeneralSecurityException, OperatorCreationException {
        Own own = own();
        if (!lasts(own.certificate())) {
            throw new KeyTrouble("Our certificate has ended", null);
        }
        CMSSignedDataStreamGenerator generator = new CMSSignedDataStreamGenerator();
        String algorithm = own.key().getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
        generator.addSignerInfoGenerator(new JcaSimpleSignerInfoGeneratorBuilder()
                .setProvider(PROVIDER)
                .build(algorithm, own.key(), own.certificate()));
        generator.addCertificates(new JcaCertStore(List.of(own.certificate())));
        return generator.open(out, true);
    }

    @Override
    public String open(InputStream sealed, OutputStream plain) throws IOException, GeneralSecurityException {
        Own own = own();
        List<X509Certificate> bank = bankCertificates();
        try {
            InputStream content = new BufferedInputStream(sealed, CHUNK);
            if (security.incoming().encrypted()) {
                content = decrypted(content, own);
            }
            return security.incoming().signed() ? verified(content, bank, plain) : copied(content, plain);
        } catch (CMSException | OperatorCreationException | IOException damaged) {
            throw new Unreadable(ErrorCode.FILE_SEAL, DAMAGED, null, damaged);
        } catch (Unreadable | UncheckedIOException known) {
            throw known;
        } catch (RuntimeException odd) {
            // The library meets damaged bytes with exceptions of every kind.
            throw new Unreadable(ErrorCode.FILE_SEAL, DAMAGED, null, odd);
        }
    }

    private static InputStream decrypted(InputStream sealed, Own own) throws IOException, CMSException {
        CMSEnvelopedDataParser parser = new CMSEnvelopedDataParser(sealed);
        RecipientInformation ours = parser.getRecipientInfos().get(new JceKeyTransRecipientId(own.certificate()));
        if (ours == null) {
            throw Unreadable.seal("it is not encrypted to our certificate");
        }
        return ours.getContentStream(new JceKeyTransEnvelopedRecipient(own.key()).setProvider(PROVIDER))
                .getContentStream();
    }

    private String verified(InputStream signed, List<X509Certificate> bank, OutputStream plain)
            throws IOException, CMSException, OperatorCreationException, GeneralSecurityException {
        CMSSignedDataParser parser = new CMSSignedDataParser(
                new JcaDigestCalculatorProviderBuilder().setProvider(PROVIDER).build(), signed);
        CMSTypedStream content = parser.getSignedContent();
        if (content == null) {
            throw Unreadable.seal("there is no file in it");
        }
        content.getContentStream().transferTo(plain);
        Collection<SignerInformation> signers = parser.getSignerInfos().getSigners();
        for (SignerInformation signer : signers) {
            for (X509Certificate certificate : bank) {
                if (signer.getSID().match(new JcaX509CertificateHolder(certificate))) {
                    return verified(signer, certificate);
                }
            }
        }
        throw Unreadable.seal(signers.isEmpty() ? "it is not signed" : "it is not signed with the bank's certificate");
    }

    private String verified(SignerInformation signer, X509Certificate certificate)
            throws CMSException, OperatorCreationException, GeneralSecurityException {
        if (!lasts(certificate)) {
            throw Unreadable.seal("it is signed with a certificate of the bank that has ended");
        }
        if (!signer.verify(
                new JcaSimpleSignerInfoVerifierBuilder().setProvider(PROVIDER).build(certificate.getPublicKey()))) {
            throw Unreadable.seal("its signature does not fit its content");
        }
        return "certificate " + certificate.getSerialNumber().toString(16);
    }

    private static String copied(InputStream content, OutputStream plain) throws IOException {
        content.transferTo(plain);
        return "";
    }

    @Override
    public LocalDate lastDay() throws IOException, GeneralSecurityException {
        List<X509Certificate> all = new ArrayList<>(bankCertificates());
        all.add(own().certificate());
        return all.stream()
                .map(one -> LocalDate.ofInstant(one.getNotAfter().toInstant(), ZoneOffset.UTC))
                .min(LocalDate::compareTo)
                .orElseThrow();
    }

    private boolean lasts(X509Certificate certificate) {
        Instant now = clock.instant();
        return !now.isAfter(certificate.getNotAfter().toInstant())
                && !now.isBefore(certificate.getNotBefore().toInstant());
    }

    private Own own() throws IOException, KeyTrouble {
        char[] password = security.ownKeyPassword().toCharArray();
        try (InputStream in = Files.newInputStream(security.ownKey())) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            for (String alias : Collections.list(store.aliases())) {
                if (store.getKey(alias, password) instanceof PrivateKey key
                        && store.getCertificate(alias) instanceof X509Certificate certificate) {
                    return new Own(key, certificate);
                }
            }
            throw new KeyTrouble("Our key store has no key with a certificate", null);
        } catch (IOException | GeneralSecurityException unusable) {
            throw unusable instanceof KeyTrouble own
                    ? own
                    : new KeyTrouble("Our key store cannot be opened: " + unusable.getMessage(), unusable);
        }
    }

    private List<X509Certificate> bankCertificates() throws KeyTrouble {
        try (InputStream in = Files.newInputStream(security.bankKey())) {
            List<X509Certificate> all = new ArrayList<>();
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                all.add((X509Certificate) each);
            }
            return all;
        } catch (IOException | GeneralSecurityException unusable) {
            throw new KeyTrouble("The bank's certificate cannot be read: " + unusable.getMessage(), unusable);
        }
    }
}
