package io.countersign.reconciliation;

import io.countersign.governance.Journal;
import io.countersign.model.Cause;
import io.countersign.model.Ids;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Takes the statements of one file: stages their lines, writes each statement's row and finds what does not add up. */
final class StatementIntake {

    private static final String ACCOUNT =
            "select legal_entity, name, currency from payments.account_directory where number = :number";

    private static final String INSERT = """
            insert into reconciliation.statement
                (id, kind, account, account_name, legal_entity, currency, bank_id, message_id, sequence, created_at,
                 ordered_on, from_date, to_date, opening, closing, entries, credits, debits, matched, faults, repeats,
                 corrects, connection, file_id, file_name, received_at, correlation_id, format, owner, servicer, page, last_page,
                 continues, continued, copy, source_line, warnings)
            values (:id, :kind, :account, :account_name, :legal_entity, :currency, :bank_id, :message_id, :sequence,
                    :created, :on, :from, :to, :opening, :closing, :entries, :credits, :debits, 0, :faults, :repeats,
                    :corrects, :connection, :file_id, :file_name, :received, :correlation, :format, :owner, :servicer, :page,
                    :last_page, :continues, :continued, :copy, :source_line, :warnings)
            """;

    private static final String BALANCES = """
            insert into reconciliation.balance (statement_id, position, type, sub_type, amount, currency, on_date)
            select :id, x.position, x.type, x.sub_type, x.amount, x.currency, x.on_date
            from unnest(cast(:types as text[]), cast(:sub_types as text[]), cast(:amounts as numeric[]),
                        cast(:currencies as text[]), cast(:dates as date[]))
                 with ordinality x (type, sub_type, amount, currency, on_date, position)
            """;

    private final JdbcClient jdbc;
    private final Staging staging;
    private final Continuity continuity;
    private final Journal journal;
    private final Ids ids;
    private final Statements.Source source;
    private final Cause cause;
    private final Instant now;

    private final List<Taken> taken = new ArrayList<>();
    private int entries;
    private UUID id = new UUID(0, 0);
    private StatementPart.@Nullable Opened opened;

    /** A statement that was written, and what did not add up. */
    record Taken(
            UUID id,
            Continuity.Sheet sheet,
            @Nullable String legalEntity,
            List<Continuity.Fault> faults,
            boolean repeated) {}

    private record Account(
            @Nullable String legalEntity,
            @Nullable String name,
            @Nullable String currency) {}

    /** What an ingest works with; made for each file. */
    record Tools(JdbcClient jdbc, Staging staging, Journal journal, Ids ids, Instant now) {}

    StatementIntake(Tools tools, Statements.Source source, Cause cause) {
        this.jdbc = tools.jdbc();
        this.staging = tools.staging();
        this.continuity = new Continuity(tools.jdbc());
        this.journal = tools.journal();
        this.ids = tools.ids();
        this.now = tools.now();
        this.source = source;
        this.cause = cause;
    }

    void take(StatementPart part) {
        switch (part) {
            case StatementPart.Opened next -> {
                opened = next;
                id = ids.next();
                staging.open(id, next);
            }
            case StatementPart.Entry entry -> {
                entries++;
                staging.add(entry);
            }
            case StatementPart.Detail detail -> staging.add(detail);
            case StatementPart.EntryClosed closed -> staging.close(closed);
            case StatementPart.Closed closed -> write(complete(Objects.requireNonNull(opened), closed), closed);
        }
    }

    List<Taken> taken() {
        return taken;
    }

    int entries() {
        return entries;
    }

    /** All balances in one place, wherever the format tells them. */
    private static StatementPart.Opened complete(StatementPart.Opened o, StatementPart.Closed closed) {
        if (closed.balances().isEmpty()) {
            return o;
        }
        return new StatementPart.Opened(
                o.kind(),
                o.about(),
                o.sourceLine(),
                o.messageId(),
                o.bankId(),
                o.account(),
                o.currency(),
                o.sequence(),
                o.createdAt(),
                o.from(),
                o.to(),
                Stream.concat(o.balances().stream(), closed.balances().stream()).toList());
    }

    private void write(StatementPart.Opened statement, StatementPart.Closed closed) {
        Account account = account(statement.account());
        String currency = statement.currency() == null ? account.currency() : statement.currency();
        Continuity.Sheet sheet = sheet(statement, currency);
        UUID repeats = continuity.repeated(sheet).orElse(null);
        boolean judged = repeats == null && statement.kind() == StatementPart.Kind.STATEMENT;
        Continuity.Earlier corrected = judged ? continuity.corrected(sheet).orElse(null) : null;
        List<Continuity.Fault> faults = new ArrayList<>(judged ? continuity.faults(sheet, corrected) : List.of());
        if (repeats == null && account.legalEntity() == null) {
            continuity.unknownAccount(sheet).ifPresent(faults::add);
        }
        List<String> told = told(sheet, faults, judged);
        insert(new Row(statement, closed, sheet, account, repeats, corrected == null ? null : corrected.id(), told));
        insertBalances(statement.balances());
        taken.add(new Taken(id, sheet, account.legalEntity(), faults, repeats != null));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("statementId", id.toString());
        data.put("kind", statement.kind().name());
        data.put("account", Masked.account(statement.account()));
        data.put("bankId", statement.bankId());
        data.put("entries", sheet.entries());
        data.put("repeated", repeats != null);
        data.put("file", source.fileName());
        journal.record(
                new Journal.Entry("statement.received", id.toString(), 1, account.legalEntity(), null, null, data),
                cause);
    }

    private List<String> told(Continuity.Sheet sheet, List<Continuity.Fault> faults, boolean judged) {
        Stream<String> missing = Stream.empty();
        if (judged && (sheet.opening() == null || sheet.closing() == null)) {
            missing = Stream.of("It has no opening or no closing balance, so that continuity cannot be proved");
        }
        Stream<String> uneven = staging.sums().uneven == 0
                ? Stream.empty()
                : Stream.of("%d entries differ from the sum of their transactions".formatted(staging.sums().uneven));
        return Stream.of(faults.stream().map(Continuity.Fault::detail), missing, uneven)
                .flatMap(s -> s)
                .toList();
    }

    private Continuity.Sheet sheet(StatementPart.Opened statement, @Nullable String currency) {
        StatementPart.Balance opening = balance(statement, "OPBD", "PRCD");
        StatementPart.Balance closing = balance(statement, "CLBD", "CLBD");
        LocalDate on = Continuity.day(statement, closing, now);
        StatementPart.About about = statement.about();
        return new Continuity.Sheet(
                id,
                statement.kind(),
                statement.account(),
                currency,
                statement.bankId(),
                statement.sequence(),
                on,
                OffsetDateTime.ofInstant(Continuity.moment(statement, on, now), ZoneOffset.UTC),
                signed(opening),
                signed(closing),
                staging.sums().entries,
                staging.sums().credits,
                staging.sums().debits,
                about.page(),
                isIntermediate(opening) || isLaterPage(about),
                isIntermediate(closing) || Boolean.FALSE.equals(about.lastPage()));
    }

    private static boolean isIntermediate(StatementPart.@Nullable Balance balance) {
        return balance != null && "INTM".equals(balance.subType());
    }

    /** Only a format that tells its last page numbers nothing but pages; others use the same place for all sorts of numbers. */
    private static boolean isLaterPage(StatementPart.About about) {
        return about.lastPage() != null && about.page() != null && about.page() > 1;
    }

    private static StatementPart.@Nullable Balance balance(
            StatementPart.Opened statement, String type, String otherwise) {
        return statement.balances().stream()
                .filter(b -> b.type().equals(type))
                .findFirst()
                .or(() -> statement.balances().stream()
                        .filter(b -> b.type().equals(otherwise))
                        .findFirst())
                .orElse(null);
    }

    private static @Nullable BigDecimal signed(StatementPart.@Nullable Balance balance) {
        if (balance == null) {
            return null;
        }
        return balance.signed();
    }

    private Account account(String number) {
        return jdbc.sql(ACCOUNT)
                .param("number", number)
                .query((row, n) ->
                        new Account(row.getString("legal_entity"), row.getString("name"), row.getString("currency")))
                .optional()
                .orElse(new Account(null, null, null));
    }

    private record Row(
            StatementPart.Opened statement,
            StatementPart.Closed closed,
            Continuity.Sheet sheet,
            Account account,
            @Nullable UUID repeats,
            @Nullable UUID corrects,
            List<String> faults) {}

    private void insert(Row row) {
        StatementPart.Opened statement = row.statement();
        StatementPart.About about = statement.about();
        Continuity.Sheet sheet = row.sheet();
        Account account = row.account();
        jdbc.sql(INSERT)
                .param("id", id)
                .param("kind", statement.kind().name())
                .param("account", statement.account())
                .param("account_name", account.name())
                .param("legal_entity", account.legalEntity())
                .param("currency", sheet.currency())
                .param("bank_id", statement.bankId())
                .param("message_id", statement.messageId())
                .param("sequence", statement.sequence())
                .param("created", sheet.created())
                .param("on", sheet.on())
                .param("from", statement.from())
                .param("to", statement.to())
                .param("opening", sheet.opening())
                .param("closing", sheet.closing())
                .param("entries", sheet.entries())
                .param("credits", sheet.credits())
                .param("debits", sheet.debits())
                .param("faults", row.faults().toArray(String[]::new))
                .param("repeats", row.repeats())
                .param("corrects", row.corrects())
                .param("connection", source.connection())
                .param("file_id", source.fileId())
                .param("file_name", source.fileName())
                .param("received", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                .param("correlation", cause.correlationId())
                .param("format", about.format())
                .param("owner", about.owner())
                .param("servicer", about.servicer())
                .param("page", about.page())
                .param("last_page", about.lastPage())
                .param("continues", sheet.continues())
                .param("continued", sheet.continued())
                .param("copy", about.copy())
                .param("source_line", statement.sourceLine())
                .param("warnings", row.closed().warnings().toArray(String[]::new))
                .update();
    }

    private void insertBalances(List<StatementPart.Balance> balances) {
        jdbc.sql(BALANCES)
                .param("id", id)
                .param("types", texts(balances, StatementPart.Balance::type))
                .param("sub_types", texts(balances, StatementPart.Balance::subType))
                .param("amounts", texts(balances, b -> b.signed().toPlainString()))
                .param("currencies", texts(balances, StatementPart.Balance::currency))
                .param("dates", texts(balances, b -> b.on() == null ? null : b.on().toString()))
                .update();
    }

    private static @Nullable String[] texts(
            List<StatementPart.Balance> balances, Function<StatementPart.Balance, @Nullable String> of) {
        return balances.stream().map(of).toArray(String[]::new);
    }
}
