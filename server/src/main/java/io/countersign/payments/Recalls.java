package io.countersign.payments;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.governance.identity.CapabilityMissing;
import io.countersign.model.ErrorCode;
import io.countersign.model.ReasonCodes;
import io.countersign.payments.RecallCandidates.Asked;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Calls payments back that have left. A recall is a request: the beneficiary has no duty to refund, and nothing of the
 * payment changes until the bank says so. Money that comes back reverses the payment and opens its bill again.
 */
@Component
public class Recalls {

    /** Why a payment is called back: the cancellation reasons of ISO 20022 that the SEPA rulebooks allow. */
    public enum Reason {
        /** It was paid twice. */
        DUPL,
        /** A technical problem made a wrong payment. */
        TECH,
        /** Somebody else made us pay; the beneficiary is frozen at once. */
        FRAD
    }

    /** Where a recall is. */
    public enum State {
        REQUESTED,
        SENT,
        ACCEPTED,
        REFUSED,
        RETURNED,
        /** The bank cancelled it before it was executed: no money has left. */
        CANCELLED;

        /** Whether the bank's answer, or the money it promised, is still to come. */
        public boolean open() {
            return this == REQUESTED || this == SENT || this == ACCEPTED;
        }
    }

    /** Why a payment cannot be called back. */
    public enum WhyNot {
        /** It is still here: cancel or reject it. */
        NOT_LEFT,
        /** It is being sent, or nobody knows whether the bank has it. */
        UNDER_WAY,
        /** It was rejected, cancelled or returned, or ran out. */
        ENDED,
        /** It is called back already. */
        CALLED_BACK,
        /** The time for this reason is over. */
        TOO_LATE,
        /** Its bank connection takes no recalls as a file: call the bank. */
        NO_MESSAGE
    }

    /** So many payments cannot be called back for the same reason. */
    public record LeftBehind(WhyNot why, int payments) {}

    /**
     * What calling back would reach now.
     *
     * @param recallable payments that can be called back, and their exact sums by currency
     * @param left the others, by why they cannot be
     */
    public record Preview(Reason reason, int recallable, List<Views.CurrencySum> sums, List<LeftBehind> left) {}

    /**
     * A run that is or was called back, as far as the workers have got.
     *
     * @param payments of the run when it was asked
     * @param recallable those that could be called back then
     * @param recalled those that are
     * @param doneAt null while it goes on
     */
    public record OfRun(
            UUID id,
            UUID runId,
            Reason reason,
            String why,
            String requestedName,
            Instant requestedAt,
            int payments,
            int recallable,
            int recalled,
            int frozen,
            int withoutParty,
            @Nullable Instant doneAt) {

        public int leftBehind() {
            return payments - recalled;
        }
    }

    /** How the act ended. */
    public sealed interface Result {
        /**
         * The messages are written and on record; they leave at once.
         *
         * @param recalled payments that are called back
         * @param leftBehind payments of the target that cannot be: in another state, called back already, or too late
         * @param frozen beneficiaries that are frozen now because of fraud
         * @param withoutParty payments called back for fraud whose beneficiary is no party we know: nobody is frozen
         */
        record Requested(int recalled, int leftBehind, int frozen, int withoutParty) implements Result {}

        /** The payments of a run are called back in portions from now on. */
        record Started(OfRun run) implements Result {}

        /** Nothing was changed. */
        record Refused(ErrorCode code, String why) implements Result {}
    }

    /**
     * A recall as it can be read.
     *
     * @param message what the bank is sent, such as {@code camt.055.001.08}
     * @param windowUntil the last day on which the scheme allows it; null where it sets none
     * @param answerStatus what the bank said last, such as {@code RJCR}
     * @param answerStatusMeaning what that says in words, {@code answerMeaning} the code; null where no list holds it
     * @param answerCode why, such as {@code CUST}, {@code AC04}, {@code NOAS}, {@code LEGL}, {@code AM04} or {@code ARDT}
     */
    public record View(
            UUID id,
            UUID paymentId,
            State state,
            Reason reason,
            String why,
            String message,
            String messageId,
            LocalDate executedOn,
            @Nullable LocalDate windowUntil,
            @Nullable Instant answerDue,
            boolean overdue,
            String requestedName,
            Instant requestedAt,
            @Nullable Instant sentAt,
            @Nullable String answerMessage,
            @Nullable String answerStatus,
            @Nullable String answerStatusMeaning,
            @Nullable String answerCode,
            @Nullable String answerMeaning,
            @Nullable String answerText,
            @Nullable Instant answeredAt) {}

    /** Where a bank has the payment and it has not come back. */
    public static final Set<PaymentState> FROM =
            Set.of(PaymentState.SENT, PaymentState.ACCEPTED, PaymentState.SETTLED, PaymentState.RECONCILED);

    private static final String OF_PAYMENT = """
            select r.id, r.payment_id, r.state, r.reason, r.why, r.message, f.message_id, r.executed_on, r.window_until,
                   r.answer_due, r.overdue, r.requested_name, r.requested_at, r.sent_at, r.answer_message,
                   r.answer_status, r.answer_code, r.answer_text, r.answered_at
            from payments.recall r join payments.bank_file f on f.id = r.file_id
            join payments.payment p on p.id = r.payment_id
            where r.payment_id = :payment and %s
            order by r.requested_at desc, r.id
            """.formatted(Checks.seen("p"));

    private static final String STATES_IN_RUN = """
            select x.state, count(*)::int as payments
            from (select distinct on (r.payment_id) r.state
                  from payments.recall r join payments.payment p on p.id = r.payment_id
                  where p.run_id = :run and %s
                  order by r.payment_id, r.requested_at desc, r.id desc) x
            group by x.state
            """.formatted(Checks.inScope("p.legal_entity"));

    private final JdbcClient jdbc;
    private final RecallCandidates candidates;
    private final RecallFiles files;
    private final RunRecalls runs;

    Recalls(JdbcClient jdbc, RecallCandidates candidates, RecallFiles files, RunRecalls runs) {
        this.jdbc = jdbc;
        this.candidates = candidates;
        this.files = files;
        this.runs = runs;
    }

    /**
     * Calls a payment back, or all payments of a run that can be. Needs {@code payments:release}: whoever may let money
     * go decides that it is asked back. The message of one payment is written and kept in this transaction, and leaves
     * after it; a run is worked through in portions.
     */
    @Transactional
    public Result recall(Caller caller, Target target, Reason reason, String why) {
        Optional<ActResult.Refused> refused =
                Checks.needs(caller, Capability.PAYMENTS_RELEASE).or(() -> Checks.reason(why));
        if (refused.isPresent()) {
            return new Result.Refused(refused.get().code(), refused.get().why());
        }
        if (target instanceof Target.OnePayment) {
            return one(caller, target, reason, why);
        }
        Preview preview = candidates.preview(caller, target, reason);
        return preview.recallable() == 0 ? nothing(target, preview) : runs.start(caller, target.id(), preview, why);
    }

    private Result one(Caller caller, Target target, Reason reason, String why) {
        List<Asked> found = candidates.next(caller, target, reason, null, 1);
        if (found.isEmpty()) {
            return nothing(target, candidates.preview(caller, target, reason));
        }
        Asked payment = found.getFirst();
        if (!payment.window().open()) {
            return new Result.Refused(
                    ErrorCode.WRONG_STATE,
                    "The time to call it back for this reason ended on %s (%s); only the beneficiary can still help."
                            .formatted(
                                    payment.window().until(), payment.window().policy()));
        }
        if (candidates.message(payment.left().connection()).isEmpty()) {
            return new Result.Refused(
                    ErrorCode.NO_ROUTE, callTheBank(payment.left().connection()));
        }
        RecallFiles.Done done = files.callBack(found, reason, why, caller);
        return new Result.Requested(1, 0, done.frozen(), done.withoutParty());
    }

    private static Result nothing(Target target, Preview preview) {
        int payments = preview.left().stream().mapToInt(LeftBehind::payments).sum();
        if (payments > 0 && only(preview, WhyNot.NO_MESSAGE)) {
            return new Result.Refused(ErrorCode.NO_ROUTE, callTheBank("of these payments"));
        }
        if (payments > 0 && only(preview, WhyNot.TOO_LATE)) {
            return new Result.Refused(
                    ErrorCode.WRONG_STATE,
                    "The time to call them back for this reason is over; only beneficiaries can help.");
        }
        return new Result.Refused(
                target instanceof Target.OnePayment ? ErrorCode.WRONG_STATE : ErrorCode.NOTHING_TO_DO,
                "Nothing here can be called back: it has not left, has ended, or is called back already.");
    }

    private static boolean only(Preview preview, WhyNot why) {
        return preview.left().stream().allMatch(left -> left.why() == why);
    }

    private static String callTheBank(String connection) {
        return "Bank connection %s takes no recalls as a file; call the bank.".formatted(connection);
    }

    /** What calling back would reach now, before anybody asks for it. Needs {@code payments:release}. */
    public Preview preview(Caller caller, Target target, Reason reason) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_RELEASE);
        return candidates.preview(caller, target, reason);
    }

    /** Every time a run was called back, the latest first. Needs {@code payments:read}. */
    public List<OfRun> ofRun(Caller caller, UUID run) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        return runs.of(run);
    }

    /** How many payments of a run their latest recall has got how far. Needs {@code payments:read}. */
    public Map<State, Integer> statesInRun(Caller caller, UUID run) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        Map<State, Integer> states = new EnumMap<>(State.class);
        jdbc.sql(STATES_IN_RUN)
                .param("run", run)
                .param("scope", Checks.scope(caller))
                .query(row -> {
                    states.put(State.valueOf(row.getString("state")), row.getInt("payments"));
                });
        return states;
    }

    /** Every recall of a payment, the latest first. Needs {@code payments:read}. */
    public List<View> of(Caller caller, UUID payment) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        return jdbc.sql(OF_PAYMENT)
                .param("payment", payment)
                .param("scope", Checks.scope(caller))
                .param("salaries", Checks.salaries(caller))
                .query(Recalls::view)
                .list();
    }

    private static View view(ResultSet row, int n) throws SQLException {
        return new View(
                row.getObject("id", UUID.class),
                row.getObject("payment_id", UUID.class),
                State.valueOf(row.getString("state")),
                Reason.valueOf(row.getString("reason")),
                row.getString("why"),
                row.getString("message"),
                row.getString("message_id"),
                row.getObject("executed_on", LocalDate.class),
                row.getObject("window_until", LocalDate.class),
                instant(row, "answer_due"),
                row.getBoolean("overdue"),
                row.getString("requested_name"),
                Objects.requireNonNull(instant(row, "requested_at")),
                instant(row, "sent_at"),
                row.getString("answer_message"),
                row.getString("answer_status"),
                ReasonCodes.STATUS.words(row.getString("answer_status")).orElse(null),
                row.getString("answer_code"),
                ReasonCodes.RECALL_REFUSAL.words(row.getString("answer_code")).orElse(null),
                row.getString("answer_text"),
                instant(row, "answered_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
