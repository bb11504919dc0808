package io.countersign.reconciliation;

import io.countersign.governance.identity.Caller;
import io.countersign.payments.ports.BankInbox;
import io.countersign.reconciliation.Certificate.Counts;
import io.countersign.reconciliation.Certificate.Source;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Makes the balance certificate of an account's day from its final statements. */
@Component
public class Certificates {

    /**
     * The final statements of the day of one of them: neither repeated nor corrected by another. The closing balance of a
     * page that goes on is none of the day before its next page is here.
     */
    private static final String DAY = """
            select s.*, s.continued and not exists (
                       select from reconciliation.statement n
                       where n.account = s.account and n.kind = 'STATEMENT' and n.repeats is null and n.opening = s.closing
                         and (n.ordered_on, n.created_at, n.id) > (s.ordered_on, s.created_at, s.id)) as unfinished
            from reconciliation.statement s
            join reconciliation.statement o on o.account = s.account and o.ordered_on = s.ordered_on
            where o.id = :id and o.kind = 'STATEMENT' and s.kind = 'STATEMENT' and s.repeats is null
              and not exists (select from reconciliation.statement c where c.corrects = s.id)
              and (:all or s.legal_entity = any(:entities))
            order by s.created_at, s.id
            """;

    private static final String BEFORE = """
            select s.closing from reconciliation.statement s
            where s.account = :account and s.kind = 'STATEMENT' and s.repeats is null and s.ordered_on < :day
              and not exists (select from reconciliation.statement c where c.corrects = s.id)
            order by s.ordered_on desc, s.created_at desc, s.id desc limit 1
            """;

    /** A line that an earlier message told has the outcome of that one. */
    private static final String COUNTS = """
            select count(*)::int as total,
                   (count(*) filter (where x.state = 'MATCHED' and x.payments > 0))::int as matched,
                   (count(*) filter (where x.state = 'RECEIPT'))::int as receipts,
                   (count(*) filter (where x.state = 'OPEN'))::int as unmatched
            from (select case when l.state = 'KNOWN' then f.state else l.state end as state,
                         case when l.state = 'KNOWN' then f.payments else l.payments end as payments
                  from reconciliation.line l left join reconciliation.line f on f.id = l.first_id
                  where l.statement_id = any(cast(:ids as uuid[])) and l.status = 'BOOK' and l.role <> 'TOTAL') x
            """;

    private static final String DIFFERENCES = """
            select coalesce(sum(d.amount), 0) from reconciliation.difference d
            join reconciliation.line l on l.id = d.line_id or l.first_id = d.line_id
            where l.statement_id = any(cast(:ids as uuid[])) and d.undone_at is null and d.kind <> 'NOT_OURS'
            """;

    private static final String BREAKS = """
            select count(*)::int from reconciliation.break
            where statement_id = any(cast(:ids as uuid[])) and resolution is null
            """;

    private final JdbcClient jdbc;
    private final ObjectProvider<BankInbox> inbox;

    Certificates(JdbcClient jdbc, ObjectProvider<BankInbox> inbox) {
        this.jdbc = jdbc;
        this.inbox = inbox;
    }

    private record Sheet(
            UUID id,
            String account,
            @Nullable String name,
            @Nullable String legalEntity,
            LocalDate day,
            @Nullable String currency,
            @Nullable BigDecimal opening,
            @Nullable BigDecimal closing,
            BigDecimal credits,
            BigDecimal debits,
            UUID file,
            Source source) {}

    /**
     * The certificate of the day of a final statement; empty for provisional ones. Needs what reading statements needs.
     *
     * @param statementId any final statement of the day
     */
    public Optional<Certificate> of(Caller caller, UUID statementId) {
        StatementReads.check(caller);
        List<Sheet> sheets = jdbc.sql(DAY)
                .param("id", statementId)
                .param("all", caller.legalEntities().isEmpty())
                .param("entities", caller.legalEntities().toArray(String[]::new))
                .query((row, n) -> sheet(row))
                .list();
        return sheets.isEmpty() ? Optional.empty() : Optional.of(certificate(caller, sheets));
    }

    private Certificate certificate(Caller caller, List<Sheet> sheets) {
        Sheet first = sheets.getFirst();
        BigDecimal credits = sum(sheets.stream().map(Sheet::credits).toList());
        BigDecimal debits = sum(sheets.stream().map(Sheet::debits).toList());
        BigDecimal opening = first.opening();
        String[] ids = sheets.stream().map(s -> s.id().toString()).toArray(String[]::new);
        return new Certificate(
                Masked.account(first.account()),
                first.name(),
                first.legalEntity(),
                first.day(),
                first.currency() == null ? "XXX" : first.currency(),
                opening,
                credits,
                debits,
                sheets.getLast().closing(),
                opening == null ? null : opening.add(credits).subtract(debits),
                continuous(first),
                counts(ids),
                jdbc.sql(DIFFERENCES).param("ids", ids).query(BigDecimal.class).single(),
                jdbc.sql(BREAKS).param("ids", ids).query(Integer.class).single(),
                sheets.stream().map(s -> withHash(caller, s)).toList());
    }

    private @Nullable Boolean continuous(Sheet first) {
        Optional<BigDecimal> before = jdbc
                .sql(BEFORE)
                .param("account", first.account())
                .param("day", first.day())
                .query(BigDecimal.class)
                .list()
                .stream()
                .filter(Objects::nonNull)
                .findFirst();
        return (before.isEmpty() || first.opening() == null)
                ? null
                : Boolean.valueOf(before.get().compareTo(first.opening()) == 0);
    }

    private Counts counts(String[] ids) {
        return jdbc.sql(COUNTS)
                .param("ids", ids)
                .query((row, n) -> {
                    int all = row.getInt("total");
                    int explained = row.getInt("matched") + row.getInt("receipts") + row.getInt("unmatched");
                    return new Counts(
                            all,
                            row.getInt("matched"),
                            row.getInt("receipts"),
                            row.getInt("unmatched"),
                            all - explained);
                })
                .single();
    }

    private Source withHash(Caller caller, Sheet sheet) {
        BankInbox files = inbox.getIfAvailable();
        Source s = sheet.source();
        String hash = files == null
                ? null
                : files.find(caller, sheet.file())
                        .map(BankInbox.FileView::sha256)
                        .orElse(null);
        return new Source(s.statementId(), s.statement(), s.format(), s.fileName(), s.receivedAt(), hash);
    }

    private static BigDecimal sum(List<BigDecimal> amounts) {
        return amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static Sheet sheet(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        BigDecimal sequence = row.getBigDecimal("sequence");
        return new Sheet(
                id,
                row.getString("account"),
                row.getString("account_name"),
                row.getString("legal_entity"),
                row.getObject("ordered_on", LocalDate.class),
                row.getString("currency"),
                row.getBigDecimal("opening"),
                row.getBoolean("unfinished") ? null : row.getBigDecimal("closing"),
                row.getBigDecimal("credits"),
                row.getBigDecimal("debits"),
                row.getObject("file_id", UUID.class),
                new Source(
                        id,
                        sequence == null ? row.getString("bank_id") : sequence.toPlainString(),
                        row.getString("format"),
                        row.getString("file_name"),
                        row.getObject("received_at", OffsetDateTime.class).toInstant(),
                        null));
    }
}
