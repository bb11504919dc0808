package io.countersign.payments;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.governance.identity.CapabilityMissing;
import io.countersign.model.ErrorCode;
import io.countersign.payments.ports.AdvicePost;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** The documents that tell creditors what a payment pays: what became of them, and ordering one that was not sent. */
@Component
public class RemittanceAdvices {

    /** Where an advice is. */
    public enum State {
        /** It is sent as soon as the mail server takes it. */
        WAITING,
        SENT,
        /** It was refused for good, or too often. */
        FAILED,
        /** The ERP has no e-mail address of the creditor. */
        NO_ADDRESS,
        /** There was no mail server when it was made; it is there to be downloaded. */
        NO_MAIL_SERVER
    }

    /**
     * An advice as it can be read.
     *
     * @param recipient to whom it was sent
     * @param sha256 of the PDF that was sent
     */
    public record View(
            UUID id,
            UUID paymentId,
            State state,
            @Nullable String recipient,
            int attempts,
            @Nullable Instant nextAt,
            @Nullable String lastError,
            String policy,
            Instant createdAt,
            @Nullable Instant sentAt,
            @Nullable String sha256,
            AdviceContent content) {}

    /** The PDF: as it was sent, or as it would be. */
    public record Pdf(String fileName, InputStream content) {}

    private static final String OF_PAYMENT = """
            select r.id, r.payment_id, r.state, r.recipient, r.attempts, r.next_at, r.last_error, r.policy, r.created_at,
                   r.sent_at, encode(r.sha256, 'hex') as sha, r.content::text as content, r.document
            from payments.remittance_advice r join payments.payment p on p.id = r.payment_id
            where r.payment_id = :payment and %s
            """.formatted(Checks.seen("p"));

    private static final String ORDERED = """
            update payments.remittance_advice r
            set state = 'WAITING', version = r.version + 1, attempts = 0, next_at = :journal_at, last_error = null
            from payments.payment p
            where p.id = r.payment_id and r.payment_id = :payment
              and r.state in ('FAILED', 'NO_ADDRESS', 'NO_MAIL_SERVER') and %s
            returning r.*
            """.formatted(Checks.seen("p"));

    private final JdbcClient jdbc;
    private final AdviceBook book;
    private final ObjectProvider<AdvicePost> post;
    private final JsonMapper json;

    RemittanceAdvices(JdbcClient jdbc, AdviceBook book, ObjectProvider<AdvicePost> post, JsonMapper json) {
        this.jdbc = jdbc;
        this.book = book;
        this.post = post;
        this.json = json;
    }

    /** The advice of a payment; empty where policy wants none or the bank has not taken it yet. Needs {@code payments:read}. */
    public Optional<View> of(Caller caller, UUID payment) {
        return read(caller, payment, (row, n) -> view(row));
    }

    /** The document of a payment's advice. Needs {@code payments:read}. */
    public Optional<Pdf> pdf(Caller caller, UUID payment) {
        return read(caller, payment, (row, n) -> {
            AdviceDocument document = new AdviceDocument(content(row));
            byte[] sent = row.getBytes("document");
            return new Pdf(document.name() + ".pdf", new ByteArrayInputStream(sent == null ? document.pdf() : sent));
        });
    }

    /** Whether there is anybody who carries letters. */
    public boolean canSend() {
        return post.getIfAvailable() != null;
    }

    /** Sends what was not sent, from now on, to the address the ERP has then. Needs {@code cases:technical} or {@code payments:initiate}. */
    @Transactional
    public ActResult order(Caller caller, UUID payment, String why) {
        if (!caller.may(Capability.CASES_TECHNICAL)) {
            Optional<ActResult.Refused> refused = Checks.needs(caller, Capability.PAYMENTS_INITIATE);
            if (refused.isPresent()) {
                return refused.get();
            }
        }
        Optional<ActResult.Refused> refused = Checks.reason(why);
        if (refused.isPresent()) {
            return refused.get();
        }
        if (!canSend()) {
            return new ActResult.Refused(ErrorCode.WRONG_STATE, "No mail server is set; download the document.");
        }
        int ordered = book.change(ORDERED, "ordered", why, scoped(caller, payment), caller.cause());
        return ordered == 1
                ? new ActResult.Done(1, 1, 0)
                : new ActResult.Refused(ErrorCode.WRONG_STATE, "There is no advice here that was not sent.");
    }

    private static Map<String, @Nullable Object> scoped(Caller caller, UUID payment) {
        Map<String, @Nullable Object> parameters = new java.util.HashMap<>();
        parameters.put("payment", payment);
        parameters.put("scope", Checks.scope(caller));
        parameters.put("salaries", Checks.salaries(caller));
        return parameters;
    }

    private <T> Optional<T> read(Caller caller, UUID payment, org.springframework.jdbc.core.RowMapper<T> mapper) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        return jdbc.sql(OF_PAYMENT)
                .param("payment", payment)
                .param("scope", Checks.scope(caller))
                .param("salaries", Checks.salaries(caller))
                .query(mapper)
                .optional();
    }

    private View view(ResultSet row) throws SQLException {
        return new View(
                row.getObject("id", UUID.class),
                row.getObject("payment_id", UUID.class),
                State.valueOf(row.getString("state")),
                row.getString("recipient"),
                row.getInt("attempts"),
                instant(row, "next_at"),
                row.getString("last_error"),
                row.getString("policy"),
                Objects.requireNonNull(instant(row, "created_at")),
                instant(row, "sent_at"),
                row.getString("sha"),
                content(row));
    }

    private AdviceContent content(ResultSet row) throws SQLException {
        return json.readValue(row.getString("content"), AdviceContent.class);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
