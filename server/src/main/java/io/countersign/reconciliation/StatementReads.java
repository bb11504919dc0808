package io.countersign.reconciliation;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.governance.identity.CapabilityMissing;
import io.countersign.reconciliation.Statements.Balance;
import io.countersign.reconciliation.Statements.Earlier;
import io.countersign.reconciliation.Statements.Filter;
import io.countersign.reconciliation.Statements.Line;
import io.countersign.reconciliation.Statements.Page;
import io.countersign.reconciliation.Statements.Pages;
import io.countersign.reconciliation.Statements.View;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads statements and their lines, narrowed to the legal entities in the caller's scope. */
final class StatementReads {

    private static final int MOST = 500;

    private static final String STATEMENT = """
            select s.*, (select count(*) from reconciliation.break b
                         where b.statement_id = s.id and b.resolution is null) as open_breaks,
                   r.id as same_statement_id, r.file_id as same_file_id, r.file_name as same_file_name,
                   r.source_line as same_source_line, r.received_at as same_received_at,
                   c.id as old_statement_id, c.file_id as old_file_id, c.file_name as old_file_name,
                   c.source_line as old_source_line, c.received_at as old_received_at
            from reconciliation.statement s
            left join reconciliation.statement r on r.id = s.repeats
            left join reconciliation.statement c on c.id = s.corrects
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

    /** The same statement by its number, or by its id where the bank counts none; of a day near by, since numbers repeat. */
    private static final String PAGES = """
            select distinct on (p.page) p.id, p.page, p.continued
            from reconciliation.statement s
            join reconciliation.statement p on p.account = s.account and p.kind = s.kind
             and (p.sequence = s.sequence or (p.sequence is null and s.sequence is null and p.bank_id = s.bank_id))
             and p.ordered_on between s.ordered_on - 7 and s.ordered_on + 7
            where s.id = :id and s.page > 0 and p.page > 0 and (s.continues or s.continued) and (p.continues or p.continued)
              and (p.id = s.id or (p.repeats is null and p.page <> s.page
                                   and not exists (select from reconciliation.statement c where c.corrects = p.id)))
              and (:all or p.legal_entity = any(:entities))
            order by p.page, p.received_at desc, p.id
            limit :limit
            """;

    private static final String BALANCES = """
            select statement_id, type, sub_type, amount, currency, on_date from reconciliation.balance
            where statement_id = any(:ids) order by statement_id, position
            """;

    private static final String TOLD_BEFORE = """
            select file_name from (
                select distinct on (e.file_id) e.file_name, e.received_at
                from reconciliation.statement s
                join reconciliation.line l on l.statement_id = s.id and l.first_id is not null
                join reconciliation.line f on f.id = l.first_id
                join reconciliation.statement e on e.id = f.statement_id
                where s.file_id = :file and e.file_id <> :file
                order by e.file_id, e.received_at) x
            order by received_at, file_name limit 3
            """;

    /**
     * A line is a salary's where it was matched with one, would be but for a break, or names one; with {@code l} and the
     * line that counts as {@code f}.
     */
    static final String MAY_BE_SEEN = """
            (:salaries or not (
                payments.confidential(coalesce(l.payment_id, f.payment_id))
                or exists (select from reconciliation.break b
                           where b.line_id = coalesce(l.first_id, l.id) and payments.confidential(b.payment_id))
                or exists (select from payments.matchable n
                           where n.end_to_end_id = l.end_to_end_id and n.debtor_number = l.account
                             and payments.confidential(n.id))))""";

    /** A line that was told before shows what came of the line that counts. */
    private static final String LINE = """
            select l.id, l.statement_id, l.entry, l.part, coalesce(l.booked_on, l.valued_on, s.ordered_on) as booked_on,
                   l.amount, l.currency, l.credit, l.counterparty, coalesce(l.remittance, l.structured_ref) as remittance,
                   l.end_to_end_id, l.bank_reference, case when l.state = 'KNOWN' then coalesce(f.state, 'KNOWN')
                                                           else l.state end as state,
                   coalesce(l.payment_id, f.payment_id) as payment_id, m.reference as payment_reference,
                   coalesce(l.strategy, f.strategy) as strategy, greatest(l.payments, coalesce(f.payments, 0)) as payments,
                   l.source_line, e.line_id as match_id, e.score, e.evidence,
                   o.id as first_statement_id, o.file_id as first_file_id, o.file_name as first_file_name,
                   f.source_line as first_source_line, o.received_at as first_received_at
            from reconciliation.line l
            join reconciliation.statement s on s.id = l.statement_id
            left join reconciliation.line f on f.id = l.first_id
            left join reconciliation.statement o on o.id = f.statement_id
            left join payments.matchable m on m.id = coalesce(l.payment_id, f.payment_id)
            left join lateral (select x.line_id, x.score, x.evidence::text as evidence from reconciliation.match x
                               where x.line_id = coalesce(l.first_id, l.id) and x.undone_at is null
                               order by x.made_at, x.id limit 1) e on true
            where (:all or s.legal_entity = any(:entities)) and
            """ + MAY_BE_SEEN;

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

    /** An entry may begin long before its account is told. */
    private static final String ACCOUNTS = """
            select s.account from reconciliation.statement s
            where s.id = :statement and (:all or s.legal_entity = any(:entities))
            union
            select l.counterparty_account from reconciliation.line l join reconciliation.statement s on s.id = l.statement_id
            where l.statement_id = :statement and l.counterparty_account is not null
              and l.source_line between :from - 500 and :to and (:all or s.legal_entity = any(:entities))
            """;

    private static final String IN_FILE =
            "l.statement_id in (select s.id from reconciliation.statement s where s.file_id = :id)";

    /** A line of a whole file has no payment of its own; the file does. One that was told before may name it nevertheless. */
    private static final String SALARY_IN = """
            select exists (
                select from reconciliation.line l
                left join reconciliation.line f on f.id = l.first_id
                where %1$s and (
                    payments.confidential(coalesce(l.payment_id, f.payment_id)) or exists (
                        select from reconciliation.match x where x.line_id = coalesce(l.first_id, l.id)
                        and x.undone_at is null and payments.confidential(x.payment_id))))
            or exists (
                select from reconciliation.line l join reconciliation.break b on b.line_id = coalesce(l.first_id, l.id)
                where %1$s and payments.confidential(b.payment_id))
            or exists (
                select from reconciliation.line l join payments.matchable n
                  on n.end_to_end_id = l.end_to_end_id and n.debtor_number = l.account
                where %1$s and payments.confidential(n.id))
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
        return page(withBalances(found), most, last -> new Cursor(last.receivedAt(), last.id()).text());
    }

    Optional<View> find(Caller caller, UUID id) {
        check(caller);
        List<View> found = scoped(FIND, caller)
                .param("id", id)
                .query((row, n) -> view(row))
                .list();
        return withBalances(found).stream().findFirst();
    }

    List<String> toldBefore(UUID fileId) {
        return jdbc.sql(TOLD_BEFORE).param("file", fileId).query(String.class).list();
    }

    private List<View> withBalances(List<View> statements) {
        Map<UUID, List<Balance>> balances = new HashMap<>();
        jdbc.sql(BALANCES)
                .param("ids", statements.stream().map(View::id).toArray(UUID[]::new))
                .query(row -> {
                    balances.computeIfAbsent(row.getObject("statement_id", UUID.class), id -> new ArrayList<>())
                            .add(balance(row));
                });
        return statements.stream()
                .map(s -> s.with(balances.getOrDefault(s.id(), List.of())))
                .toList();
    }

    List<View> ofFile(Caller caller, UUID file, int limit) {
        check(caller);
        return withBalances(scoped(OF_FILE, caller)
                .param("file", file)
                .param("limit", Math.clamp(limit, 1, MOST))
                .query((row, n) -> view(row))
                .list());
    }

    Pages pages(Caller caller, UUID id) {
        check(caller);
        List<Told> told = jdbc.sql(PAGES)
                .param("id", id)
                .param("all", caller.legalEntities().isEmpty())
                .param("entities", caller.legalEntities().toArray(String[]::new))
                .param("limit", MOST)
                .query((row, n) ->
                        new Told(row.getObject("id", UUID.class), row.getInt("page"), row.getBoolean("continued")))
                .list();
        List<Pages.One> pages = new ArrayList<>();
        int expected = 1;
        for (Told one : told) {
            for (; expected < one.page() && pages.size() < MOST; expected++) {
                pages.add(new Pages.One(expected, null));
            }
            pages.add(new Pages.One(one.page(), one.id()));
            expected = one.page() + 1;
        }
        return new Pages(pages, told.isEmpty() || !told.getLast().continued());
    }

    /** A page that is here; {@code continued} where another one lies after it. */
    private record Told(UUID id, int page, boolean continued) {}

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

    /** Those of some lines that the caller may see. */
    Map<UUID, Line> lines(Caller caller, Collection<UUID> ids) {
        return scoped(LINE + " and l.id = any(:ids)", caller)
                .param("ids", ids.toArray(UUID[]::new))
                .query((row, n) -> line(row))
                .list()
                .stream()
                .collect(Collectors.toMap(Line::id, Function.identity()));
    }

    Optional<Line> line(Caller caller, UUID id) {
        check(caller);
        return scoped(LINE + " and l.id = :id", caller)
                .param("id", id)
                .query((row, n) -> line(row))
                .optional();
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
                .param("entities", caller.legalEntities().toArray(String[]::new))
                .param("salaries", caller.may(Capability.PAYROLL_DETAILS));
    }

    List<String> accounts(Caller caller, UUID statement, int fromLine, int toLine) {
        check(caller);
        return scoped(ACCOUNTS, caller)
                .param("statement", statement)
                .param("from", fromLine)
                .param("to", toLine)
                .query(String.class)
                .list();
    }

    /** Whether the bank's own text of a statement may be shown: not where it has salaries in it that the reader may not see. */
    boolean showsText(Caller caller, UUID statement) {
        return caller.may(Capability.PAYROLL_DETAILS) || !holdsSalary("l.statement_id = :id", statement);
    }

    /** What no statement was read from, an answer of the bank or a broken file, may name anybody. */
    boolean showsTextOfFile(Caller caller, UUID file) {
        return caller.may(Capability.PAYROLL_DETAILS)
                || (!ofFile(caller, file, 1).isEmpty() && !holdsSalary(IN_FILE, file));
    }

    private boolean holdsSalary(String which, UUID id) {
        return jdbc.sql(SALARY_IN.formatted(which))
                .param("id", id)
                .query(Boolean.class)
                .single();
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
                row.getObject("ordered_on", LocalDate.class),
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
                row.getObject("received_at", OffsetDateTime.class).toInstant(),
                row.getString("format"),
                row.getObject("page", Integer.class),
                row.getObject("last_page", Boolean.class),
                row.getString("copy"),
                row.getInt("source_line"),
                List.of((String[]) row.getArray("warnings").getArray()),
                List.of(),
                earlier(row, "same_"),
                earlier(row, "old_"));
    }

    private static @Nullable Earlier earlier(ResultSet row, String as) throws SQLException {
        UUID statement = row.getObject(as + "statement_id", UUID.class);
        return statement == null
                ? null
                : new Earlier(
                        statement,
                        row.getObject(as + "file_id", UUID.class),
                        row.getString(as + "file_name"),
                        row.getInt(as + "source_line"),
                        row.getObject(as + "received_at", OffsetDateTime.class).toInstant());
    }

    private static Balance balance(ResultSet row) throws SQLException {
        return new Balance(
                row.getString("type"),
                row.getString("sub_type"),
                row.getBigDecimal("amount"),
                row.getString("currency"),
                row.getObject("on_date", LocalDate.class));
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
                row.getString("evidence"),
                earlier(row, "first_"));
    }
}
