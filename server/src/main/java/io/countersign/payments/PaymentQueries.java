package io.countersign.payments;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.governance.identity.CapabilityMissing;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads payments, runs, invoices and parties. Needs {@code payments:read}, for invoices and parties {@code
 * invoices:read}; without it a {@link CapabilityMissing} is thrown. Every answer is narrowed to the legal entities in the caller's scope.
 * Lists are keyset pages: a cursor is opaque, and an invalid one is an {@link IllegalArgumentException}.
 */
@Component
public class PaymentQueries {

    private final PaymentReading payments;
    private final RunReading runs;
    private final RunFiles runFiles;
    private final PayrollReading payroll;
    private final MasterReading master;
    private final Timelines timelines;
    private final Signing signing;
    private final CutOffs cutOffs;
    private final Loads loads;
    private final ValueDates valueDates;
    private final RouteSimulation simulation;
    private final Clock clock;

    PaymentQueries(
            PaymentReading payments,
            RunReading runs,
            RunFiles runFiles,
            PayrollReading payroll,
            MasterReading master,
            Timelines timelines,
            Signing signing,
            CutOffs cutOffs,
            Loads loads,
            ValueDates valueDates,
            RouteSimulation simulation,
            Clock clock) {
        this.payments = payments;
        this.runs = runs;
        this.runFiles = runFiles;
        this.payroll = payroll;
        this.master = master;
        this.timelines = timelines;
        this.signing = signing;
        this.cutOffs = cutOffs;
        this.loads = loads;
        this.valueDates = valueDates;
        this.simulation = simulation;
        this.clock = clock;
    }

    /** Which payments; a null means any. {@code text} is part of a creditor, a reference or the end of an account. */
    public record Filter(
            @Nullable String text,
            @Nullable String legalEntity,
            List<PaymentState> states,
            @Nullable UUID run,
            @Nullable String currency) {
        public static final Filter ALL = new Filter(null, null, List.of(), null, null);
    }

    /** Newest first. */
    public Views.Page<Views.Payment> payments(Caller caller, Filter filter, @Nullable String after, int limit) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        return payments.page(caller, filter, after, limit);
    }

    public Optional<Views.PaymentDetail> payment(Caller caller, UUID id) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        return payments.detail(caller, id);
    }

    /** Finds by the number people quote, such as {@code PAY-26-118437}, by end-to-end id or by run reference. */
    public Optional<UUID> byReference(Caller caller, String reference) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        return payments.byReference(caller, reference);
    }

    /** The story of one payment, oldest first. */
    public List<Views.TimelineEntry> timeline(Caller caller, UUID paymentId) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        return timelines.of(caller, paymentId);
    }

    /** Newest first. */
    public Views.Page<Views.Run> runs(Caller caller, @Nullable String text, @Nullable String after, int limit) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        return runs.page(caller, text, after, limit);
    }

    public Optional<Views.Run> run(Caller caller, UUID id) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        return runs.run(caller, id);
    }

    /**
     * How a payroll differs from the one before of the same legal entities, in counts and sums; empty where the run is no
     * payroll. Needs {@code payments:read} and no more: nobody's salary is in it.
     */
    public Optional<Views.PayrollChanges> payroll(Caller caller, UUID runId) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        return payroll.changes(caller, runId);
    }

    /** Who signed payments of a run, one line per person and role. */
    public List<Views.Signature> runSignatures(Caller caller, UUID runId) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        return runs.signatures(caller, runId);
    }

    /** The roles whose signatures a run still waits for. Needs {@code payments:read}. */
    public List<String> runOpenRoles(Caller caller, UUID runId) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        return runs.openRoles(caller, runId);
    }

    /** Who released a run; empty before that. Needs {@code payments:read}. */
    public Optional<Views.Released> runReleased(Caller caller, UUID runId) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        return timelines.released(caller, runId);
    }

    /** The open holds of a run's payments, oldest first, at most so many. */
    public List<Views.Hold> openHolds(Caller caller, UUID runId, int limit) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        return runs.openHolds(caller, runId, limit);
    }

    /** The files in which a run left or is called back, the latest first, at most so many. */
    public List<Views.PaymentFile> runFiles(Caller caller, UUID runId, int limit) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        return runFiles.files(caller, runId, limit);
    }

    /** Whether the payees of a run are verified, and who opted them out; empty where nobody asks. */
    public List<Views.PayeeTally> runPayees(Caller caller, UUID runId) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        return runFiles.payees(caller, runId);
    }

    /** What approving or releasing the target would sign, for this person, now. */
    public Views.ToSign toSign(Caller caller, Target target, Step step) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        return signing.look(caller, target, step);
    }

    /** Runs, and payments outside runs, that wait for this person's approval or release; shortest time left first. */
    public List<Waiting> waitingFor(Caller caller, int limit) {
        return runs.waitingFor(caller, limit);
    }

    /** Something that waits for a signature. {@code dueAt} is the earliest checkpoint among its payments. */
    public record Waiting(
            Target target,
            String reference,
            String name,
            Step step,
            Views.ToSign toSign,
            String initiatedName,
            @Nullable Instant dueAt) {}

    /** Counts and exact sums by state and currency. */
    public List<Views.StateSum> states(Caller caller, @Nullable String legalEntity) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        return timelines.states(caller, legalEntity);
    }

    /** What day the payments of a target that have not left make, if they are released now; by requested date. */
    public List<Views.ValueDates> valueDates(Caller caller, Target target) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        return valueDates.of(caller, target, clock.instant());
    }

    /** Every way an amount could take and what day it would make. Nothing is stored. */
    public Views.Simulation simulate(Caller caller, Views.RouteQuestion question) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        return simulation.simulate(caller, question);
    }

    /** The next cut-off of each route that payments wait for, the nearest first. */
    public List<CutOff> cutOffs(Caller caller) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        return cutOffs.next(caller);
    }

    /**
     * A route, what waits for it, and until when a release makes the business day.
     *
     * @param waiting exact sums of the payments that are not yet released, by currency
     * @param at the next cut-off; today's if it has not passed and today is a business day there
     * @param zone the time zone of the bank
     * @param today whether {@code at} is on today's date in that zone
     * @param why in words, the closed days until then; empty if there are none
     */
    public record CutOff(
            String connection,
            String scheme,
            List<Views.CurrencySum> waiting,
            Instant at,
            ZoneId zone,
            boolean today,
            String policy,
            List<String> why) {}

    /** What each bank connection is yet to carry: released, being sent, or not known to have arrived. */
    public List<Load> loads(Caller caller) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        return loads.of(caller);
    }

    /** Payments of one state that wait for a bank connection; exact sums by currency. */
    public record Load(String connection, PaymentState state, List<Views.CurrencySum> sums) {}

    /** Invoices with something left to pay, by due date. */
    public Views.Page<Views.Invoice> openInvoices(
            Caller caller, @Nullable String text, @Nullable String legalEntity, @Nullable String after, int limit) {
        CapabilityMissing.check(caller, Capability.INVOICES_READ);
        return master.openInvoices(caller, text, legalEntity, after, limit);
    }

    /** These invoices, by due date; those that do not exist or are out of scope are left out. */
    public List<Views.Invoice> invoices(Caller caller, List<UUID> ids) {
        CapabilityMissing.check(caller, Capability.INVOICES_READ);
        return master.invoices(caller, ids);
    }

    public Views.Page<Views.Party> parties(Caller caller, @Nullable String text, @Nullable String after, int limit) {
        CapabilityMissing.check(caller, Capability.INVOICES_READ);
        return master.parties(caller, text, after, limit);
    }

    public List<Views.LegalEntity> legalEntities(Caller caller) {
        return master.legalEntities(caller);
    }

    public List<Views.OwnAccount> ownAccounts(Caller caller) {
        return master.ownAccounts(caller);
    }
}
