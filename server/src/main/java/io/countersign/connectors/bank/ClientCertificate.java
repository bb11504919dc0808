package io.countersign.connectors.bank;

import io.countersign.connectors.BankConnections.Https;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Our certificate for a bank's API, and whose signature on the bank's we believe. */
final class ClientCertificate {

    private ClientCertificate() {}

    /** @throws GeneralSecurityException if a file cannot be used, such as by a wrong password */
    static SSLContext context(Https api) throws GeneralSecurityException, IOException {
        char[] password = api.keyStorePassword().toCharArray();
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(keyStore(api), password);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted(api.trust()));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** The day on which the first certificate of the store ends, UTC. */
    static LocalDate lastDay(Https api) throws GeneralSecurityException, IOException {
        KeyStore store = keyStore(api);
        LocalDate first = LocalDate.MAX;
        for (String alias : Collections.list(store.aliases())) {
            if (store.getCertificate(alias) instanceof X509Certificate certificate) {
                LocalDate end = LocalDate.ofInstant(certificate.getNotAfter().toInstant(), ZoneOffset.UTC);
                first = end.isBefore(first) ? end : first;
            }
        }
        return first;
    }

    private static KeyStore keyStore(Https api) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(api.keyStore())) {
            store.load(in, api.keyStorePassword().toCharArray());
        }
        return store;
    }

    /** Null makes the runtime's own list count. */
    private static @Nullable KeyStore trusted(@Nullable Path pem) throws GeneralSecurityException, IOException {
        if (pem == null) {
            return null;
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(pem)) {
            int number = 0;
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("trusted-" + number++, each);
            }
        }
        return store;
    }
}
