package io.countersign.bench.simulation;

import io.countersign.model.Cause;
import io.countersign.reconciliation.Feed;
import io.countersign.reconciliation.StatementPart;
import io.countersign.reconciliation.Statements;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Reads the bank's post: a message is done with only when it was read to its end. */
final class Inbound {

    private static final Cause BANK = Cause.system("bank-inbox", new UUID(0, 2));

    private final Product product;
    private final Post post;

    Inbound(Product product, Post post) {
        this.product = product;
        this.post = post;
    }

    Optional<Signers.Act> next() {
        return post.arrived()
                .map(message -> new Signers.Act("read " + message.id(), () -> {
                    String outcome = read(message);
                    post.read(message);
                    return outcome;
                }));
    }

    private String read(Post.Message message) {
        return switch (message) {
            case Post.Message.Status status ->
                product.replies()
                        .apply(
                                status.connection(),
                                status.id(),
                                status.replies().iterator(),
                                BANK)
                        .toString();
            case Post.Message.Statement statement -> ingest(statement.id(), into -> tellStatement(statement, into));
            case Post.Message.Notification notification ->
                ingest(notification.id(), into -> tellNotification(notification, into));
        };
    }

    private String ingest(String id, Feed feed) {
        Statements.Source source = new Statements.Source(
                SimulatedBank.CONNECTION,
                UUID.nameUUIDFromBytes(id.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                id);
        return product.statements().ingest(source, feed, BANK).toString();
    }

    private static void tellStatement(Post.Message.Statement statement, Consumer<StatementPart> into) {
        LocalDate day = day(statement.writtenAt());
        into.accept(new StatementPart.Opened(
                StatementPart.Kind.STATEMENT,
                StatementPart.About.of("simulated"),
                0,
                statement.id(),
                statement.id(),
                statement.account(),
                "EUR",
                BigDecimal.valueOf(statement.number()),
                statement.writtenAt(),
                day,
                day,
                List.of(balance("OPBD", statement.opening(), day), balance("CLBD", statement.closing(), day))));
        int line = 0;
        for (Post.Entry entry : statement.entries()) {
            tell(++line, entry, into);
        }
        into.accept(new StatementPart.Closed(line));
    }

    private static void tellNotification(Post.Message.Notification notification, Consumer<StatementPart> into) {
        into.accept(new StatementPart.Opened(
                StatementPart.Kind.NOTIFICATION,
                StatementPart.About.of("simulated"),
                0,
                notification.id(),
                notification.id(),
                notification.account(),
                "EUR",
                null,
                notification.writtenAt(),
                null,
                null,
                List.of()));
        tell(1, notification.entry(), into);
        into.accept(new StatementPart.Closed(1));
    }

    private static void tell(int line, Post.Entry entry, Consumer<StatementPart> into) {
        BankBooks.Order order = entry.order();
        into.accept(new StatementPart.Entry(
                line,
                0,
                order.amount(),
                order.currency(),
                entry.credit(),
                false,
                "BOOK",
                entry.bookedOn(),
                entry.bookedOn(),
                null,
                entry.bankReference(),
                new StatementPart.BankCode("PMNT", "ICDT", entry.credit() ? "RRTN" : "ESCT", null, null),
                null,
                List.of(),
                null));
        into.accept(detail(entry, order));
        into.accept(new StatementPart.EntryClosed(null));
    }

    private static StatementPart.Detail detail(Post.Entry entry, BankBooks.Order order) {
        String code = entry.returnCode();
        return new StatementPart.Detail(
                0,
                order.amount(),
                order.currency(),
                entry.credit(),
                new StatementPart.References(
                        order.messageId(),
                        null,
                        null,
                        order.endToEndId(),
                        null,
                        null,
                        null,
                        null,
                        entry.bankReference(),
                        null,
                        List.of()),
                new StatementPart.Counterparty(null, order.creditor(), null, null),
                List.of(),
                List.of(),
                code == null ? null : new StatementPart.Return(code, "Account closed", null),
                List.of(),
                null,
                null,
                null,
                null);
    }

    private static StatementPart.Balance balance(String type, BigDecimal amount, LocalDate on) {
        return new StatementPart.Balance(type, amount.abs(), "EUR", amount.signum() >= 0, on);
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }
}
