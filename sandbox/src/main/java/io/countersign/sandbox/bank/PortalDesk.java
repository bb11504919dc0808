package io.countersign.sandbox.bank;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The web portals of simulated banks that have no other line, on loopback: a page on which a person uploads a payment file,
 * gets a receipt, and finds what the bank answered.
 */
final class PortalDesk implements AutoCloseable {

    private static final String FILE_NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMM HH:mm:ss").withZone(ZoneOffset.UTC);

    private final HttpServer server;
    private final Clock clock;

    /** @param port where it was reached before, kept in this file over restarts */
    PortalDesk(Path port, Clock clock) throws IOException {
        this.clock = clock;
        int before =
                Files.exists(port) ? Integer.parseInt(Files.readString(port).strip()) : 0;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), before), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        Files.writeString(port, String.valueOf(server.getAddress().getPort()));
    }

    /** Opens the portal of a bank, whose files are in its home as those of any other bank; answers where it is. */
    URI admit(BankProfile bank, Path home) {
        Counter counter = new Counter(bank, home);
        server.createContext("/" + bank.name() + "/", exchange -> {
            try (exchange) {
                counter.serve(exchange);
            }
        });
        return URI.create(
                "http://127.0.0.1:%d/%s/".formatted(server.getAddress().getPort(), bank.name()));
    }

    /** What was uploaded, as the bank counts it, so that it can be compared. */
    private record Receipt(Instant at, String file, String number, String holds) {}

    /** One bank's portal. */
    private final class Counter {
        private final BankProfile bank;
        private final Path home;
        private final List<Receipt> receipts = new CopyOnWriteArrayList<>();

        Counter(BankProfile bank, Path home) {
            this.bank = bank;
            this.home = home;
        }

        void serve(HttpExchange exchange) throws IOException {
            String path =
                    exchange.getRequestURI().getPath().substring(bank.name().length() + 2);
            String name = path.substring(path.indexOf('/') + 1);
            if (path.isEmpty()) {
                answer(exchange, 200, "text/html; charset=utf-8", page());
            } else if (!name.matches(FILE_NAME)) {
                answer(exchange, 400, "text/plain; charset=utf-8", "A file name has letters, digits and . _ - only");
            } else if (path.startsWith("upload/") && exchange.getRequestMethod().equals("POST")) {
                upload(exchange, name);
            } else if (path.startsWith("documents/")
                    && Files.exists(home.resolve("download").resolve(name))) {
                exchange.getResponseHeaders().set("Content-Disposition", "attachment; filename=\"" + name + "\"");
                answer(
                        exchange,
                        200,
                        "application/xml",
                        Files.readString(home.resolve("download").resolve(name)));
            } else {
                answer(exchange, 404, "text/plain; charset=utf-8", "There is nothing here");
            }
        }

        /** Counted before it is given its name, since from then on the bank may take it away. */
        private void upload(HttpExchange exchange, String name) throws IOException {
            Path part = home.resolve("upload").resolve("." + name + ".part");
            try (InputStream content = exchange.getRequestBody()) {
                Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
                String holds = holds(part);
                Instant now = clock.instant();
                String number = "%s-%08d".formatted(bank.bic().substring(0, 4), now.toEpochMilli() / 100 % 100_000_000);
                receipts.addFirst(new Receipt(now, name, number, holds));
                Files.move(part, home.resolve("upload").resolve(name), StandardCopyOption.ATOMIC_MOVE);
                answer(exchange, 200, "text/plain; charset=utf-8", "Receipt " + number + ": " + holds);
            } catch (IOException unreadable) {
                Files.deleteIfExists(part);
                answer(exchange, 400, "text/plain; charset=utf-8", "This is no file that the bank can read");
            }
        }

        private static String holds(Path file) throws IOException {
            Optional<RecallRequest> recall = RecallReader.read(file);
            if (recall.isPresent()) {
                return "recall of " + count(recall.get().payments().size());
            }
            CreditTransfer.Order order = Pain001Reader.read(file);
            String currency = order.batches().getFirst().transfers().getFirst().currency();
            return String.format(Locale.ROOT, "%s, %s %,.2f", count(order.count()), currency, order.sum());
        }

        private static String count(int payments) {
            return payments == 1 ? "1 payment" : payments + " payments";
        }

        private String page() throws IOException {
            try (InputStream in = PortalDesk.class.getResourceAsStream("portal.html")) {
                return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                        .replace("{bank}", bank.title())
                        .replace("{receipts}", receipts.stream().map(this::row).collect(Collectors.joining()))
                        .replace("{documents}", documents());
            }
        }

        private String row(Receipt receipt) {
            return "<tr><td>%s<td>%s<td><b>%s</b><td>%s"
                    .formatted(TIME.format(receipt.at()), receipt.file(), receipt.number(), receipt.holds());
        }

        private String documents() throws IOException {
            try (Stream<Path> files = Files.list(home.resolve("download"))) {
                return files.filter(file -> name(file).matches(FILE_NAME))
                        .sorted(Comparator.comparing(Counter::written).reversed())
                        .map(file -> "<tr><td>%1$s<td><a href=\"documents/%2$s\">%2$s</a>"
                                .formatted(TIME.format(written(file).toInstant()), name(file)))
                        .collect(Collectors.joining());
            }
        }

        private static FileTime written(Path file) {
            try {
                return Files.getLastModifiedTime(file);
            } catch (IOException gone) {
                return FileTime.fromMillis(0);
            }
        }

        private static String name(Path file) {
            return Objects.requireNonNull(file.getFileName()).toString();
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
