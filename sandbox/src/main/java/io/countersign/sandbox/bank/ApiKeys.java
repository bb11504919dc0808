package io.countersign.sandbox.bank;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/** The certificates of the banks' API and of its one client, made by the JDK's tool on the first start and kept. */
final class ApiKeys {

    private static final String BANK = "bank";
    private static final String OURS = "client";
    private static final String DAYS = "400";

    private final Path directory;
    private final String password;

    ApiKeys(Path directory) throws IOException {
        this.directory = directory;
        Path kept = directory.resolve("password");
        if (!Files.exists(kept)) {
            byte[] bytes = new byte[16];
            new SecureRandom().nextBytes(bytes);
            Files.createFile(kept, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(kept, HexFormat.of().formatHex(bytes));
        }
        password = Files.readString(kept);
        if (!Files.exists(trust())) {
            pair(BANK, "san=ip:127.0.0.1,dns:localhost");
            pair(OURS, "ku=digitalSignature");
            keytool(
                    "-exportcert",
                    "-rfc",
                    "-alias",
                    BANK,
                    "-keystore",
                    store(BANK).toString(),
                    "-file",
                    trust().toString());
        }
    }

    Path client() {
        return store(OURS);
    }

    Path trust() {
        return directory.resolve(BANK + ".pem").toAbsolutePath();
    }

    String password() {
        return password;
    }

    /** Only who shows the client's certificate is let in. */
    HttpsConfigurator needingOurClient() throws IOException {
        return new HttpsConfigurator(context()) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters needed = getSSLContext().getDefaultSSLParameters();
                needed.setNeedClientAuth(true);
                parameters.setSSLParameters(needed);
            }
        };
    }

    private SSLContext context() throws IOException {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(read(BANK), password.toCharArray());
            KeyStore known = KeyStore.getInstance(KeyStore.getDefaultType());
            known.load(null, null);
            known.setCertificateEntry(OURS, read(OURS).getCertificate(OURS));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(known);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException unusable) {
            throw new IOException("The certificates of the simulated banks cannot be used", unusable);
        }
    }

    private KeyStore read(String name) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store(name))) {
            store.load(in, password.toCharArray());
        }
        return store;
    }

    private Path store(String name) {
        return directory.resolve(name + ".p12").toAbsolutePath();
    }

    private void pair(String name, String extension) throws IOException {
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                extension,
                "-validity",
                DAYS,
                "-storetype",
                "PKCS12",
                "-keystore",
                store(name).toString());
    }

    private void keytool(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass:file", directory.resolve("password").toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool: " + said);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("Stopped while making certificates", stopped);
        }
    }
}
