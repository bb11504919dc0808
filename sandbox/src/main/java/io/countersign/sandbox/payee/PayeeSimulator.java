package io.countersign.sandbox.payee;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A provider of verification of payee: knows who holds which account and answers in the shape of EPC133-24. */
public final class PayeeSimulator implements AutoCloseable {

    private static final int LONGEST = 64 * 1024;

    private final HttpServer server;
    private final JsonMapper json = JsonMapper.builder().build();
    private final Map<String, String> holders = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean down;

    private PayeeSimulator(HttpServer server) {
        this.server = server;
    }

    public static PayeeSimulator start(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 128);
        PayeeSimulator simulator = new PayeeSimulator(server);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/vop/v1/payee-verifications", simulator::handle);
        server.start();
        return simulator;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/vop/v1/payee-verifications");
    }

    /** The account is held under this name. Accounts nobody was named for cannot be verified. */
    public void holds(String iban, String name) {
        holders.put(iban, name);
    }

    /** From now on every question is answered with HTTP 503, or again as it should be. */
    public void down(boolean down) {
        this.down = down;
    }

    /** How many questions came. */
    public int asked() {
        return asked.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.incrementAndGet();
            byte[] body = exchange.getRequestBody().readNBytes(LONGEST);
            if (down) {
                exchange.sendResponseHeaders(503, -1);
            } else if (!exchange.getRequestMethod().equals("POST")) {
                exchange.sendResponseHeaders(405, -1);
            } else {
                answer(exchange, body);
            }
        }
    }

    private void answer(HttpExchange exchange, byte[] body) throws IOException {
        try {
            JsonNode question = json.readTree(body);
            String iban = question.path("partyAccount").path("iban").asString("");
            String name = question.path("party").path("name").asString("");
            if (iban.isEmpty() || name.isEmpty()) {
                send(exchange, 400, Map.of("type", "REQUEST_SYNTAX_ERROR"));
                return;
            }
            send(exchange, 200, verdict(name, holders.get(iban)));
        } catch (JacksonException notJson) {
            send(exchange, 400, Map.of("type", "REQUEST_SYNTAX_ERROR"));
        }
    }

    private static Map<String, String> verdict(String name, @org.jspecify.annotations.Nullable String holder) {
        Map<String, String> verdict = new LinkedHashMap<>();
        NameMatch match = holder == null ? NameMatch.NOT_POSSIBLE : NameMatch.of(name, holder);
        verdict.put("partyNameMatch", match.code());
        if (match == NameMatch.CLOSE && holder != null) {
            verdict.put("matchedName", holder);
        }
        return verdict;
    }

    private void send(HttpExchange exchange, int status, Map<String, String> answer) throws IOException {
        byte[] bytes = json.writeValueAsString(answer).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
