package io.countersign.connectors.odoo;

import io.countersign.connectors.odoo.OdooSettings.StatementLines;
import io.countersign.reconciliation.ErpBook;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Lines of statements that belong to no payment: which of them Odoo has to know, and their tasks. */
final class ErpEntries {

    private static final String ENQUEUE = """
            insert into connectors.erp_task as t (payment_id, kind, state, next_at, planned_at, updated_at)
            select id, 'ENTRY', 'READY', :now, cast(:planned as timestamptz), :now
            from unnest(cast(:ids as uuid[])) as id order by id
            on conflict (payment_id) do update
            set wanted = t.wanted + 1, state = case t.state when 'WORKING' then 'WORKING' else 'READY' end,
                attempts = 0, next_at = excluded.next_at, updated_at = excluded.updated_at,
                planned_at = case t.state when 'READY' then t.planned_at else excluded.planned_at end
            """;

    /** What waits for an account, and what a person had to look at that is no payment. */
    private static final String AGAIN = """
            update connectors.erp_task
            set wanted = wanted + 1, state = case state when 'WORKING' then 'WORKING' else 'READY' end, attempts = 0,
                next_at = :now, updated_at = :now
            where payment_id = any(cast(:ids as uuid[])) or kind = 'ENTRY' and state = 'PARKED'
            """;

    private static final String JOURNALS = """
            select number, erp_id, currency from payments.own_account
            where number = any(cast(:numbers as text[])) and erp_id is not null
            """;

    private record OwnAccount(int journal, String currency) {}

    private final JdbcClient jdbc;
    private final ErpBook book;
    private final boolean all;
    private final Clock clock;

    ErpEntries(JdbcClient jdbc, ErpBook book, OdooSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.book = book;
        this.all = settings.statementLines() == StatementLines.ALL;
        this.clock = clock;
    }

    /** In the transaction that hears of statements and of what people did about breaks. */
    void enqueue(Collection<UUID> statements, Collection<UUID> breaks, @Nullable Instant planned) {
        List<UUID> lines = book.touched(statements, breaks, all);
        if (!lines.isEmpty()) {
            jdbc.sql(ENQUEUE)
                    .param("ids", texts(lines))
                    .param("planned", planned == null ? null : OffsetDateTime.ofInstant(planned, ZoneOffset.UTC))
                    .param("now", now())
                    .update();
        }
    }

    /** A person says that something was put right. */
    void again(Collection<UUID> lacking) {
        jdbc.sql(AGAIN).param("ids", texts(lacking)).param("now", now()).update();
    }

    /** By id; those of accounts that Odoo does not know are missing. */
    Map<UUID, ErpEntry> load(Collection<UUID> lines) {
        List<ErpBook.Entry> found = lines.isEmpty() ? List.of() : book.entries(lines);
        Map<String, OwnAccount> accounts = new HashMap<>();
        jdbc.sql(JOURNALS)
                .param("numbers", found.stream().map(ErpBook.Entry::account).toArray(String[]::new))
                .query(row -> {
                    accounts.put(
                            row.getString("number"),
                            new OwnAccount(Integer.parseInt(row.getString("erp_id")), row.getString("currency")));
                });
        Map<UUID, ErpEntry> entries = new HashMap<>();
        for (ErpBook.Entry entry : found) {
            OwnAccount account = accounts.get(entry.account());
            if (account != null && entry.amount() != null && entry.currency().equals(account.currency())) {
                entries.put(entry.id(), entry(entry, account.journal()));
            }
        }
        return entries;
    }

    private ErpEntry entry(ErpBook.Entry entry, int journal) {
        boolean wanted =
                entry.last() && (all ? entry.explained() : !entry.differences().isEmpty());
        String end = entry.account().substring(Math.max(0, entry.account().length() - 4));
        return new ErpEntry(
                entry.id(),
                journal,
                end + " " + entry.entry(),
                entry.legalEntity(),
                entry.correlationId(),
                entry.bookedOn(),
                entry.says(),
                Objects.requireNonNull(entry.amount()),
                entry.differences(),
                wanted);
    }

    private static String[] texts(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).toArray(String[]::new);
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
