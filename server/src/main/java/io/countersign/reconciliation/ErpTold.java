package io.countersign.reconciliation;

import io.countersign.governance.identity.Caller;
import io.countersign.model.Ids;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The record of what stands in the ERP of what banks booked; the ERP connector keeps it, people read it. */
@Component
public class ErpTold {

    /** A line that stands in the ERP. {@code lacking} are kinds of difference it has no account for. */
    public record Line(
            String erpId,
            @Nullable UUID paymentId,
            @Nullable UUID lineId,
            String reference,
            String entry,
            BigDecimal amount,
            String currency,
            String shares,
            List<String> lacking) {}

    /** What a reader sees of it. */
    public record Shown(
            String entry,
            BigDecimal amount,
            String currency,
            String shares,
            Instant toldAt,
            @Nullable Instant takenBackAt) {}

    private static final String TELL = """
            insert into reconciliation.erp_booking
                (id, erp_id, payment_id, line_id, reference, entry, amount, currency, shares, lacking, told_at)
            values (:id, :erp, :payment, :line, :reference, :entry, :amount, :currency, :shares, cast(:lacking as text[]), :now)
            on conflict (erp_id) where taken_back_at is null
            do update set shares = excluded.shares, lacking = excluded.lacking, amount = excluded.amount
            """;

    private static final String STANDING = """
            select * from reconciliation.erp_booking
            where taken_back_at is null and (payment_id = :id or line_id = :id) order by told_at, id
            """;

    private static final String TAKE_BACK = """
            update reconciliation.erp_booking set taken_back_at = :now where erp_id = :erp and taken_back_at is null
            """;

    private static final String LACKING = """
            select coalesce(payment_id, line_id) from reconciliation.erp_booking
            where taken_back_at is null and cardinality(lacking) > 0
            """;

    private static final String SHOWN = """
            select b.* from reconciliation.erp_booking b
            where %s and exists (
                select from reconciliation.line l join reconciliation.statement s on s.id = l.statement_id
                where l.id = b.line_id and (:all or s.legal_entity = any(:entities))
                union all
                select from payments.matchable m
                where m.id = b.payment_id and (:all or m.legal_entity = any(:entities)))
            order by b.told_at, b.id
            """;

    private static final String OF_PAYMENT = SHOWN.formatted("b.payment_id = :id");

    /** Of a line itself, and of the payments it is matched with. */
    private static final String OF_LINE = SHOWN.formatted("""
            (b.line_id = :id or b.payment_id in (
                select payment_id from reconciliation.match where line_id = :id and payment_id is not null))""");

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Ids ids;

    ErpTold(JdbcClient jdbc, Clock clock, Ids ids) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.ids = ids;
    }

    /** Keeps what was told; telling it again only changes on which accounts. */
    public void told(Line told) {
        jdbc.sql(TELL)
                .param("id", ids.next())
                .param("erp", told.erpId())
                .param("payment", told.paymentId())
                .param("line", told.lineId())
                .param("reference", told.reference())
                .param("entry", told.entry())
                .param("amount", told.amount())
                .param("currency", told.currency())
                .param("shares", told.shares())
                .param("lacking", told.lacking().toArray(String[]::new))
                .param("now", now())
                .update();
    }

    /** What stands in the ERP of a payment, or of a line. */
    public List<Line> standing(UUID paymentOrLine) {
        return jdbc.sql(STANDING)
                .param("id", paymentOrLine)
                .query((row, n) -> new Line(
                        row.getString("erp_id"),
                        row.getObject("payment_id", UUID.class),
                        row.getObject("line_id", UUID.class),
                        row.getString("reference"),
                        row.getString("entry"),
                        row.getBigDecimal("amount"),
                        row.getString("currency"),
                        row.getString("shares"),
                        Arrays.asList((String[]) row.getArray("lacking").getArray())))
                .list();
    }

    public void takenBack(String erpId) {
        jdbc.sql(TAKE_BACK).param("erp", erpId).param("now", now()).update();
    }

    /** Payments and lines of which a part could not be booked for want of an account. */
    public List<UUID> lacking() {
        return jdbc.sql(LACKING).query(UUID.class).list();
    }

    /** What the ERP was told of a payment, oldest first. */
    public List<Shown> ofPayment(Caller caller, UUID payment) {
        return shown(OF_PAYMENT, caller, payment);
    }

    /** What the ERP was told of a line and of the payments it was matched with, oldest first. */
    public List<Shown> ofLine(Caller caller, UUID line) {
        return shown(OF_LINE, caller, line);
    }

    private List<Shown> shown(String sql, Caller caller, UUID id) {
        StatementReads.check(caller);
        return jdbc.sql(sql)
                .param("id", id)
                .param("all", caller.legalEntities().isEmpty())
                .param("entities", caller.legalEntities().toArray(String[]::new))
                .query((row, n) -> {
                    OffsetDateTime back = row.getObject("taken_back_at", OffsetDateTime.class);
                    return new Shown(
                            row.getString("entry"),
                            row.getBigDecimal("amount"),
                            row.getString("currency"),
                            row.getString("shares"),
                            row.getObject("told_at", OffsetDateTime.class).toInstant(),
                            back == null ? null : back.toInstant());
                })
                .list();
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
