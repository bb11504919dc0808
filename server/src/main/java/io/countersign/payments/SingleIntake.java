package io.countersign.payments;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import io.countersign.model.Ids;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Takes in one instruction: idempotency key, payment, event and audit entry together or not at all. */
@Component
class SingleIntake {

    /** While one group is being committed the next is put together; more would only make the groups smaller. */
    private static final int WRITERS = 2;

    private static final int LARGEST_GROUP = 64;

    private static final String EARLIER = """
            select encode(fingerprint, 'hex') as fingerprint, answer ->> 'id' as id, answer ->> 'reference' as reference
            from payments.idempotency_key where caller = :caller and key = :key
            """;

    private final JdbcClient jdbc;
    private final SingleRows rows;
    private final GroupCommit<SingleRows.Row, SingleRows.Taken> groups;
    private final BusinessDates dates;
    private final Ids ids;

    SingleIntake(JdbcClient jdbc, SingleRows rows, BusinessDates dates, Ids ids) {
        this.jdbc = jdbc;
        this.rows = rows;
        this.groups = new GroupCommit<>(WRITERS, LARGEST_GROUP, rows::write);
        this.dates = dates;
        this.ids = ids;
    }

    private record Earlier(
            String fingerprint,
            @Nullable String id,
            @Nullable String reference) {}

    Intake take(Caller caller, NewPayment payment, @Nullable IdempotencyKey key) {
        if (!caller.may(Capability.PAYMENTS_INITIATE)) {
            return refused(ErrorCode.CAPABILITY_MISSING, "", "This needs payments:initiate");
        }
        if (!caller.covers(payment.legalEntity())) {
            return refused(ErrorCode.OUT_OF_SCOPE, "/legalEntity", "This legal entity is outside your scope");
        }
        List<Fault> faults = InstructionCheck.faults("", payment, dates.today(payment.legalEntity()));
        if (!faults.isEmpty()) {
            // What was accepted once is answered alike for ever, even when its date is past by now.
            return key != null && isKnown(caller, key)
                    ? earlier(caller, key)
                    : new Intake.Refused(ErrorCode.INVALID, faults);
        }
        if (!payment.invoices().isEmpty()) {
            return refused(ErrorCode.INVALID, "/invoices", "Invoices are paid by a payment run");
        }
        UUID id = ids.next();
        try {
            SingleRows.Taken taken = write(new SingleRows.Row(id, caller, payment, key));
            if (taken.reference() != null) {
                return new Intake.Accepted(id, taken.reference(), PaymentState.RECEIVED);
            }
            if (taken.account() && key != null) {
                return earlier(caller, key);
            }
            return refused(ErrorCode.ACCOUNT_UNKNOWN, "/debtorAccount", "No account of ours can be debited for this");
        } catch (DuplicateKeyException e) {
            return refused(ErrorCode.INVALID, "/endToEndId", "This end-to-end id was used before");
        }
    }

    /** Who is in a transaction already must not write for others: it might not commit. */
    private SingleRows.Taken write(SingleRows.Row row) {
        return TransactionSynchronizationManager.isActualTransactionActive()
                ? rows.write(List.of(row)).getFirst()
                : groups.write(row);
    }

    private boolean isKnown(Caller caller, IdempotencyKey key) {
        return find(caller, key).isPresent();
    }

    private Optional<Earlier> find(Caller caller, IdempotencyKey key) {
        return jdbc.sql(EARLIER)
                .param("caller", caller.id())
                .param("key", key.key())
                .query(Earlier.class)
                .optional();
    }

    private Intake earlier(Caller caller, IdempotencyKey key) {
        Optional<Earlier> first = find(caller, key);
        if (first.isEmpty() || first.get().id() == null || first.get().reference() == null) {
            return refused(ErrorCode.IDEMPOTENCY_IN_PROGRESS, "", ErrorCode.IDEMPOTENCY_IN_PROGRESS.title());
        }
        if (!first.get().fingerprint().equals(key.fingerprint())) {
            return refused(ErrorCode.IDEMPOTENCY_MISMATCH, "", ErrorCode.IDEMPOTENCY_MISMATCH.title());
        }
        return new Intake.Replayed(
                UUID.fromString(first.get().id()), first.get().reference(), PaymentState.RECEIVED);
    }

    static String businessKey(NewPayment payment, String amount, String currency) {
        return IntakeSql.businessKey(
                payment.legalEntity(), payment.creditorNumber(), payment.invoiceReference(), amount, currency);
    }

    /** Two digits of the year, as people quote references. */
    static String year(Instant now) {
        return "%02d".formatted(LocalDate.ofInstant(now, ZoneOffset.UTC).getYear() % 100);
    }

    private static Intake refused(ErrorCode code, String path, String message) {
        return new Intake.Refused(code, List.of(new Fault(path, code, message)));
    }
}
