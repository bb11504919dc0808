package io.countersign.reconciliation;

import io.countersign.governance.identity.Caller;
import io.countersign.payments.Settlements;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Gives lines to payments by hand, and takes them back: the rows of lines, matches and differences. */
@Component
class Allocation {

    private static final String LINES = """
            select l.id, l.account, l.amount, l.currency, l.credit, l.state, l.instructed_amount, l.instructed_currency,
                   l.bank_reference, coalesce(l.booked_on, l.valued_on, s.ordered_on) as booked_on,
                   coalesce(s.sequence::text, s.bank_id) || '/' || l.entry as label, s.kind = 'STATEMENT' as final,
                   l.return_code, l.return_text
            from reconciliation.line l join reconciliation.statement s on s.id = l.statement_id
            where l.id = any(cast(:lines as uuid[]))
            order by l.id for update of l
            """;

    private static final String PAYMENTS = """
            select m.id, m.amount, m.currency, m.debtor_number from payments.matchable m
            where m.id = any(cast(:payments as uuid[])) and (:all or m.legal_entity = any(:entities))
            order by m.id
            """;

    /** What a payment should have cost in the currency of a line, at the reference rate of its day. */
    private static final String AT_REFERENCE_RATE = """
            select round(:amount * r.rate, reconciliation.digits(:quote))
            from reconciliation.reference_rate(:base, :quote, cast(:on as date)) r
            """;

    private static final String MATCH = """
            insert into reconciliation.match
                (id, line_id, payment_id, strategy, score, evidence, part, resolution, made_by, made_name, made_at)
            select gen_random_uuid(), l.id, p.id, 'BY_HAND', 100,
                   jsonb_strip_nulls(jsonb_build_object('booked', l.currency || ' ' || l.amount,
                       'ordered', p.currency || ' ' || p.amount, 'reason', cast(:why as text))),
                   :part, :resolution, :by, :name, :at
            from reconciliation.line l cross join payments.matchable p
            where l.id = any(cast(:lines as uuid[])) and p.id = any(cast(:payments as uuid[]))
            """;

    private static final String DIFFERENCE = """
            insert into reconciliation.difference
                (id, line_id, payment_id, kind, amount, currency, policy, resolution, made_by, made_name, made_at)
            values (gen_random_uuid(), :line, :payment, :kind, :amount, :currency, :policy, :resolution, :by, :name, :at)
            """;

    private static final String TAKE = """
            update reconciliation.line
            set state = :state, strategy = :strategy, payments = :payments, payment_id = cast(:payment as uuid)
            where id = any(cast(:lines as uuid[])) and state = 'OPEN'
            """;

    private static final String COUNT = """
            update reconciliation.statement s set matched = greatest(0, s.matched + x.n * :way)
            from (select statement_id, count(*) as n from reconciliation.line where id = any(cast(:lines as uuid[]))
                  group by statement_id) x
            where s.id = x.statement_id
            """;

    /** The lines that count and that a resolution touched: those it matched, wrote off or called not ours. */
    private static final String TOUCHED = """
            select line_id from reconciliation.match where resolution = :resolution
            union select line_id from reconciliation.difference where resolution = :resolution
            union select line_id from reconciliation.break where resolution_id = :resolution and line_id is not null
            """;

    private static final String STANDING = """
            select l.id, l.credit, coalesce(m.payment_id, p.id) as payment
            from reconciliation.line l
            left join reconciliation.match m on m.line_id = l.id and m.undone_at is null
            left join payments.matchable p on p.message_id = m.message_id and m.payment_id is null and p.state <> 'REJECTED'
            where l.id = any(cast(:lines as uuid[]))
            """;

    private static final String UNDO_MATCHES = """
            update reconciliation.match set undone_by = :by, undone_name = :name, undone_why = :why, undone_at = :at
            where line_id = any(cast(:lines as uuid[])) and undone_at is null
            """;

    private static final String UNDO_DIFFERENCES = """
            update reconciliation.difference set undone_by = :by, undone_at = :at
            where line_id = any(cast(:lines as uuid[])) and undone_at is null
            """;

    private static final String FREE = """
            update reconciliation.line
            set state = 'OPEN', strategy = null, payments = 0, payment_id = null, matched_message = null
            where id = any(cast(:lines as uuid[])) and state in ('MATCHED', 'NOT_OURS')
            """;

    private final JdbcClient jdbc;
    private final Settlements settlements;

    Allocation(JdbcClient jdbc, Settlements settlements) {
        this.jdbc = jdbc;
        this.settlements = settlements;
    }

    /** A line, locked. */
    record Line(
            UUID id,
            String account,
            @Nullable BigDecimal amount,
            String currency,
            boolean credit,
            String state,
            @Nullable BigDecimal instructed,
            @Nullable String instructedCurrency,
            Settlements.Booking booking,
            @Nullable String returnCode,
            @Nullable String returnText) {}

    record Payment(UUID id, BigDecimal amount, String currency, String account) {}

    /** What is left between lines and payments, and what it is. The amount is negative where it costs us. */
    record Rest(
            String kind,
            BigDecimal amount,
            String currency,
            @Nullable String policy) {}

    /** Always in the order of their ids, so that two people who work on the same lines wait for each other. */
    List<Line> lock(List<UUID> lines) {
        return jdbc.sql(LINES)
                .param("lines", array(lines))
                .query((row, n) -> line(row))
                .list();
    }

    List<Payment> payments(Caller caller, List<UUID> payments) {
        return jdbc.sql(PAYMENTS)
                .param("payments", array(payments))
                .param("all", caller.legalEntities().isEmpty())
                .param("entities", caller.legalEntities().toArray(String[]::new))
                .query((row, n) -> new Payment(
                        row.getObject("id", UUID.class),
                        row.getBigDecimal("amount"),
                        row.getString("currency"),
                        row.getString("debtor_number")))
                .list();
    }

    /** Payments of another currency than the line's with what they should have cost in it; unchanged without a rate. */
    List<Payment> atReferenceRate(Line line, List<Payment> payments) {
        return payments.stream().map(payment -> atReferenceRate(line, payment)).toList();
    }

    private Payment atReferenceRate(Line line, Payment payment) {
        return payment.currency().equals(line.currency())
                ? payment
                : jdbc.sql(AT_REFERENCE_RATE)
                        .param("amount", payment.amount())
                        .param("base", payment.currency())
                        .param("quote", line.currency())
                        .param("on", line.booking().bookedOn())
                        .query(BigDecimal.class)
                        .optional()
                        .map(cost -> new Payment(payment.id(), cost, line.currency(), payment.account()))
                        .orElse(payment);
    }

    /** Writes the match and moves the payments; answers whether all of them could take the step. */
    boolean match(Resolutions.Act act, List<Line> lines, List<Payment> payments, @Nullable Rest rest) {
        List<UUID> lineIds = lines.stream().map(Line::id).toList();
        List<UUID> paymentIds = payments.stream().map(Payment::id).toList();
        act.bind(jdbc.sql(MATCH))
                .param("lines", array(lineIds))
                .param("payments", array(paymentIds))
                .param("part", lines.size() + payments.size() > 2)
                .param("why", act.why())
                .update();
        take(lineIds, "MATCHED", "BY_HAND", paymentIds);
        jdbc.sql(COUNT).param("lines", array(lineIds)).param("way", 1).update();
        if (rest != null) {
            difference(act, lines.getFirst(), paymentIds.getFirst(), rest);
        }
        return book(act, lines.getLast(), paymentIds) == payments.size();
    }

    /** Leaves lines outside payments: written off where there is a rest, otherwise none of ours. */
    void leave(Resolutions.Act act, List<Line> lines, @Nullable Rest rest) {
        take(lines.stream().map(Line::id).toList(), "NOT_OURS", rest == null ? null : "WRITE_OFF", List.of());
        if (rest != null) {
            difference(act, lines.getFirst(), null, rest);
        }
    }

    /** Lines that a resolution touched. */
    List<UUID> touched(UUID resolution) {
        return jdbc.sql(TOUCHED)
                .param("resolution", resolution)
                .query(UUID.class)
                .list();
    }

    /** Takes lines back; false if one of them stands for money that came back, which reversed its payment for good. */
    boolean free(Resolutions.Act act, List<UUID> lines) {
        record Standing(boolean credit, @Nullable UUID payment) {}
        List<Standing> standing = jdbc.sql(STANDING)
                .param("lines", array(lines))
                .query((row, n) -> new Standing(row.getBoolean("credit"), row.getObject("payment", UUID.class)))
                .list();
        if (standing.stream().anyMatch(s -> s.credit() && s.payment() != null)) {
            return false;
        }
        act.bind(jdbc.sql(UNDO_MATCHES))
                .param("lines", array(lines))
                .param("why", act.why())
                .update();
        jdbc.sql(UNDO_DIFFERENCES)
                .param("lines", array(lines))
                .param("by", act.caller().id())
                .param("at", act.at())
                .update();
        jdbc.sql(FREE).param("lines", array(lines)).update();
        List<UUID> payments = standing.stream()
                .map(Standing::payment)
                .filter(p -> p != null)
                .distinct()
                .toList();
        if (!payments.isEmpty()) {
            jdbc.sql(COUNT).param("lines", array(lines)).param("way", -1).update();
            settlements.unsettle(payments, act.why(), act.caller().cause());
        }
        return true;
    }

    private void take(List<UUID> lines, String state, @Nullable String strategy, List<UUID> payments) {
        jdbc.sql(TAKE)
                .param("lines", array(lines))
                .param("state", state)
                .param("strategy", strategy)
                .param("payments", payments.size())
                .param("payment", payments.size() == 1 ? payments.getFirst() : null)
                .update();
    }

    private void difference(Resolutions.Act act, Line line, @Nullable UUID payment, Rest rest) {
        act.bind(jdbc.sql(DIFFERENCE))
                .param("line", line.id())
                .param("payment", payment)
                .param("kind", rest.kind())
                .param("amount", rest.amount())
                .param("currency", rest.currency())
                .param("policy", rest.policy())
                .update();
    }

    private int book(Resolutions.Act act, Line line, List<UUID> payments) {
        Settlements.Booking b = line.booking();
        if (line.credit()) {
            return settlements.giveBack(
                    payments.stream()
                            .map(p -> new Settlements.Return(
                                    p, b.bookedOn(), b.entry(), line.returnCode(), line.returnText()))
                            .toList(),
                    act.caller().cause());
        }
        return settlements.book(
                payments.stream()
                        .map(p -> new Settlements.Booking(p, b.bookedOn(), b.entry(), b.bankReference(), b.last()))
                        .toList(),
                act.caller().cause());
    }

    private static Line line(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        return new Line(
                id,
                row.getString("account"),
                row.getBigDecimal("amount"),
                row.getString("currency"),
                row.getBoolean("credit"),
                row.getString("state"),
                row.getBigDecimal("instructed_amount"),
                row.getString("instructed_currency"),
                new Settlements.Booking(
                        id,
                        row.getObject("booked_on", LocalDate.class),
                        row.getString("label"),
                        row.getString("bank_reference"),
                        row.getBoolean("final")),
                row.getString("return_code"),
                row.getString("return_text"));
    }

    static String[] array(List<UUID> ids) {
        return ids.stream().map(UUID::toString).toArray(String[]::new);
    }
}
