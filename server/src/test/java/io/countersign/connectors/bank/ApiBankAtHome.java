package io.countersign.connectors.bank;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.countersign.connectors.BankConnections;
import io.countersign.connectors.BankConnections.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A bank with an API in this process: real TLS with certificates on both sides, tokens, and trouble on demand. */
final class ApiBankAtHome implements AutoCloseable {

    private static final String PASSWORD = "of-the-test";

    /** What goes wrong with the next file. */
    enum Trouble {
        NONE,
        ANSWER_LOST,
        REFUSED,
        BROKEN
    }

    final Map<String, String> files = new LinkedHashMap<>();
    final Map<String, String> payeesOf = new LinkedHashMap<>();
    final Map<String, String> documents = new LinkedHashMap<>();
    final List<String> acknowledged = new ArrayList<>();
    final AtomicReference<Trouble> trouble = new AtomicReference<>(Trouble.NONE);
    final AtomicInteger tokens = new AtomicInteger();
    volatile String token = "token-1";
    private final Path directory;
    private final HttpsServer server;

    ApiBankAtHome(Path directory) throws IOException, GeneralSecurityException, InterruptedException {
        this.directory = directory;
        pair("bank", "san=ip:127.0.0.1,dns:localhost");
        pair("client", "ku=digitalSignature");
        export("bank");
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store("bank"), PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore known = KeyStore.getInstance(KeyStore.getDefaultType());
        known.load(null, null);
        known.setCertificateEntry("client", store("client").getCertificate("client"));
        trust.init(known);
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters needed = getSSLContext().getDefaultSSLParameters();
                needed.setNeedClientAuth(true);
                parameters.setSSLParameters(needed);
            }
        });
        server.createContext("/token", this::giveToken);
        server.createContext("/api/payment-files", this::paymentFiles);
        server.createContext("/api/documents", this::documents);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    /** A key pair with a certificate of its own, made by the JDK's tool. */
    void pair(String name, String extension) throws IOException, InterruptedException {
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
                "400",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                directory.resolve(name + ".p12").toString());
    }

    private void export(String name) throws IOException, InterruptedException {
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                name,
                "-storepass",
                PASSWORD,
                "-keystore",
                directory.resolve(name + ".p12").toString(),
                "-file",
                directory.resolve(name + ".pem").toString());
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
    }

    private KeyStore store(String name) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve(name + ".p12"))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    Connection connection(String name) {
        return connection(name, "client");
    }

    Connection connection(String name, String certificate) {
        URI base = URI.create("https://127.0.0.1:" + server.getAddress().getPort());
        return new Connection(
                name,
                BankConnections.Channel.HTTPS,
                null,
                22,
                null,
                null,
                null,
                "/upload",
                "/download",
                null,
                ".part",
                List.of(),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                null,
                new BankConnections.Https(
                        base.resolve("/api"),
                        base.resolve("/token"),
                        "countersign",
                        "s3cret:with colon",
                        "payments",
                        directory.resolve(certificate + ".p12"),
                        PASSWORD,
                        directory.resolve("bank.pem"),
                        "/payment-files",
                        "/payment-files/{messageId}",
                        "/documents"),
                "sepa-generic-09",
                null,
                null);
    }

    private void giveToken(HttpExchange exchange) throws IOException {
        tokens.incrementAndGet();
        answer(exchange, 200, "{\"access_token\":\"%s\",\"expires_in\":300}".formatted(token));
    }

    private boolean known(HttpExchange exchange) throws IOException {
        if (("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return true;
        }
        answer(exchange, 401, "");
        return false;
    }

    private void paymentFiles(HttpExchange exchange) throws IOException {
        if (!known(exchange)) {
            return;
        }
        if (exchange.getRequestMethod().equals("GET")) {
            String id = exchange.getRequestURI().getPath().replaceFirst(".*/", "");
            answer(exchange, files.containsKey(id) ? 200 : 404, "{}");
            return;
        }
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        payeesOf.put(key, String.valueOf(exchange.getRequestHeaders().getFirst("X-Payee-Check")));
        switch (trouble.getAndSet(Trouble.NONE)) {
            case REFUSED -> answer(exchange, 422, "{}");
            case BROKEN -> answer(exchange, 502, "<html>");
            case ANSWER_LOST -> {
                files.put(key, body);
                exchange.close();
            }
            case NONE -> answer(exchange, files.putIfAbsent(key, body) == null ? 202 : 409, "{}");
        }
    }

    private void documents(HttpExchange exchange) throws IOException {
        if (!known(exchange)) {
            return;
        }
        String[] path = exchange.getRequestURI().getPath().split("/", -1);
        if (path.length == 3) {
            StringBuilder list = new StringBuilder("[");
            documents
                    .keySet()
                    .forEach(id -> list.append(list.length() == 1 ? "" : ",")
                            .append("{\"id\":\"%s\",\"name\":\"%s.xml\"}".formatted(id, id)));
            answer(exchange, 200, list.append("]").toString());
        } else if (path.length == 4) {
            String content = documents.get(path[3]);
            answer(exchange, content == null ? 404 : 200, content);
        } else {
            acknowledged.add(path[3]);
            documents.remove(path[3]);
            answer(exchange, 204, "");
        }
    }

    private static void answer(HttpExchange exchange, int status, @Nullable String body) throws IOException {
        byte[] bytes = (body == null ? "" : body).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
