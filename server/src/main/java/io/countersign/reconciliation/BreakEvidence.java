package io.countersign.reconciliation;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds what stands behind a break, so that a person can compare what the bank booked with what we ordered. */
@Component
public class BreakEvidence {

    private static final int MOST = 5;

    /** A payment that may have to do with a break. */
    public record Payment(
            UUID id,
            String reference,
            String creditor,
            String creditorAccount,
            BigDecimal amount,
            String currency,
            LocalDate requestedOn,
            String endToEndId,
            String state) {}

    /** A file of ours whose total a line is, as far as the bank did not reject its payments. */
    public record OrderedFile(String messageId, int payments, BigDecimal total, String currency) {}

    /**
     * All that is known.
     *
     * @param line what the bank booked, where the break is about a line
     * @param before the entry that booked the same payment before
     * @param payment what we ordered
     * @param file the file of which the line claims to be the total
     * @param alike payments that fit the amount, or exactly the difference of a total; salaries only for who may see them
     * @param statement the statement the break is about
     * @param other the statement before it, or the version it replaces
     * @param correction what it changes about the version it replaces
     */
    public record Found(
            Statements.@Nullable Line line,
            Statements.@Nullable Line before,
            @Nullable Payment payment,
            @Nullable OrderedFile file,
            List<Payment> alike,
            Statements.@Nullable View statement,
            Statements.@Nullable View other,
            @Nullable Correction correction) {}

    private static final String PAYMENT = """
            select m.id, m.reference, m.creditor_name, m.creditor_number, m.amount, m.currency, m.requested_on,
                   m.end_to_end_id, m.state
            from payments.matchable m
            where (:all or m.legal_entity = any(:entities)) and (:salaries or not payments.confidential(m.id))
            """;

    private static final String OF_THE_FILE = """
            select m.message_id, count(*)::int as payments, sum(m.amount) as total, m.currency
            from reconciliation.line l join payments.matchable m
              on m.message_id = coalesce(l.batch_message, l.message_id) and m.debtor_number = l.account
            where l.id = :line and m.state <> 'REJECTED' and (:all or m.legal_entity = any(:entities))
            group by m.message_id, m.currency limit 1
            """;

    private static final String THE_DIFFERENCE =
            PAYMENT + " and m.message_id = :message and m.amount = :amount order by m.reference limit :most";

    /** Of the same account, within ten weeks: what came back, came back from one of these, or from none. */
    private static final String SAME_AMOUNT = PAYMENT + """
             and m.debtor_number = :account and m.amount = :amount and m.currency = :currency
             and m.requested_on >= cast(:since as date) order by m.requested_on desc, m.reference limit :most
            """;

    private static final String OTHER = """
            select coalesce(s.corrects, (
                select x.id from reconciliation.statement x
                where x.account = s.account and x.kind = 'STATEMENT' and x.repeats is null and x.id <> s.id
                  and (x.ordered_on, x.created_at, x.id) < (s.ordered_on, s.created_at, s.id)
                order by x.ordered_on desc, x.created_at desc, x.id desc limit 1)) as id
            from reconciliation.statement s where s.id = :statement
            """;

    /** The last one that is here of an account whose statement is missing, or that does not show a payment. */
    private static final String LAST = """
            select id from reconciliation.statement
            where account = :account and kind = 'STATEMENT' and repeats is null
            order by ordered_on desc, created_at desc, id desc limit 1
            """;

    private static final RowMapper<Payment> ROW = (row, n) -> new Payment(
            row.getObject("id", UUID.class),
            row.getString("reference"),
            row.getString("creditor_name"),
            row.getString("creditor_number"),
            row.getBigDecimal("amount"),
            row.getString("currency"),
            row.getObject("requested_on", LocalDate.class),
            row.getString("end_to_end_id"),
            row.getString("state"));

    private final JdbcClient jdbc;
    private final StatementReads reads;
    private final Corrections corrections;

    BreakEvidence(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.reads = new StatementReads(jdbc);
        this.corrections = new Corrections(jdbc, reads);
    }

    /** @param view as the caller was shown it */
    public Found of(Caller caller, Breaks.View view) {
        StatementReads.check(caller);
        UUID lineId = view.lineId();
        Statements.Line line =
                lineId == null ? null : reads.line(caller, lineId).orElse(null);
        Payment payment = payment(caller, view.paymentId()).orElse(null);
        OrderedFile file = view.kind() == BreakKind.BATCH_DIFFERS && lineId != null ? file(caller, lineId) : null;
        Statements.View statement = statement(caller, view);
        return new Found(
                line,
                view.kind() == BreakKind.BOOKED_TWICE ? before(caller, view) : null,
                payment,
                file,
                alike(caller, view, file),
                statement,
                statement == null || !comparesStatements(view.kind())
                        ? null
                        : other(caller, statement.id()).orElse(null),
                statement == null || view.kind() != BreakKind.STATEMENT_CORRECTED
                        ? null
                        : corrections.of(caller, statement).orElse(null));
    }

    private static boolean comparesStatements(BreakKind kind) {
        return switch (kind) {
            case STATEMENT_CORRECTED, OPENING_DIFFERS, CLOSING_DIFFERS, SEQUENCE_GAP, PAGE_MISSING -> true;
            default -> false;
        };
    }

    private Optional<Payment> payment(Caller caller, @Nullable UUID id) {
        return id == null
                ? Optional.empty()
                : scoped(PAYMENT + " and m.id = :id", caller)
                        .param("id", id)
                        .query(ROW)
                        .optional();
    }

    private @Nullable OrderedFile file(Caller caller, UUID line) {
        return scoped(OF_THE_FILE, caller)
                .param("line", line)
                .query((row, n) -> new OrderedFile(
                        row.getString("message_id"),
                        row.getInt("payments"),
                        row.getBigDecimal("total"),
                        row.getString("currency")))
                .optional()
                .orElse(null);
    }

    private Statements.@Nullable Line before(Caller caller, Breaks.View view) {
        UUID payment = view.paymentId();
        return payment == null
                ? null
                : reads.ofPayment(caller, payment).stream()
                        .filter(line -> !line.id().equals(view.lineId()))
                        .findFirst()
                        .orElse(null);
    }

    private List<Payment> alike(Caller caller, Breaks.View view, @Nullable OrderedFile file) {
        BigDecimal amount = view.amount();
        if (amount == null || view.currency() == null) {
            return List.of();
        }
        if (file != null) {
            return scoped(THE_DIFFERENCE, caller)
                    .param("message", file.messageId())
                    .param("amount", file.total().subtract(amount).abs())
                    .param("most", MOST)
                    .query(ROW)
                    .list();
        }
        LocalDate day = view.bookedOn();
        if (view.kind() != BreakKind.UNMATCHED_RETURN || day == null) {
            return List.of();
        }
        return scoped(SAME_AMOUNT, caller)
                .param("account", view.account())
                .param("amount", amount)
                .param("currency", view.currency())
                .param("since", day.minusWeeks(10))
                .param("most", MOST)
                .query(ROW)
                .list();
    }

    private Statements.@Nullable View statement(Caller caller, Breaks.View view) {
        Optional<UUID> id = Optional.ofNullable(view.statementId());
        if (id.isEmpty()) {
            id = jdbc.sql(LAST)
                    .param("account", view.account())
                    .query(UUID.class)
                    .optional();
        }
        return id.flatMap(found -> reads.find(caller, found)).orElse(null);
    }

    private Optional<Statements.View> other(Caller caller, UUID statement) {
        return jdbc.sql(OTHER)
                .param("statement", statement)
                .query(UUID.class)
                .optional()
                .flatMap(found -> reads.find(caller, found));
    }

    private JdbcClient.StatementSpec scoped(String sql, Caller caller) {
        return jdbc.sql(sql)
                .param("all", caller.legalEntities().isEmpty())
                .param("entities", caller.legalEntities().toArray(String[]::new))
                .param("salaries", caller.may(Capability.PAYROLL_DETAILS));
    }
}
