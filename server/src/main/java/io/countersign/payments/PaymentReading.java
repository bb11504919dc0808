package io.countersign.payments;

import io.countersign.governance.identity.Caller;
import io.countersign.model.ReasonCodes;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads payments and everything around one of them. */
@Component
class PaymentReading {

    private static final String PAYMENT = """
            select p.*, encode(p.content_hash, 'hex') as hash, r.reference as run_reference, e.name as entity_name,
                   f.execution_on as bank_date,
                   (select max(l.accounted_on) from payments.allocation l where l.payment_id = p.id) as accounted_on
            from payments.payment p
            join payments.legal_entity e on e.code = p.legal_entity
            left join payments.run r on r.id = p.run_id
            left join payments.bank_file f on f.id = p.file_id
            """;

    private static final String PAGE = PAYMENT + """
            where %s
              and (cast(:entity as text) is null or p.legal_entity = :entity)
              and (cast(:run as uuid) is null or p.run_id = :run)
              and (cast(:currency as text) is null or p.currency = :currency)
              and (cardinality(cast(:states as text[])) = 0 or p.state = any (cast(:states as text[])))
              and (cast(:text as text) is null or p.creditor_name ilike '%%' || :text || '%%'
                   or p.reference ilike '%%' || :text || '%%' or p.end_to_end_id = :text
                   or right(p.creditor_number, length(:text)) = upper(:text)
                   or encode(p.content_hash, 'hex') like lower(:text) || '%%'
                   or p.amount::text = :text)
              and (cast(:after as uuid) is null or p.id < cast(:after as uuid))
            order by p.id desc limit :rows
            """.formatted(Checks.seen("p"));

    private static final String ONE = PAYMENT + " where p.id = :id and " + Checks.seen("p");

    private static final String BY_REFERENCE = """
            select p.id from payments.payment p
            where (p.reference = :reference or p.end_to_end_id = :reference) and %s
            union all
            select r.id from payments.run r where r.reference = :reference
            limit 1
            """.formatted(Checks.seen("p"));

    private static final String SIGNATURES = """
            select payment_id, approver, name, role, at, voided, encode(content_hash, 'hex') as hash
            from payments.approval where payment_id = :id order by at
            """;

    private static final String HOLDS = """
            select id, payment_id, reason, detail, placed_at, lifted_at, lifted_by, lifted_why
            from payments.hold where payment_id = :id order by placed_at, reason
            """;

    private static final String INVOICES = """
            select i.id, i.number, i.supplier_ref, i.due_on, a.amount, i.total,
                   greatest(i.residual - i.allocated, 0) as open, i.currency, i.erp_id
            from payments.allocation a join payments.invoice i on i.id = a.invoice_id
            where a.payment_id = :id order by i.due_on, i.number
            """;

    /** What {@link #bankFile} reads; {@code f} is the file. */
    static final String FILE_COLUMNS = """
            f.id, f.message_id, f.name, f.connection, f.scheme, f.state, f.payments, f.total, f.currency, f.size,
            encode(f.sha256, 'hex') as sha, f.created_at, f.sent_at, f.last_error, f.unverified,
            case when f.state = 'SENT' then f.acknowledge_by end as acknowledge_by
            """;

    private static final String FILE = "select " + FILE_COLUMNS + " from payments.bank_file f where f.id = :id";

    private static final String REPLIES = """
            select message_id, status, reason_code, reason_text, applied, at
            from payments.bank_reply where payment_id = :id order by id
            """;

    private static final String PAYEE = """
            select v.verdict, c.suggested, v.reason, v.decided_by, c.provider, c.asked_at, v.policy
            from payments.payee_verdict v left join payments.payee_check c on c.id = v.check_id where v.payment_id = :id
            """;

    private static final String OVERRIDE = """
            select outcome, proposed_by, proposed_name, proposed_why, proposed_at
            from payments.override where file_id = :file
            """;

    private final JdbcClient jdbc;

    PaymentReading(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Views.Page<Views.Payment> page(Caller caller, PaymentQueries.Filter filter, @Nullable String after, int limit) {
        List<Views.Payment> rows = jdbc.sql(PAGE)
                .param("scope", Checks.scope(caller))
                .param("salaries", Checks.salaries(caller))
                .param("entity", filter.legalEntity())
                .param("run", filter.run())
                .param("currency", filter.currency())
                .param("states", filter.states().stream().map(Enum::name).toArray(String[]::new))
                .param("text", filter.text())
                .param("after", Keyset.decodeId(after))
                .param("rows", Keyset.rows(limit))
                .query(PaymentReading::payment)
                .list();
        return Keyset.page(rows, limit, payment -> payment.id().toString());
    }

    Optional<Views.PaymentDetail> detail(Caller caller, UUID id) {
        return jdbc.sql(ONE)
                .param("id", id)
                .param("scope", Checks.scope(caller))
                .param("salaries", Checks.salaries(caller))
                .query(PaymentReading::payment)
                .optional()
                .map(payment -> new Views.PaymentDetail(
                        payment,
                        jdbc.sql(SIGNATURES)
                                .param("id", id)
                                .query(PaymentReading::signature)
                                .list(),
                        jdbc.sql(HOLDS)
                                .param("id", id)
                                .query(PaymentReading::hold)
                                .list(),
                        jdbc.sql(INVOICES)
                                .param("id", id)
                                .query(PaymentReading::invoice)
                                .list(),
                        file(payment.fileId()),
                        jdbc.sql(REPLIES)
                                .param("id", id)
                                .query(PaymentReading::reply)
                                .list(),
                        jdbc.sql(PAYEE)
                                .param("id", id)
                                .query(PaymentReading::payee)
                                .optional()
                                .orElse(null),
                        override(payment.fileId())));
    }

    Optional<UUID> byReference(Caller caller, String reference) {
        return jdbc.sql(BY_REFERENCE)
                .param("reference", reference)
                .param("scope", Checks.scope(caller))
                .param("salaries", Checks.salaries(caller))
                .query(UUID.class)
                .optional();
    }

    private Views.@Nullable PaymentFile file(@Nullable UUID id) {
        return id == null
                ? null
                : jdbc.sql(FILE)
                        .param("id", id)
                        .query(PaymentReading::bankFile)
                        .optional()
                        .orElse(null);
    }

    private Views.@Nullable PendingOverride override(@Nullable UUID file) {
        return file == null
                ? null
                : jdbc.sql(OVERRIDE)
                        .param("file", file)
                        .query((row, n) -> new Views.PendingOverride(
                                row.getString(1), row.getString(2), row.getString(3), row.getString(4), at(row, 5)))
                        .optional()
                        .orElse(null);
    }

    static Views.Payment payment(ResultSet row, int n) throws SQLException {
        String heldFrom = row.getString("held_from");
        Array roles = row.getArray("open_roles");
        PaymentState state = PaymentState.valueOf(row.getString("state"));
        ReasonCodes reasons = state == PaymentState.REVERSED ? ReasonCodes.RETURN : ReasonCodes.REJECTION;
        return new Views.Payment(
                row.getObject("id", UUID.class),
                row.getString("reference"),
                row.getObject("run_id", UUID.class),
                row.getString("run_reference"),
                row.getString("legal_entity"),
                row.getString("entity_name"),
                row.getString("kind"),
                state,
                heldFrom == null ? null : PaymentState.valueOf(heldFrom),
                row.getInt("version"),
                row.getBigDecimal("amount"),
                row.getString("currency"),
                row.getString("debtor_number"),
                row.getString("creditor_name"),
                row.getString("creditor_number"),
                row.getString("creditor_bic"),
                row.getString("creditor_country"),
                row.getObject("requested_on", LocalDate.class),
                row.getString("end_to_end_id"),
                row.getString("remittance"),
                row.getString("structured_ref"),
                row.getString("hash"),
                roles == null ? List.of() : List.of((String[]) roles.getArray()),
                row.getString("approval_policy"),
                row.getString("connection"),
                row.getString("scheme"),
                row.getString("route_policy"),
                row.getObject("file_id", UUID.class),
                row.getString("initiated_by"),
                row.getString("initiated_name"),
                row.getString("correlation_id"),
                row.getString("reason_code"),
                reasons.words(row.getString("reason_code")).orElse(null),
                row.getString("reason_text"),
                row.getString("bank_reference"),
                row.getObject("bank_date", LocalDate.class),
                row.getObject("settled_on", LocalDate.class),
                row.getObject("value_on", LocalDate.class),
                row.getObject("accounted_on", LocalDate.class),
                instant(row, "created_at"),
                instant(row, "state_since"),
                row.getObject("due_at") == null ? null : instant(row, "due_at"),
                row.getBoolean("overdue"));
    }

    static Views.Signature signature(ResultSet row, int n) throws SQLException {
        return new Views.Signature(
                row.getObject("payment_id", UUID.class),
                row.getString("approver"),
                row.getString("name"),
                row.getString("role"),
                instant(row, "at"),
                row.getBoolean("voided"),
                row.getString("hash"));
    }

    static Views.Hold hold(ResultSet row, int n) throws SQLException {
        return new Views.Hold(
                row.getObject("id", UUID.class),
                row.getObject("payment_id", UUID.class),
                row.getString("reason"),
                row.getString("detail"),
                instant(row, "placed_at"),
                row.getObject("lifted_at") == null ? null : instant(row, "lifted_at"),
                row.getString("lifted_by"),
                row.getString("lifted_why"));
    }

    private static Views.PaidInvoice invoice(ResultSet row, int n) throws SQLException {
        return new Views.PaidInvoice(
                row.getObject("id", UUID.class),
                row.getString("number"),
                row.getString("supplier_ref"),
                row.getObject("due_on", LocalDate.class),
                row.getBigDecimal("amount"),
                row.getBigDecimal("total"),
                row.getBigDecimal("open"),
                row.getString("currency"),
                row.getString("erp_id"));
    }

    private static Views.PayeeVerdict payee(ResultSet row, int n) throws SQLException {
        return new Views.PayeeVerdict(
                row.getString("verdict"),
                row.getString("suggested"),
                row.getString("reason"),
                row.getString("decided_by"),
                row.getString("provider"),
                row.getObject("asked_at") == null ? null : instant(row, "asked_at"),
                row.getString("policy"));
    }

    private static Views.BankReply reply(ResultSet row, int n) throws SQLException {
        return new Views.BankReply(
                row.getString("message_id"),
                row.getString("status"),
                ReasonCodes.STATUS.words(row.getString("status")).orElse(null),
                row.getString("reason_code"),
                ReasonCodes.REJECTION.words(row.getString("reason_code")).orElse(null),
                row.getString("reason_text"),
                row.getString("applied"),
                instant(row, "at"));
    }

    static Views.PaymentFile bankFile(ResultSet row, int n) throws SQLException {
        BigDecimal size = row.getBigDecimal("size");
        return new Views.PaymentFile(
                row.getObject("id", UUID.class),
                row.getString("message_id"),
                row.getString("name"),
                row.getString("connection"),
                row.getString("scheme"),
                row.getString("state"),
                row.getInt("payments"),
                row.getBigDecimal("total"),
                row.getString("currency"),
                size == null ? null : size.longValueExact(),
                row.getString("sha"),
                instant(row, "created_at"),
                row.getObject("sent_at") == null ? null : instant(row, "sent_at"),
                row.getString("last_error"),
                row.getObject("acknowledge_by") == null ? null : instant(row, "acknowledge_by"),
                row.getBoolean("unverified"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static Instant at(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
