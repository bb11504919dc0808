package io.countersign.reconciliation;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The door for the ERP connector: what banks booked, as the ERP should have it. */
@Component
public class ErpBook {

    /** What differs from the amount of a payment, or a fee by itself. Negative: it costs us. */
    public record Difference(String kind, BigDecimal amount) {}

    /**
     * What banks booked for one payment.
     *
     * @param out what differs where it left
     * @param back what differs where it came back
     * @param outgoing the amount that left, where entries name this payment alone
     * @param incoming the amount that came back
     * @param left the last day on which final statements show that it left; null as long as they do not, whatever else says so
     * @param cameBack likewise that it came back
     */
    public record Booked(
            List<Difference> out,
            List<Difference> back,
            @Nullable BigDecimal outgoing,
            @Nullable BigDecimal incoming,
            @Nullable LocalDate left,
            @Nullable LocalDate cameBack,
            @Nullable String currency) {
        public static final Booked AS_ORDERED = new Booked(List.of(), List.of(), null, null, null, null, null);
    }

    /**
     * A line that belongs to no payment.
     *
     * @param amount negative where money left
     * @param says what the bank says of it
     * @param last whether a final statement shows it
     * @param differences what it was accepted as; empty where it was left to the ERP
     */
    public record Entry(
            UUID id,
            String account,
            @Nullable String legalEntity,
            String state,
            @Nullable BigDecimal amount,
            String currency,
            LocalDate bookedOn,
            String entry,
            @Nullable String says,
            String correlationId,
            boolean last,
            List<Difference> differences) {

        /** Whether a person or a rule said what it is; a receipt needs nobody to. */
        public boolean explained() {
            return state.equals("NOT_OURS") || state.equals("RECEIPT") || !differences.isEmpty();
        }
    }

    private static final String DIFFERENCES = """
            select payment_id, line_id, kind, amount, credit from reconciliation.erp_difference
            where undone_at is null and %s = any(cast(:ids as uuid[])) order by made_at, id
            """;

    /** A movement is final once any statement shows it, by itself or in the total it is a part of. */
    private static final String BOOKED = """
            with matched as (
                select payment_id, line_id, part from reconciliation.match
                where payment_id = any(cast(:ids as uuid[])) and undone_at is null
                union all
                select p.id, m.line_id, true
                from payments.matchable p join reconciliation.match m on m.message_id = p.message_id
                where p.id = any(cast(:ids as uuid[])) and p.state <> 'REJECTED' and m.undone_at is null)
            select m.payment_id, l.credit, sum(l.amount) filter (where not m.part) as amount, min(l.currency) as currency,
                   case when bool_and(f.final) then max(coalesce(l.booked_on, l.valued_on, s.ordered_on)) end as shown_on
            from matched m
            join reconciliation.line l on l.id = m.line_id
            join reconciliation.statement s on s.id = l.statement_id
            cross join lateral (
                select s.kind = 'STATEMENT' or exists (
                    select from reconciliation.line later join reconciliation.statement z on z.id = later.statement_id
                    where later.first_id in (l.id, l.parent) and z.kind = 'STATEMENT') as final) f
            group by m.payment_id, l.credit
            """;

    private static final String ENTRIES = "select * from reconciliation.erp_entry where id = any(cast(:ids as uuid[]))";

    /** Lines of statements and breaks that the ERP may have to know, or knows and may have to forget. */
    private static final String TOUCHED = """
            with touched as (
                select coalesce(first_id, id) as id from reconciliation.line where statement_id = any(cast(:statements as uuid[]))
                union
                select line_id from reconciliation.break where id = any(cast(:breaks as uuid[])) and line_id is not null)
            select t.id from touched t join reconciliation.line l on l.id = t.id
            where l.strategy in ('ACCOUNT_FEE', 'WRITE_OFF') or :all and l.state in ('RECEIPT', 'NOT_OURS')
               or exists (select from reconciliation.erp_booking b where b.line_id = t.id and b.taken_back_at is null)
            order by t.id
            """;

    /** Payments that are reversed and so have no event to come. */
    private static final String REVERSED = """
            with touched as (
                select coalesce(first_id, id) as id from reconciliation.line where statement_id = any(cast(:statements as uuid[]))
                union
                select part.id from reconciliation.line total join reconciliation.line part on part.parent = total.first_id
                where total.statement_id = any(cast(:statements as uuid[]))
                union
                select line_id from reconciliation.break where id = any(cast(:breaks as uuid[])) and line_id is not null),
            matched as (
                select m.payment_id, m.message_id from touched t join reconciliation.match m on m.line_id = t.id)
            select p.id from matched x join payments.matchable p on p.id = x.payment_id where p.state = 'REVERSED'
            union
            select p.id from matched x join payments.matchable p on p.message_id = x.message_id where p.state = 'REVERSED'
            """;

    private final JdbcClient jdbc;

    ErpBook(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What was booked for payments; those of which it is just what was ordered may be missing. */
    public Map<UUID, Booked> ofPayments(Collection<UUID> payments) {
        Map<UUID, List<Difference>> out = differences("payment_id", payments, false);
        Map<UUID, List<Difference>> back = differences("payment_id", payments, true);
        Map<UUID, BigDecimal> outgoing = new HashMap<>();
        Map<UUID, BigDecimal> incoming = new HashMap<>();
        Map<UUID, LocalDate> left = new HashMap<>();
        Map<UUID, LocalDate> cameBack = new HashMap<>();
        Map<UUID, String> currency = new HashMap<>();
        jdbc.sql(BOOKED).param("ids", Allocation.array(List.copyOf(payments))).query(row -> {
            UUID id = row.getObject("payment_id", UUID.class);
            boolean credit = row.getBoolean("credit");
            (credit ? incoming : outgoing).put(id, row.getBigDecimal("amount"));
            (credit ? cameBack : left).put(id, row.getObject("shown_on", LocalDate.class));
            currency.put(id, row.getString("currency"));
        });
        Map<UUID, Booked> booked = new HashMap<>();
        for (UUID id : payments) {
            booked.put(
                    id,
                    new Booked(
                            out.getOrDefault(id, List.of()),
                            back.getOrDefault(id, List.of()),
                            outgoing.get(id),
                            incoming.get(id),
                            left.get(id),
                            cameBack.get(id),
                            currency.get(id)));
        }
        return booked;
    }

    /** The lines with these ids that belong to no payment. */
    public List<Entry> entries(Collection<UUID> lines) {
        Map<UUID, List<Difference>> differences = differences("line_id", lines, null);
        return jdbc.sql(ENTRIES)
                .param("ids", Allocation.array(List.copyOf(lines)))
                .query((row, n) -> entry(row, differences))
                .list();
    }

    private static Entry entry(ResultSet row, Map<UUID, List<Difference>> differences) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        return new Entry(
                id,
                row.getString("account"),
                row.getString("legal_entity"),
                row.getString("state"),
                row.getBigDecimal("amount"),
                row.getString("currency"),
                row.getObject("booked_on", LocalDate.class),
                row.getString("entry"),
                row.getString("says"),
                row.getString("correlation_id"),
                row.getBoolean("final"),
                differences.getOrDefault(id, List.of()));
    }

    /** Differences that stand; of lines only those beside no payment. */
    private Map<UUID, List<Difference>> differences(String of, Collection<UUID> wanted, @Nullable Boolean credit) {
        Map<UUID, List<Difference>> found = new HashMap<>();
        jdbc.sql(DIFFERENCES.formatted(of))
                .param("ids", Allocation.array(List.copyOf(wanted)))
                .query(row -> {
                    boolean wantedHere =
                            credit == null ? row.getObject("payment_id") == null : row.getBoolean("credit") == credit;
                    if (wantedHere) {
                        found.computeIfAbsent(row.getObject(of, UUID.class), id -> new ArrayList<>())
                                .add(new Difference(row.getString("kind"), row.getBigDecimal("amount")));
                    }
                });
        return found;
    }

    /** Reversed payments of which these statements, or what people did about these breaks, may say something new. */
    public List<UUID> reversed(Collection<UUID> statements, Collection<UUID> breaks) {
        return statements.isEmpty() && breaks.isEmpty()
                ? List.of()
                : jdbc.sql(REVERSED)
                        .param("statements", Allocation.array(List.copyOf(statements)))
                        .param("breaks", Allocation.array(List.copyOf(breaks)))
                        .query(UUID.class)
                        .list();
    }

    /** @param all whether the ERP is also told what is neither a payment nor written off */
    public List<UUID> touched(Collection<UUID> statements, Collection<UUID> breaks, boolean all) {
        return statements.isEmpty() && breaks.isEmpty()
                ? List.of()
                : jdbc.sql(TOUCHED)
                        .param("statements", Allocation.array(List.copyOf(statements)))
                        .param("breaks", Allocation.array(List.copyOf(breaks)))
                        .param("all", all)
                        .query(UUID.class)
                        .list();
    }
}
