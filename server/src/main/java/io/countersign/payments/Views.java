package io.countersign.payments;

import io.countersign.model.Fault;
import io.countersign.model.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What can be read about payments, runs, invoices and parties. Times are UTC instants, dates are business dates. */
public final class Views {

    private Views() {}

    /**
     * A payment. Its dates stay apart.
     *
     * @param reasonMeaning what the code says in words; null where no list holds it
     * @param requestedOn the requested execution date, as it was signed
     * @param bankDate the date its bank file asks for; null before there is one
     * @param bookedOn when the bank booked it
     * @param valueOn from when it counts in the account, as the bank says
     * @param accountedOn the ERP's accounting date, once the ERP has it
     */
    public record Payment(
            UUID id,
            String reference,
            @Nullable UUID runId,
            @Nullable String runReference,
            String legalEntity,
            String legalEntityName,
            String kind,
            PaymentState state,
            @Nullable PaymentState heldFrom,
            int version,
            BigDecimal amount,
            String currency,
            String debtorNumber,
            String creditorName,
            String creditorNumber,
            @Nullable String creditorBic,
            @Nullable String creditorCountry,
            LocalDate requestedOn,
            String endToEndId,
            @Nullable String remittance,
            @Nullable String structuredReference,
            @Nullable String contentHash,
            List<String> openRoles,
            @Nullable String approvalPolicy,
            @Nullable String connection,
            @Nullable String scheme,
            @Nullable String routePolicy,
            @Nullable UUID fileId,
            String initiatedBy,
            String initiatedName,
            String correlationId,
            @Nullable String reasonCode,
            @Nullable String reasonMeaning,
            @Nullable String reasonText,
            @Nullable String bankReference,
            @Nullable LocalDate bankDate,
            @Nullable LocalDate bookedOn,
            @Nullable LocalDate valueOn,
            @Nullable LocalDate accountedOn,
            Instant createdAt,
            Instant stateSince,
            @Nullable Instant dueAt,
            boolean overdue) {}

    public record Signature(
            UUID paymentId, String actorId, String name, String role, Instant at, boolean voided, String contentHash) {}

    public record Hold(
            UUID id,
            UUID paymentId,
            String reason,
            String detail,
            Instant placedAt,
            @Nullable Instant liftedAt,
            @Nullable String liftedBy,
            @Nullable String liftedWhy) {}

    /**
     * An invoice that a payment pays.
     *
     * @param amount what the payment pays of it; negative for a credit note
     * @param total of the invoice
     * @param open what of it no payment has taken now
     */
    public record PaidInvoice(
            UUID invoiceId,
            String number,
            @Nullable String supplierReference,
            LocalDate dueOn,
            BigDecimal amount,
            BigDecimal total,
            BigDecimal open,
            String currency,
            @Nullable String erpId) {}

    /**
     * A file that left or is to leave.
     *
     * @param acknowledgeBy until when its bank promised to acknowledge it; null once it did, and where it promised no time
     * @param unverified whether its payees are opted out of verification
     */
    public record PaymentFile(
            UUID id,
            String messageId,
            String name,
            String connection,
            String scheme,
            String state,
            int payments,
            BigDecimal total,
            String currency,
            @Nullable Long size,
            @Nullable String sha256,
            Instant createdAt,
            @Nullable Instant sentAt,
            @Nullable String lastError,
            @Nullable Instant acknowledgeBy,
            boolean unverified) {}

    /**
     * How many payments of a run have the same verdict about their payee; {@code NOT_ASKED} where no rule asks.
     *
     * @param decidedBy who opted out
     * @param why why it was opted out
     * @param policy the row of the policy, or the bank profile, that decided
     */
    public record PayeeTally(
            String verdict,
            int payments,
            @Nullable String decidedBy,
            @Nullable String why,
            @Nullable String policy) {}

    /**
     * What a bank said of a payment.
     *
     * @param statusMeaning what the status says in words, {@code reasonMeaning} the code; null where no list holds it
     * @param reasonText what the bank wrote beside it
     * @param applied what came of it: APPLIED, NOTED (new, changes no state), REPEATED or CONTRADICTS
     */
    public record BankReply(
            String messageId,
            String status,
            @Nullable String statusMeaning,
            @Nullable String reasonCode,
            @Nullable String reasonMeaning,
            @Nullable String reasonText,
            String applied,
            Instant at) {}

    /** A payment with everything a page about it shows. */
    public record PaymentDetail(
            Payment payment,
            List<Signature> signatures,
            List<Hold> holds,
            List<PaidInvoice> invoices,
            @Nullable PaymentFile file,
            List<BankReply> replies,
            @Nullable PayeeVerdict payee,
            @Nullable PendingOverride override) {}

    /**
     * What was found out about the payee's name.
     *
     * @param verdict MATCH, CLOSE_MATCH, NO_MATCH, NOT_POSSIBLE, UNANSWERED or OPTED_OUT
     * @param suggested the name the creditor's bank has, with a close match
     * @param why why nobody could answer, or why it was opted out
     * @param decidedBy who opted out
     * @param askedAt when the answer came; older than the payment if it was known already
     */
    public record PayeeVerdict(
            String verdict,
            @Nullable String suggested,
            @Nullable String why,
            @Nullable String decidedBy,
            @Nullable String provider,
            @Nullable Instant askedAt,
            String policy) {}

    /** One of two people has proposed how an unknown outcome is to be treated. */
    public record PendingOverride(String outcome, String proposedBy, String proposedName, String why, Instant at) {}

    /** Who let a run go, and when. */
    public record Released(String name, Instant at) {}

    /**
     * One line of a payment's story, from the event log and the audit trail.
     *
     * @param type the event type, such as {@code payment.approved}
     * @param why the reason a person gave or the rule that decided
     * @param data the event's data as a JSON object
     */
    public record TimelineEntry(
            int sequence,
            Instant at,
            String type,
            String actorKind,
            String actorId,
            String actorName,
            @Nullable String why,
            @Nullable String policy,
            String correlationId,
            String data) {}

    public record Run(
            UUID id,
            String reference,
            String name,
            String kind,
            String initiatedBy,
            String initiatedName,
            String source,
            String correlationId,
            boolean complete,
            Instant createdAt,
            int payments,
            List<RunState> states,
            List<RunTotal> totals) {}

    /**
     * A payroll beside the last one that left of the same legal entities, without anybody's salary.
     *
     * @param earlierRun null if there is none; then the counts of changes are 0 and all accounts are new
     * @param newAccounts accounts that the earlier one did not pay to
     * @param goneAccounts accounts that only the earlier one paid to
     * @param changedAmounts accounts of both that get another amount
     */
    public record PayrollChanges(
            @Nullable UUID earlierRun,
            @Nullable String earlierReference,
            @Nullable Instant earlierAt,
            int payments,
            int earlierPayments,
            List<CurrencyChange> sums,
            int newAccounts,
            int goneAccounts,
            int changedAmounts) {}

    /** What a payroll comes to now and what the one before came to. */
    public record CurrencyChange(String currency, BigDecimal amount, BigDecimal earlierAmount) {}

    /** How many payments of a run are in a state. */
    public record RunState(PaymentState state, int payments) {}

    /** The exact sum of one legal entity, route and currency of a run, without what was rejected, cancelled or expired. */
    public record RunTotal(
            String legalEntity,
            String legalEntityName,
            @Nullable String connection,
            @Nullable String scheme,
            String currency,
            int payments,
            BigDecimal amount) {}

    /**
     * Exactly what a person signs on a run or a payment: the payments that can take the step now.
     *
     * @param hash hex SHA-256 over the content hashes of these payments in order of their ids
     * @param leftBehind payments of the run that are not part of it
     * @param refused why this person may not sign, or null
     */
    public record ToSign(
            Step step,
            int payments,
            List<CurrencySum> sums,
            String hash,
            int leftBehind,
            @Nullable String policy,
            ActResult.@Nullable Refused refused) {}

    public record CurrencySum(String currency, int payments, BigDecimal amount) {}

    /** What day some payments of one route make if they are released now. */
    public record ValueDates(@Nullable String connection, String scheme, CurrencySum sum, ValueDate date) {}

    /**
     * Which ways a payment could take, and when.
     *
     * @param debtorAccount null lets the currency choose
     * @param creditorCountry ISO 3166-1; needed where the account is no IBAN
     * @param at when it would be released; null means now
     */
    public record RouteQuestion(
            String legalEntity,
            @Nullable String debtorAccount,
            @Nullable String creditorAccount,
            @Nullable String creditorCountry,
            String kind,
            Money amount,
            LocalDate requestedOn,
            @Nullable Instant at) {}

    /**
     * One way, with the row of the routing policy that speaks about it.
     *
     * @param verdict CHOSEN, ALTERNATIVE, LATER_ROW or DOES_NOT_APPLY
     * @param chargeBearer who pays the banks: SLEV (by the rules of the scheme) or SHAR (each side its own)
     */
    public record PossibleRoute(
            String scheme,
            @Nullable String connection,
            String verdict,
            String why,
            String policy,
            String chargeBearer,
            ValueDate date) {}

    /** What a simulation of routes found. */
    public sealed interface Simulation {
        record Routes(Instant at, List<PossibleRoute> routes) implements Simulation {}

        record Refused(List<Fault> faults) implements Simulation {}
    }

    public record StateSum(PaymentState state, String currency, int payments, BigDecimal amount, int runs) {}

    public record Invoice(
            UUID id,
            String legalEntity,
            UUID partyId,
            String partyName,
            String kind,
            String number,
            @Nullable String supplierReference,
            LocalDate issuedOn,
            LocalDate dueOn,
            String currency,
            BigDecimal total,
            BigDecimal residual,
            BigDecimal open,
            @Nullable String accountNumber,
            @Nullable String blocked,
            String erpState,
            @Nullable String erpId) {}

    public record Party(
            UUID id,
            String kind,
            String name,
            @Nullable String country,
            String risk,
            boolean active,
            @Nullable String erpId,
            List<PartyAccount> accounts) {}

    public record PartyAccount(
            UUID id,
            String number,
            @Nullable String bic,
            boolean trusted,
            @Nullable String fault,
            boolean active) {}

    public record LegalEntity(
            String code,
            String name,
            String country,
            String currency,
            String zone,
            @Nullable String erpId) {}

    public record OwnAccount(
            UUID id,
            String legalEntity,
            String number,
            @Nullable String bic,
            String currency,
            String name,
            String connection,
            @Nullable String erpId) {}

    /** One page of a list; {@code next} is the cursor of the following one, or null at the end. */
    public record Page<T>(List<T> items, @Nullable String next) {}
}
