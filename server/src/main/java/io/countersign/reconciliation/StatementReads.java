package io.countersign.reconciliation;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.governance.identity.CapabilityMissing;
import io.countersign.reconciliation.Statements.Filter;
import io.countersign.reconciliation.Statements.Line;
import io.countersign.reconciliation.Statements.Page;
import io.countersign.reconciliation.Statements.View;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads statements and their lines, narrowed to the legal entities in the caller's scope. */
final class StatementReads {

    private static final int MOST = 500;

    private static final String STATEMENT = """
            select s.*, (select count(*) from reconciliation.break b
                         where b.statement_id = s.id and b.resolution is null) as open_breaks
            from reconciliation.statement s
            where (:all or s.legal_entity = any(:entities))
            """;

    private static final String LIST = STATEMENT + """
              and (cast(:account as text) is null or s.account = :account)
              and (cast(:entity as text) is null or s.legal_entity = :entity)
              and (cast(:kind as text) is null or s.kind = :kind)
              and (cast(:text as text) is null or s.account ilike :text or s.bank_id ilike :text or s.account_name ilike :text)
              and (cast(:at as timestamptz) is null or (s.received_at, s.id) < (:at, cast(:id as uuid)))
            order by s.received_at desc, s.id desc
            limit :limit
            """;

    private static final String FIND = STATEMENT + " and s.id = :id";

    private static final String OF_FILE =
            STATEMENT + " and s.file_id = :file order by s.source_line, s.id limit :limit";

    /** A line that was told before shows what came of the line that counts. */
    private static final String LINE = """
            select l.id, l.statement_id, l.entry, l.part, coalesce(l.booked_on, l.valued_on, s.ordered_on) as booked_on,
                   l.amount, l.currency, l.credit, l.counterparty, coalesce(l.remittance, l.structured_ref) as remittance,
                   l.end_to_end_id, l.bank_reference, case when l.state = 'KNOWN' then coalesce(f.state, 'KNOWN')
                                                           else l.state end as state,
                   coalesce(l.payment_id, f.payment_id) as payment_id, m.reference as payment_reference,
                   coalesce(l.strategy, f.strategy) as strategy, greatest(l.payments, coalesce(f.payments, 0)) as payments,
                   l.source_line, e.line_id as match_id, e.score, e.evidence
            from reconciliation.line l
            join reconciliation.statement s on s.id = l.statement_id
            left join reconciliation.line f on f.id = l.first_id
            left join payments.matchable m on m.id = coalesce(l.payment_id, f.payment_id)
            left join lateral (select x.line_id, x.score, x.evidence::text as evidence from reconciliation.match x
                               where x.line_id = coalesce(l.first_id, l.id) and x.undone_at is null
                               order by x.made_at, x.id limit 1) e on true
            where (:all or s.legal_entity = any(:entities))
            """;

    private static final String LINES = LINE + """
              and l.statement_id = :statement and (l.entry, l.part) > (:entry, :part)
            order by l.entry, l.part
            limit :limit
            """;

    private static final String OF_PAYMENT = LINE + """
              and l.id in (
                  select id from reconciliation.line where payment_id = :payment
                  union
                  select line_id from reconciliation.match where payment_id = :payment and part and undone_at is null
                  union
                  select x.id from reconciliation.line x join payments.matchable p on p.message_id = x.matched_message
                  where p.id = :payment and p.state <> 'REJECTED')
            order by s.received_at, l.entry, l.part
            limit 50
            """;

    private final JdbcClient jdbc;

    StatementReads(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    static void check(Caller caller) {
        if (!caller.may(Capability.RECONCILIATION_WORK)
                && !caller.may(Capability.STATEMENTS_INGEST)
                && !caller.may(Capability.AUDIT_READ)) {
            CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        }
    }

    Page<View> list(Caller caller, Filter filter, @Nullable String after, int limit) {
        check(caller);
        Cursor cursor = Cursor.read(after);
        int most = Math.clamp(limit, 1, MOST);
        List<View> found = scoped(LIST, caller)
                .param("account", filter.account())
                .param("entity", filter.legalEntity())
                .param("kind", filter.kind() == null ? null : filter.kind().name())
                .param("text", filter.text() == null ? null : "%" + filter.text() + "%")
                .param("at", cursor == null ? null : cursor.time())
                .param("id", cursor == null ? null : cursor.id())
                .param("limit", most + 1)
                .query((row, n) -> view(row))
                .list();
        return page(found, most, last -> new Cursor(last.receivedAt(), last.id()).text());
    }

    Optional<View> find(Caller caller, UUID id) {
        check(caller);
        return scoped(FIND, caller).param("id", id).query((row, n) -> view(row)).optional();
    }

    List<View> ofFile(Caller caller, UUID file, int limit) {
        check(caller);
        return scoped(OF_FILE, caller)
                .param("file", file)
                .param("limit", Math.clamp(limit, 1, MOST))
                .query((row, n) -> view(row))
                .list();
    }

    Page<Line> lines(Caller caller, UUID statementId, @Nullable String after, int limit) {
        check(caller);
        int most = Math.clamp(limit, 1, MOST);
        int[] place = place(after);
        List<Placed> found = scoped(LINES, caller)
                .param("statement", statementId)
                .param("entry", place[0])
                .param("part", place[1])
                .param("limit", most + 1)
                .query((row, n) -> new Placed(row.getInt("entry"), row.getInt("part"), line(row)))
                .list();
        Page<Placed> page = page(found, most, last -> last.entry() + "." + last.part());
        return new Page<>(page.items().stream().map(Placed::line).toList(), page.next());
    }

    List<Line> ofPayment(Caller caller, UUID paymentId) {
        check(caller);
        return scoped(OF_PAYMENT, caller)
                .param("payment", paymentId)
                .query((row, n) -> line(row))
                .list();
    }

    private record Placed(int entry, int part, Line line) {}

    private static int[] place(@Nullable String cursor) {
        if (cursor == null) {
            return new int[] {0, -1};
        }
        if (!cursor.matches("\\d{1,9}\\.\\d{1,9}")) {
            throw new IllegalArgumentException("Not a cursor");
        }
        int dot = cursor.indexOf('.');
        return new int[] {Integer.parseInt(cursor.substring(0, dot)), Integer.parseInt(cursor.substring(dot + 1))};
    }

    private JdbcClient.StatementSpec scoped(String sql, Caller caller) {
        return jdbc.sql(sql)
                .param("all", caller.legalEntities().isEmpty())
                .param("entities", caller.legalEntities().toArray(String[]::new));
    }

    static <T> Page<T> page(List<T> found, int most, Function<T, String> cursor) {
        if (found.size() <= most) {
            return new Page<>(found, null);
        }
        List<T> items = List.copyOf(found.subList(0, most));
        return new Page<>(items, cursor.apply(items.get(most - 1)));
    }

    private static View view(ResultSet row) throws SQLException {
        return new View(
                row.getObject("id", UUID.class),
                StatementPart.Kind.valueOf(row.getString("kind")),
                row.getString("account"),
                row.getString("account_name"),
                row.getString("legal_entity"),
                row.getString("currency"),
                row.getString("bank_id"),
                row.getBigDecimal("sequence"),
                row.getObject("from_date", LocalDate.class),
                row.getObject("to_date", LocalDate.class),
                row.getBigDecimal("opening"),
                row.getBigDecimal("closing"),
                row.getBigDecimal("credits"),
                row.getBigDecimal("debits"),
                row.getInt("entries"),
                row.getInt("matched"),
                row.getInt("open_breaks"),
                List.of((String[]) row.getArray("faults").getArray()),
                row.getString("connection"),
                row.getObject("file_id", UUID.class),
                row.getString("file_name"),
                row.getObject("received_at", OffsetDateTime.class).toInstant());
    }

    private static Line line(ResultSet row) throws SQLException {
        return new Line(
                row.getObject("id", UUID.class),
                row.getObject("statement_id", UUID.class),
                row.getInt("entry"),
                row.getObject("booked_on", LocalDate.class),
                row.getBigDecimal("amount"),
                row.getString("currency"),
                row.getBoolean("credit"),
                row.getString("counterparty"),
                row.getString("remittance"),
                row.getString("end_to_end_id"),
                row.getString("bank_reference"),
                row.getString("state"),
                row.getObject("payment_id", UUID.class),
                row.getString("payment_reference"),
                row.getString("strategy"),
                row.getInt("payments"),
                row.getInt("source_line"),
                row.getObject("match_id", UUID.class),
                row.getObject("score", Integer.class),
                row.getString("evidence"));
    }
}
