package io.countersign.payments;

import io.countersign.governance.Journal;
import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import io.countersign.model.Ids;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/** Takes in one instruction by one statement: idempotency key, payment, event and audit entry together or not at all. */
@Component
class SingleIntake {

    private static final String TAKE = """
            with incoming as (
                select cast(:id as uuid) as id, cast(:legal_entity as text) as legal_entity,
                       cast(:debtor_account as text) as debtor_account, cast(:kind as text) as kind,
                       cast(:amount as numeric) as amount, cast(:currency as text) as currency,
                       cast(:requested as date) as requested_on, cast(:creditor_name as text) as creditor_name,
                       cast(:creditor_number as text) as creditor_number, cast(:creditor_bic as text) as creditor_bic,
                       cast(:creditor_country as text) as creditor_country, cast(:remittance as text) as remittance,
                       cast(:structured_ref as text) as structured_ref, cast(:purpose as text) as purpose,
                       cast(:business_key as text) as business_key, cast(:end_to_end_id as text) as end_to_end_id,
                       cast(:suffix as text) as suffix, null::int as line, null::uuid as party,
                       null::jsonb as address),
            """
            + IntakeSql.ACCOUNTS
            + """
            , key as (
                insert into payments.idempotency_key (caller, key, fingerprint, answer, created_at)
                select :journal_actor, :key, decode(:fingerprint, 'hex'),
                       jsonb_build_object('id', id, 'reference', reference), :journal_at
                from account where account_id is not null and cast(:key as text) is not null
                on conflict do nothing returning 1)
            """
            + IntakeSql.STORE.formatted("cast(:key as text) is null or exists (select 1 from key)");

    private static final String RESULT = """
            select (select reference from paid) as reference,
                   exists (select 1 from account where account_id is not null) as account
            """;

    private static final String EARLIER = """
            select encode(fingerprint, 'hex') as fingerprint, answer ->> 'id' as id, answer ->> 'reference' as reference
            from payments.idempotency_key where caller = :caller and key = :key
            """;

    private final JdbcClient jdbc;
    private final Journal journal;
    private final BusinessDates dates;
    private final Clock clock;
    private final Ids ids;

    SingleIntake(JdbcClient jdbc, Journal journal, BusinessDates dates, Clock clock, Ids ids) {
        this.jdbc = jdbc;
        this.journal = journal;
        this.dates = dates;
        this.clock = clock;
        this.ids = ids;
    }

    private record Taken(@Nullable String reference, boolean account) {}

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
            Taken taken = statement(caller, payment, key, id)
                    .query((row, n) -> new Taken(row.getString(1), row.getBoolean(2)))
                    .single();
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

    private StatementSpec statement(Caller caller, NewPayment payment, @Nullable IdempotencyKey key, UUID id) {
        Instant now = clock.instant();
        String amount = payment.amount().amount().toPlainString();
        String currency = payment.amount().currency().getCurrencyCode();
        return journal.bind(jdbc.sql(TAKE + journal.append(RESULT)), caller.cause())
                .param("id", id)
                .param("run", null)
                .param("year", year(now))
                .param("correlation", caller.cause().correlationId())
                .param("legal_entity", payment.legalEntity())
                .param("debtor_account", payment.debtorAccount())
                .param("kind", payment.kind())
                .param("amount", payment.amount().amount())
                .param("currency", currency)
                .param("requested", payment.requestedOn())
                .param("creditor_name", payment.creditorName())
                .param("creditor_number", payment.creditorNumber())
                .param("creditor_bic", payment.creditorBic())
                .param("creditor_country", payment.creditorCountry())
                .param("remittance", payment.remittance())
                .param("structured_ref", payment.structuredReference())
                .param("purpose", payment.purpose())
                .param("business_key", businessKey(payment, amount, currency))
                .param("end_to_end_id", payment.endToEndId())
                .param("suffix", IntakeSql.suffix(id))
                .param("key", key == null ? null : key.key())
                .param("fingerprint", key == null ? null : key.fingerprint());
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
