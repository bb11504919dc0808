package io.countersign.reconciliation;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.reconciliation.Correction.Change;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Compares the booked entries of two versions of a statement. */
final class Corrections {

    /**
     * Entries are the same by their identity. One of each version that has none in the other is the same one changed where
     * the bank, or else we, call both alike, or where they are the same movement under another name or on another day.
     * Grouped and looked up by id rather than joined: right after a statement has come the database does not know yet how
     * many lines it has.
     */
    private static final String COMPARED = """
            with by_identity as materialized (
                select (array_agg(id) filter (where statement_id = :before))[1] as before,
                       (array_agg(id) filter (where statement_id = :now))[1] as now
                from reconciliation.line where statement_id in (:before, :now) and identity is not null
                group by identity),
            called as (
                select x.id, c.before is not null as old, k.rank, k.name,
                       row_number() over (partition by c.before is not null, k.rank, k.name order by x.entry) as nth
                from by_identity c join reconciliation.line x on x.id = coalesce(c.before, c.now)
                cross join lateral (values
                    (1, x.bank_reference), (2, nullif(x.end_to_end_id, 'NOTPROVIDED')),
                    (3, case when coalesce(x.counterparty, x.remittance) is not null then
                        concat_ws(' | ', trim_scale(x.amount), x.currency, x.credit, x.counterparty, x.remittance) end)
                ) k(rank, name)
                where (c.before is null or c.now is null) and k.name is not null),
            alike as (
                select (array_agg(id) filter (where old))[1] as before, (array_agg(id) filter (where not old))[1] as now, rank
                from called group by rank, name, nth having count(*) = 2),
            paired as materialized (
                select distinct on (now) before, now
                from (select distinct on (before) before, now, rank from alike order by before, rank) x
                order by now, rank),
            both_have as (
                select before, now from paired
                union all
                select before, now from by_identity where before is not null and now is not null),
            told as (
                select b.before, b.now, n.entry, array_remove(array[
                    case when o.amount is distinct from n.amount then 'amount' end,
                    case when o.currency <> n.currency then 'currency' end,
                    case when o.credit <> n.credit then 'credit' end,
                    case when o.reversal <> n.reversal then 'reversal' end,
                    case when o.booked_on is distinct from n.booked_on then 'bookedOn' end,
                    case when o.valued_on is distinct from n.valued_on then 'valuedOn' end,
                    case when o.counterparty is distinct from n.counterparty then 'counterparty' end,
                    case when o.counterparty_account is distinct from n.counterparty_account then 'counterpartyAccount' end,
                    case when coalesce(o.remittance, o.structured_ref) is distinct from coalesce(n.remittance, n.structured_ref)
                        then 'remittance' end,
                    case when o.end_to_end_id is distinct from n.end_to_end_id then 'endToEndId' end,
                    case when o.bank_reference is distinct from n.bank_reference then 'bankReference' end,
                    case when o.code is distinct from n.code then 'code' end,
                    case when o.return_code is distinct from n.return_code then 'returnCode' end], null) as what
                from both_have b
                join reconciliation.line o on o.id = b.before join reconciliation.line n on n.id = b.now),
            changes as (
                select case when c.now is null then 'GONE' else 'ADDED' end as change, c.before, c.now, x.entry,
                       cast('{}' as text[]) as what
                from by_identity c join reconciliation.line x on x.id = coalesce(c.before, c.now)
                where c.now is null and c.before not in (select before from paired)
                   or c.before is null and c.now not in (select now from paired)
                union all
                select case when what = '{}' then 'SAME' else 'CHANGED' end, before, now, entry, what from told)
            """;

    private static final String COUNTS =
            COMPARED + " select change, count(*)::int as entries from changes group by change";

    private static final String FIRST = COMPARED + """
            select c.change, c.before, c.now, c.what, (
                select greatest(l.payments, f.payments, (
                    select count(*) from reconciliation.line p
                    where p.parent in (l.id, l.first_id) and p.state = 'MATCHED'))::int
                from reconciliation.line l left join reconciliation.line f on f.id = l.first_id
                where l.id = coalesce(c.now, c.before)) as payments
            from (select *, row_number() over (partition by change order by entry) as place from changes
                  where change <> 'SAME' and not exists (
                      select from reconciliation.line l left join reconciliation.line f on f.id = l.first_id
                      where l.id in (changes.before, changes.now) and not (%s))) c
            where c.place <= :most
            order by array_position(array['GONE', 'ADDED', 'CHANGED'], c.change), c.place
            """.formatted(StatementReads.MAY_BE_SEEN);

    private final JdbcClient jdbc;
    private final StatementReads reads;

    Corrections(JdbcClient jdbc, StatementReads reads) {
        this.jdbc = jdbc;
        this.reads = reads;
    }

    /** @param statement as the caller was shown it; empty where it replaces none */
    Optional<Correction> of(Caller caller, Statements.View statement) {
        Statements.Earlier earlier = statement.corrects();
        if (earlier == null) {
            return Optional.empty();
        }
        Map<String, Integer> counts = counts(earlier.statementId(), statement.id());
        return Optional.of(new Correction(
                earlier,
                counts.getOrDefault("GONE", 0),
                counts.getOrDefault("ADDED", 0),
                counts.getOrDefault("CHANGED", 0),
                counts.getOrDefault("SAME", 0),
                entries(caller, earlier.statementId(), statement.id())));
    }

    private Map<String, Integer> counts(UUID before, UUID now) {
        Map<String, Integer> counts = new HashMap<>();
        jdbc.sql(COUNTS).param("before", before).param("now", now).query(row -> {
            counts.put(row.getString("change"), row.getInt("entries"));
        });
        return counts;
    }

    private record Found(
            Change change, @Nullable UUID before, @Nullable UUID now, List<String> what, int payments) {}

    private List<Correction.Entry> entries(Caller caller, UUID before, UUID now) {
        List<Found> found = jdbc.sql(FIRST)
                .param("before", before)
                .param("now", now)
                .param("salaries", caller.may(Capability.PAYROLL_DETAILS))
                .param("most", Correction.MOST)
                .query((row, n) -> found(row))
                .list();
        Map<UUID, Statements.Line> lines = reads.lines(
                caller,
                found.stream()
                        .flatMap(f -> Stream.of(f.before(), f.now()))
                        .filter(Objects::nonNull)
                        .toList());
        return found.stream()
                .map(f -> new Correction.Entry(
                        f.change(), lines.get(f.before()), lines.get(f.now()), f.what(), f.payments()))
                .toList();
    }

    private static Found found(ResultSet row) throws SQLException {
        return new Found(
                Change.valueOf(row.getString("change")),
                row.getObject("before", UUID.class),
                row.getObject("now", UUID.class),
                List.of((String[]) row.getArray("what").getArray()),
                row.getInt("payments"));
    }
}
