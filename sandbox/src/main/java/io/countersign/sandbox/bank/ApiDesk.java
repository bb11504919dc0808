package io.countersign.sandbox.bank;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The API of the simulated banks, on loopback: mutual TLS, a token for the client's credentials, payment files that are
 * taken once for each message id, and documents that are handed out until they are acknowledged.
 */
final class ApiDesk implements AutoCloseable {

    private static final String CLIENT = "countersign";
    private static final String MESSAGE_ID = "[A-Za-z0-9.-]{1,35}";
    private static final int TOKEN_SECONDS = 300;

    private final Path directory;
    private final ApiKeys keys;
    private final HttpsServer server;
    private final SecureRandom random = new SecureRandom();
    private final String secret = word();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final JsonMapper json = new JsonMapper();

    ApiDesk(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        keys = new ApiKeys(directory);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(keys.needingOurClient());
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    /** One act of the API. */
    @FunctionalInterface
    private interface Act {
        void on(HttpExchange exchange, String path) throws IOException;
    }

    /** Opens the API of a bank, whose files are in its home as those of any other bank. */
    void admit(String bank, Path home) throws IOException {
        Path taken = Files.createDirectories(directory.resolve(bank));
        open("/" + bank + "/token", (exchange, path) -> giveToken(exchange, bank));
        open(
                "/" + bank + "/payment-files",
                allowed(bank, (exchange, path) -> paymentFile(exchange, path, home, taken)));
        open("/" + bank + "/documents", allowed(bank, (exchange, path) -> documents(exchange, path, home)));
    }

    private void open(String context, Act act) {
        server.createContext(context, exchange -> {
            try (exchange) {
                String path = exchange.getRequestURI().getPath().substring(context.length());
                act.on(exchange, path.startsWith("/") ? path.substring(1) : path);
            }
        });
    }

    private Act allowed(String bank, Act act) {
        return (exchange, path) -> {
            String token = tokens.get(bank);
            String shown = exchange.getRequestHeaders().getFirst("Authorization");
            if (token != null && ("Bearer " + token).equals(shown)) {
                act.on(exchange, path);
            } else {
                answer(exchange, 401, "");
            }
        };
    }

    private void giveToken(HttpExchange exchange, String bank) throws IOException {
        String basic = Base64.getEncoder().encodeToString((CLIENT + ":" + secret).getBytes(StandardCharsets.UTF_8));
        if (!("Basic " + basic).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, "");
            return;
        }
        String token = tokens.computeIfAbsent(bank, any -> word());
        answer(
                exchange,
                200,
                json.writeValueAsString(
                        Map.of("access_token", token, "token_type", "Bearer", "expires_in", TOKEN_SECONDS)));
    }

    private static void paymentFile(HttpExchange exchange, String path, Path home, Path taken) throws IOException {
        String id = path.isEmpty() ? exchange.getRequestHeaders().getFirst("Idempotency-Key") : path;
        if (id == null || !id.matches(MESSAGE_ID)) {
            answer(exchange, 400, "");
        } else if (exchange.getRequestMethod().equals("GET")) {
            answer(exchange, Files.exists(taken.resolve(id)) ? 200 : 404, "{}");
        } else {
            answer(exchange, take(exchange.getRequestBody(), id, home, taken) ? 202 : 409, "{}");
        }
    }

    /** Whole, then under its name; the mark of its id makes sure that there is one. */
    private static boolean take(InputStream content, String id, Path home, Path taken) throws IOException {
        Path part = home.resolve("upload").resolve("." + id + ".part");
        Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
        try {
            Files.createFile(taken.resolve(id));
        } catch (FileAlreadyExistsException before) {
            Files.delete(part);
            return false;
        }
        Files.move(part, home.resolve("upload").resolve(id + ".xml"), StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    private void documents(HttpExchange exchange, String path, Path home) throws IOException {
        List<Path> waiting = waiting(home.resolve("download"));
        if (path.isEmpty()) {
            List<Map<String, String>> list = waiting.stream()
                    .map(file -> Map.of("id", name(file), "name", name(file)))
                    .toList();
            answer(exchange, 200, json.writeValueAsString(list));
            return;
        }
        String id = path.replaceFirst("/acknowledgement$", "");
        Path file =
                waiting.stream().filter(one -> name(one).equals(id)).findFirst().orElse(null);
        if (file == null) {
            answer(exchange, 404, "");
        } else if (path.equals(id)) {
            exchange.sendResponseHeaders(200, Files.size(file));
            Files.copy(file, exchange.getResponseBody());
        } else {
            Files.move(file, home.resolve("archive").resolve(name(file)), StandardCopyOption.REPLACE_EXISTING);
            answer(exchange, 204, "");
        }
    }

    private static List<Path> waiting(Path download) throws IOException {
        try (Stream<Path> files = Files.list(download)) {
            return files.filter(file -> !name(file).startsWith(".")).sorted().toList();
        }
    }

    private static String name(Path file) {
        return Objects.requireNonNull(file.getFileName()).toString();
    }

    private static void answer(HttpExchange exchange, int status, @Nullable String body) throws IOException {
        byte[] bytes = (body == null ? "" : body).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private String word() {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** One item of {@code countersign.bank.connections}. */
    String yaml(BankProfile bank) {
        String base = "https://127.0.0.1:" + server.getAddress().getPort() + "/" + bank.name();
        return """
                      - name: %s
                        channel: HTTPS
                        https:
                          base-url: %s
                          token-url: %s/token
                          client-id: %s
                          client-secret: "%s"
                          key-store: "%s"
                          key-store-password: "%s"
                          trust: "%s"
                """.formatted(bank.name(), base, base, CLIENT, secret, keys.client(), keys.password(), keys.trust())
                + ConnectionSettings.accounts(
                        6,
                        bank.accounts().stream()
                                .map(BankProfile.Account::number)
                                .toList());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
