package io.countersign.reconciliation;

import io.countersign.model.Cause;
import io.countersign.payments.Settlements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/** Tells payments what was found, in portions: what was booked, and what came back. */
final class Settling {

    private static final int PORTION = 10_000;

    private static final String LABEL = "coalesce(s.sequence::text, s.bank_id) || '/' || x.entry"
            + " || case when x.part > 0 then '.' || x.part else '' end";

    /**
     * New evidence, and what was known and now stands on a final statement. A movement is final once any statement shows
     * it, whichever message explained it.
     */
    private static final String BOOKED = """
            with evidence as (
                select i.payment_id, i.matched_message, i.statement_id, i.entry, i.part, i.bank_reference,
                       coalesce(i.booked_on, i.valued_on) as booked_on, i.valued_on,
                       i.kind = 'STATEMENT' or exists (
                           select from reconciliation.line l join reconciliation.statement s on s.id = l.statement_id
                           where s.kind = 'STATEMENT' and l.id = i.first_id)
                       or exists (
                           select from reconciliation.line l join reconciliation.statement s on s.id = l.statement_id
                           where s.kind = 'STATEMENT' and l.first_id = i.first_id) as final
                from incoming i where i.state = 'MATCHED' and not i.credit),
            known as (
                select id, first_id, statement_id, entry, part, bank_reference, coalesce(booked_on, valued_on) as booked_on,
                       valued_on
                from incoming where state = 'KNOWN' and kind = 'STATEMENT' and role <> 'PART' and not credit),
            confirmed as (
                select l.payment_id, l.matched_message, k.statement_id, k.entry, k.part, k.bank_reference, k.booked_on,
                       k.valued_on
                from known k join reconciliation.line l on l.id = k.first_id where l.state = 'MATCHED'
                union all
                select l.payment_id, l.matched_message, k.statement_id, k.entry, k.part, k.bank_reference, k.booked_on,
                       k.valued_on
                from known k join reconciliation.line l on l.parent = k.first_id where l.state = 'MATCHED' and not l.credit
                union all
                select l.payment_id, l.matched_message, k.statement_id, k.entry, k.part, k.bank_reference, k.booked_on,
                       k.valued_on
                from known k join reconciliation.line l on l.first_id = k.first_id where l.state = 'MATCHED' and not l.credit),
            x as (
                select payment_id, matched_message, statement_id, entry, part, bank_reference, booked_on, valued_on, final
                from evidence
                union all
                select payment_id, matched_message, statement_id, entry, part, bank_reference, booked_on, valued_on, true
                from confirmed)
            select distinct on (payment) payment, label, bank_reference, booked_on, valued_on, final from (
                select x.payment_id as payment, LABEL as label, x.bank_reference,
                       coalesce(x.booked_on, s.ordered_on) as booked_on, x.valued_on, x.final
                from x join reconciliation.statement s on s.id = x.statement_id
                where x.payment_id is not null
                union all
                select m.id, LABEL, x.bank_reference, coalesce(x.booked_on, s.ordered_on), x.valued_on,
                       x.final
                from x join reconciliation.statement s on s.id = x.statement_id
                       join payments.matchable m on m.message_id = x.matched_message and m.state <> 'REJECTED'
                where x.payment_id is null) found
            order by payment, final desc
            """.replace("LABEL", LABEL);

    private static final String RETURNED = """
            select x.payment_id as payment, LABEL as label, coalesce(x.booked_on, x.valued_on, s.ordered_on) as booked_on,
                   x.return_code, x.return_text, x.pay_state not in ('SETTLED', 'RECONCILED') as unsettled
            from incoming x join reconciliation.statement s on s.id = x.statement_id
            where x.state = 'MATCHED' and x.credit
            order by x.n
            """.replace("LABEL", LABEL);

    private final JdbcTemplate jdbc;
    private final Settlements settlements;

    Settling(JdbcTemplate jdbc, Settlements settlements) {
        this.jdbc = jdbc;
        this.settlements = settlements;
    }

    private record Found(Settlements.Return back, boolean unsettled) {}

    /** Answers how many payments moved. */
    int settle(Cause cause) {
        Portions portions = new Portions(cause);
        jdbc.query(
                connection -> {
                    var statement = connection.prepareStatement(BOOKED);
                    statement.setFetchSize(PORTION);
                    return statement;
                },
                portions);
        return portions.finish() + giveBack(cause);
    }

    /** Collects what the database hands over and books it, a portion at a time. */
    private final class Portions implements RowCallbackHandler {
        private final Cause cause;
        private final List<Settlements.Booking> portion = new ArrayList<>();
        private int moved;

        Portions(Cause cause) {
            this.cause = cause;
        }

        @Override
        public void processRow(ResultSet row) throws SQLException {
            portion.add(new Settlements.Booking(
                    row.getObject("payment", UUID.class),
                    row.getObject("booked_on", LocalDate.class),
                    row.getObject("valued_on", LocalDate.class),
                    row.getString("label"),
                    row.getString("bank_reference"),
                    row.getBoolean("final")));
            if (portion.size() == PORTION) {
                book();
            }
        }

        int finish() {
            book();
            return moved;
        }

        private void book() {
            if (!portion.isEmpty()) {
                moved += settlements.book(List.copyOf(portion), cause);
                portion.clear();
            }
        }
    }

    /** What came back had been booked, even where the message about the booking is still to come. */
    private int giveBack(Cause cause) {
        List<Found> found = jdbc.query(
                RETURNED,
                (row, n) -> new Found(
                        new Settlements.Return(
                                row.getObject("payment", UUID.class),
                                row.getObject("booked_on", LocalDate.class),
                                row.getString("label"),
                                row.getString("return_code"),
                                row.getString("return_text")),
                        row.getBoolean("unsettled")));
        if (found.isEmpty()) {
            return 0;
        }
        List<Settlements.Booking> first = new ArrayList<>();
        for (Found one : found) {
            if (one.unsettled()) {
                Settlements.Return back = one.back();
                first.add(new Settlements.Booking(back.paymentId(), back.bookedOn(), back.entry(), null, false));
            }
        }
        int moved = first.isEmpty() ? 0 : settlements.book(first, cause);
        return moved + settlements.giveBack(found.stream().map(Found::back).toList(), cause);
    }
}
