package io.countersign.controls.policy;

import io.countersign.controls.policy.PolicyRules.Conditional;
import io.countersign.controls.policy.PolicyRules.Keyed;
import io.countersign.controls.policy.PolicyRules.Outcome;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * Decides by the policies in force. A decision names the row that made it, as {@code approval-matrix@3#row-2}; the empty
 * answer means that no row applies, which stops the payment.
 */
@Component
public class Policies implements SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(Policies.class);

    private final PolicyStore store;
    private final PolicyLoader loader;
    private final Clock clock;
    private volatile Map<String, List<Running>> running = Map.of();
    private long count = -1;

    Policies(PolicyStore store, PolicyLoader loader, Clock clock) {
        this.store = store;
        this.loader = loader;
        this.clock = clock;
    }

    /**
     * What a payment policy may look at.
     *
     * @param amountInBooks the amount converted to the legal entity's currency
     */
    public record Subject(
            String legalEntity,
            String country,
            String kind,
            String risk,
            String currency,
            BigDecimal amount,
            BigDecimal amountInBooks,
            String creditorCountry,
            boolean creditorIban) {}

    /** Whose signatures are needed: one role for each, in order; never empty. */
    public record ApprovalRule(List<String> roles, String policy) {}

    /** Which way a payment takes to the bank. {@code connection} null means the connection of the debtor account. */
    public record RouteRule(@Nullable String connection, String scheme, String policy) {}

    /**
     * How long a state may last before its checkpoint opens a case, and whose case it is.
     *
     * @param banking whether its days are those on which the bank works, from the day on which it was to book
     */
    public record Checkpoint(Duration within, boolean banking, String owner, String policy) {

        /** Of real time. */
        public Checkpoint(Duration within, String owner, String policy) {
            this(within, false, owner, policy);
        }
    }

    /** When a business process runs: at once, or by its schedule (cron, UTC). */
    public record Timing(boolean realTime, @Nullable String schedule, String reason, String owner, String policy) {}

    /** Over which connection payments leave when another one has been down for so long. */
    public record Detour(String from, Duration after, String to, String policy) {}

    /**
     * Until when on a business day a scheme still executes the same day.
     *
     * @param always whether it runs at all hours of all days, as instant payments do; then there is no cut-off
     * @param calendars the calendars of the scheme, beside those of the currency and the bank
     * @param days business days from the execution to the creditor's account
     * @param ofBank whether it was decided for the bank connection, not for the scheme in general
     * @param policy what decided: a row of the policy, or a rule of a bank profile
     */
    public record CutOff(
            LocalTime at,
            ZoneId zone,
            boolean always,
            List<String> calendars,
            int days,
            boolean ofBank,
            String policy) {}

    /**
     * Whether a payee is verified, and what follows.
     *
     * @param closeMatchHolds whether a close match holds the payment; otherwise it warns
     * @param maxAge how old an answer may be
     * @param optedOutBy who decided that payments in bulk are not verified; null if nobody did
     */
    public record PayeeRule(
            boolean closeMatchHolds,
            Duration maxAge,
            @Nullable String optedOutBy,
            String because,
            String policy) {}

    /** Whether the creditor of a payment is sent a remittance advice. */
    public enum Advising {
        NEVER,
        /** Where the bank's text does not say everything: it is cut or changed, or several documents are paid. */
        WHEN_NEEDED,
        ALWAYS
    }

    /** Whether a creditor is advised, and which row says so. */
    public record AdviceRule(Advising advising, String policy) {}

    /** What a row of the routing policy says about a payment. */
    public enum RouteVerdict {
        /** The row decides: this is the way it takes. */
        CHOSEN,
        /** The row that decides allows this way as well. */
        ALTERNATIVE,
        /** Its condition holds too, but an earlier row has decided. */
        LATER_ROW,
        /** Its condition does not hold. */
        DOES_NOT_APPLY
    }

    /** One way a payment could take, and what the policy says about it. */
    public record RouteChoice(
            @Nullable String connection,
            String scheme,
            RouteVerdict verdict,
            String condition,
            String because,
            String policy) {}

    /**
     * Which difference of a kind and currency reconciliation may accept.
     *
     * @param automatic up to this by rule
     * @param limit up to this by one person, above it by two
     * @param percent of what the reference rate gives, also accepted by rule up to the limit; only for FX, otherwise zero
     */
    public record Tolerance(
            String kind,
            String currency,
            BigDecimal automatic,
            BigDecimal limit,
            BigDecimal percent,
            String owner,
            String policy) {}

    /**
     * How long a payment may be called back.
     *
     * @param banking whether its days are those on which scheme, currency and bank work
     * @param source where it says so
     */
    public record RecallWindow(Period within, boolean banking, String source, String policy) {}

    /** A version with its compiled rules. */
    private record Running(PolicyVersion version, PolicyRules rules) {

        String row(String row) {
            return version.name() + "#" + row;
        }
    }

    public Optional<ApprovalRule> approvals(Subject subject) {
        return decide("approval-matrix", subject)
                .flatMap(decision -> decision.outcome() instanceof Outcome.Signatures s
                        ? Optional.of(new ApprovalRule(s.roles(), decision.row()))
                        : Optional.empty());
    }

    public Optional<RouteRule> route(Subject subject) {
        return decide("routing", subject)
                .flatMap(decision -> decision.outcome() instanceof Outcome.Route route
                        ? Optional.of(new RouteRule(route.connection(), route.scheme(), decision.row()))
                        : Optional.empty());
    }

    /** Whether the payee of a payment is to be verified; empty if not, or if no row applies. */
    public Optional<PayeeRule> payee(Subject subject) {
        return decide("payee-verification", subject)
                .flatMap(decision -> decision.outcome() instanceof Outcome.Payee payee
                                && (payee.verify() || payee.optedOutBy() != null)
                        ? Optional.of(new PayeeRule(
                                payee.closeMatchHolds(),
                                payee.maxAge(),
                                payee.optedOutBy(),
                                decision.because(),
                                decision.row()))
                        : Optional.empty());
    }

    /** Whether the creditor of a payment is sent a remittance advice; empty if no row applies. */
    public Optional<AdviceRule> advice(Subject subject) {
        return decide("remittance-advice", subject)
                .flatMap(decision -> decision.outcome() instanceof Outcome.Advice advice
                        ? Optional.of(new AdviceRule(advice.advising(), decision.row()))
                        : Optional.empty());
    }

    /** Every way the routing policy knows, in the order of its rows, and what it says about each for this payment. */
    public List<RouteChoice> routes(Subject subject) {
        Optional<Running> policy = inForce("routing");
        List<RouteChoice> choices = new ArrayList<>();
        if (policy.isEmpty() || !(policy.get().rules() instanceof Conditional conditional)) {
            return choices;
        }
        Map<String, Object> payment = Condition.bind(subject);
        boolean decided = false;
        for (PolicyRules.ConditionalRow row : conditional.rows()) {
            if (row.outcome() instanceof Outcome.Route route) {
                boolean holds = row.holds(payment);
                RouteVerdict verdict =
                        !holds ? RouteVerdict.DOES_NOT_APPLY : decided ? RouteVerdict.LATER_ROW : RouteVerdict.CHOSEN;
                String name = policy.get().row(row.name());
                choices.add(
                        new RouteChoice(route.connection(), route.scheme(), verdict, row.text(), row.because(), name));
                if (verdict == RouteVerdict.CHOSEN) {
                    route.alternatives()
                            .forEach(other -> choices.add(new RouteChoice(
                                    other.connection(),
                                    other.scheme(),
                                    RouteVerdict.ALTERNATIVE,
                                    row.text(),
                                    row.because(),
                                    name)));
                }
                decided |= holds;
            }
        }
        return List.copyOf(choices);
    }

    /** The checkpoint of a waiting state, such as {@code SENT}. */
    public Optional<Checkpoint> checkpoint(String state) {
        return limit("checkpoints", state);
    }

    /** Whose a case is and by when it should be solved, by its kind, such as {@code HELD}. */
    public Optional<Checkpoint> caseRule(String kind) {
        return limit("cases", kind);
    }

    /** When a process runs, such as {@code bank-replies}, {@code statements} or {@code erp-import}. */
    public Optional<Timing> timing(String process) {
        Optional<Running> policy = inForce("timing");
        if (policy.isPresent()
                && policy.get().rules() instanceof Keyed<?> keyed
                && keyed.row(process) instanceof Keyed.KeyedRow<?>(String name, RuleCells.Schedule schedule)) {
            return Optional.of(new Timing(
                    schedule.realTime(),
                    schedule.schedule(),
                    schedule.reason(),
                    schedule.owner(),
                    policy.get().row(name)));
        }
        return Optional.empty();
    }

    /**
     * The cut-off of a scheme at a connection in a currency: the row that says most about it, the connection before the
     * currency. Empty if no row is for the scheme.
     */
    public Optional<CutOff> cutOff(String scheme, @Nullable String connection, String currency) {
        Optional<Running> policy = inForce("cut-offs");
        if (policy.isEmpty() || !(policy.get().rules() instanceof Keyed<?> keyed)) {
            return Optional.empty();
        }
        Keyed.KeyedRow<?> row = connection == null ? null : cutOffRow(keyed, scheme, connection, currency);
        if (row != null) {
            return cutOff(policy.get(), row, true);
        }
        row = cutOffRow(keyed, scheme, "", currency);
        return row == null ? Optional.empty() : cutOff(policy.get(), row, false);
    }

    private static Keyed.@Nullable KeyedRow<?> cutOffRow(
            Keyed<?> keyed, String scheme, String connection, String currency) {
        Keyed.KeyedRow<?> ofCurrency = keyed.row(Keyed.cutOffKey(scheme, connection, currency));
        return ofCurrency == null ? keyed.row(Keyed.cutOffKey(scheme, connection, "")) : ofCurrency;
    }

    private static Optional<CutOff> cutOff(Running policy, Keyed.KeyedRow<?> row, boolean ofBank) {
        return row.value() instanceof RuleCells.DayTime time
                ? Optional.of(new CutOff(
                        time.at(),
                        time.zone(),
                        time.always(),
                        time.calendars(),
                        time.days(),
                        ofBank,
                        policy.row(row.name())))
                : Optional.empty();
    }

    /** Every difference that may be accepted, in a fixed order. */
    public List<Tolerance> tolerances() {
        Optional<Running> policy = inForce("reconciliation");
        if (policy.isEmpty() || !(policy.get().rules() instanceof Keyed<?> keyed)) {
            return List.of();
        }
        List<Tolerance> all = new ArrayList<>();
        for (Keyed.KeyedRow<?> row : keyed.rows().values()) {
            if (row.value() instanceof RuleCells.Reconciling.Accepts a) {
                String decided = policy.get().row(row.name());
                all.add(new Tolerance(
                        a.kind(), a.currency(), a.automatic(), a.limit(), a.percent(), a.owner(), decided));
            }
        }
        all.sort(Comparator.comparing(Tolerance::kind).thenComparing(Tolerance::currency));
        return List.copyOf(all);
    }

    /** How long after the end of a day its statement is waited for. */
    public Optional<Checkpoint> statementDue() {
        Optional<Running> policy = inForce("reconciliation");
        if (policy.isPresent()
                && policy.get().rules() instanceof Keyed<?> keyed
                && keyed.row("STATEMENT") instanceof Keyed.KeyedRow<?>(String name, RuleCells.Reconciling.Waits w)) {
            return Optional.of(
                    new Checkpoint(w.within(), w.owner(), policy.get().row(name)));
        }
        return Optional.empty();
    }

    /** Until when a payment of a scheme may be called back for a reason; empty where the bank alone decides. */
    public Optional<RecallWindow> recallWindow(String scheme, String reason) {
        Optional<Running> policy = inForce("recalls");
        if (policy.isPresent()
                && policy.get().rules() instanceof Keyed<?> keyed
                && keyed.row(Keyed.recallKey(scheme, reason))
                        instanceof Keyed.KeyedRow<?>(String name, RuleCells.Window window)) {
            return Optional.of(new RecallWindow(
                    window.within(),
                    window.banking(),
                    window.source(),
                    policy.get().row(name)));
        }
        return Optional.empty();
    }

    /** What is done when bank connections are down; empty where payments wait. */
    public List<Detour> detours() {
        return inForce("outages")
                .map(policy -> policy.rules() instanceof Keyed<?> keyed ? detours(policy, keyed) : List.<Detour>of())
                .orElse(List.of());
    }

    private static List<Detour> detours(Running policy, Keyed<?> keyed) {
        List<Detour> detours = new ArrayList<>();
        keyed.rows().forEach((from, row) -> {
            if (row.value() instanceof RuleCells.Detour detour) {
                detours.add(new Detour(from, detour.within(), detour.to(), policy.row(row.name())));
            }
        });
        detours.sort(Comparator.comparing(Detour::from));
        return detours;
    }

    /** The version in force of each policy. */
    public List<PolicyVersion> inForce() {
        return PolicyRules.IDS.stream()
                .flatMap(policy -> inForce(policy).stream())
                .map(Running::version)
                .toList();
    }

    /** Every version of a policy, newest first. */
    public List<PolicyVersion> versions(String policy) {
        return store.versions(policy);
    }

    @Override
    public void afterSingletonsInstantiated() {
        loader.loadShipped();
        refresh();
    }

    /** Takes over versions that were added since, by any process. */
    synchronized void refresh() {
        long now = store.count();
        if (now == count) {
            return;
        }
        Map<String, List<Running>> fresh = new HashMap<>();
        for (PolicyVersion version : store.current()) {
            PolicyLoader.compile(version.source())
                    .rules()
                    .ifPresentOrElse(
                            rules -> fresh.computeIfAbsent(version.policy(), policy -> new ArrayList<>())
                                    .add(new Running(version, rules)),
                            () -> LOG.error("Policy {} cannot be compiled; what it decides waits", version.name()));
        }
        fresh.values()
                .forEach(versions -> versions.sort(Comparator.<Running, Instant>comparing(
                                one -> one.version().effectiveFrom())
                        .thenComparing(one -> one.version().version())));
        running = Map.copyOf(fresh);
        count = now;
    }

    /** A decision with the full name of its row. */
    private record Decision(String row, Outcome outcome, String because) {}

    private Optional<Decision> decide(String id, Subject subject) {
        Optional<Running> policy = inForce(id);
        if (policy.isEmpty() || !(policy.get().rules() instanceof Conditional conditional)) {
            return Optional.empty();
        }
        return conditional
                .decide(Condition.bind(subject))
                .map(decided -> new Decision(policy.get().row(decided.row()), decided.outcome(), decided.because()));
    }

    private Optional<Checkpoint> limit(String id, String key) {
        Optional<Running> policy = inForce(id);
        if (policy.isPresent()
                && policy.get().rules() instanceof Keyed<?> keyed
                && keyed.row(key) instanceof Keyed.KeyedRow<?>(String name, RuleCells.Limit limit)) {
            return Optional.of(new Checkpoint(
                    limit.within(), limit.banking(), limit.owner(), policy.get().row(name)));
        }
        return Optional.empty();
    }

    /** The version that began last. Versions that begin later are compiled already and wait. */
    private Optional<Running> inForce(String policy) {
        Instant now = clock.instant();
        List<Running> versions = running.getOrDefault(policy, List.of());
        for (int i = versions.size() - 1; i >= 0; i--) {
            if (!versions.get(i).version().effectiveFrom().isAfter(now)) {
                return Optional.of(versions.get(i));
            }
        }
        return Optional.empty();
    }
}
