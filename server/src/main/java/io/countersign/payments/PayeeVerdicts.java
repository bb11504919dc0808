package io.countersign.payments;

import io.countersign.controls.policy.Policies;
import io.countersign.payments.ports.BankProfiles;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Decides by what is known about the payees of a batch, set by set. It can only add: a payment whose payee has to be
 * verified waits in RECEIVED until there is an answer; NO_MATCH holds it, CLOSE_MATCH holds it or warns, as the policy
 * says; that nobody could answer is a warning. A match removes no other control.
 */
@Component
class PayeeVerdicts {

    /** So long a missing answer is believed before the same payee is asked about again for another payment. */
    private static final Duration UNANSWERED_FOR = Duration.ofMinutes(5);

    private static final String KNOWN = """
            select w.id::text as payment, c.id as check_id, c.outcome, c.suggested, c.why
            from unnest(cast(:ids as uuid[]), cast(:oldest as timestamptz[])) as w(id, oldest)
            join payments.payment p on p.id = w.id
            join lateral (
                select * from payments.payee_check c
                where c.number = p.creditor_number and c.name = p.creditor_name and c.asked_at >= w.oldest
                  and (c.outcome <> 'UNANSWERED' or c.asked_at >= :recent)
                order by c.asked_at desc limit 1) c on true
            """;

    private static final String ASK = """
            insert into payments.payee_question (number, name, created_at)
            select distinct p.creditor_number, p.creditor_name, cast(:now as timestamptz) from payments.payment p
            where p.id = any (cast(:ids as uuid[])) order by 1, 2
            on conflict do nothing
            """;

    private static final String LIFTED = """
            select payment_id::text || ' ' || reason from payments.hold
            where payment_id = any (cast(:ids as uuid[])) and reason like 'PAYEE%' and lifted_at is not null
            """;

    private static final String KEEP = """
            insert into payments.payee_verdict (payment_id, verdict, check_id, policy, decided_by, reason, at)
            select v.id, v.verdict, v.check_id, v.policy, v.decided_by, v.reason, cast(:now as timestamptz)
            from unnest(cast(:ids as uuid[]), cast(:verdicts as text[]), cast(:checks as uuid[]),
                        cast(:policies as text[]), cast(:deciders as text[]), cast(:reasons as text[]))
                as v(id, verdict, check_id, policy, decided_by, reason)
            on conflict (payment_id) do update set verdict = excluded.verdict, check_id = excluded.check_id,
                policy = excluded.policy, decided_by = excluded.decided_by, reason = excluded.reason, at = excluded.at
            """;

    private final JdbcClient jdbc;
    private final PayeeQuestions questions;
    private final Policies policies;
    private final BankProfiles profiles;
    private final Clock clock;

    PayeeVerdicts(JdbcClient jdbc, PayeeQuestions questions, Policies policies, BankProfiles profiles, Clock clock) {
        this.jdbc = jdbc;
        this.questions = questions;
        this.policies = policies;
        this.profiles = profiles;
        this.clock = clock;
    }

    /** A payment with the rule for its payee. {@code bulk} says that it is part of a run. */
    record Wanted(String payment, Policies.PayeeRule rule, boolean bulk) {

        boolean optedOut() {
            return rule.optedOutBy() != null && bulk;
        }
    }

    /** Which payments have to wait for an answer, and which are held. */
    record Decided(Set<String> waiting, List<Holds.Placed> holds) {}

    /** What a bank or provider said. */
    private record Known(
            UUID check,
            String outcome,
            @Nullable String suggested,
            @Nullable String why) {}

    private record Verdict(
            Wanted wanted, String verdict, @Nullable Known known) {}

    boolean canAsk() {
        return questions.canAsk();
    }

    /**
     * Whether anything is to be decided about the payee of a payment. What was agreed with the bank, as its profile says,
     * comes before the opt-out of the policy: opted in, payees are verified whatever the policy opts out of; opted out,
     * those of payments in bulk are not, also where no provider is connected and the bank alone would ask. Whose payee the
     * policy does not verify at all is not decided about.
     */
    Optional<Wanted> wanted(String payment, Policies.Subject subject, String connection, String scheme, boolean bulk) {
        Optional<BankProfiles.Terms> terms = profiles.terms(connection, scheme);
        BankProfiles.PayeeChoice choice = terms.map(BankProfiles.Terms::payees).orElse(null);
        boolean optedOut = choice != null && !choice.optIn() && bulk;
        if (!optedOut && !canAsk()) {
            return Optional.empty();
        }
        return policies.payee(subject)
                .map(rule -> new Wanted(payment, choice == null ? rule : agreed(rule, terms.get(), choice), bulk));
    }

    private static Policies.PayeeRule agreed(
            Policies.PayeeRule rule, BankProfiles.Terms terms, BankProfiles.PayeeChoice choice) {
        return choice.optIn()
                ? new Policies.PayeeRule(rule.closeMatchHolds(), rule.maxAge(), null, rule.because(), rule.policy())
                : new Policies.PayeeRule(
                        rule.closeMatchHolds(),
                        rule.maxAge(),
                        choice.who(),
                        choice.why(),
                        terms.profile() + "#verification-of-payee");
    }

    /** Call it in the transaction that validates. */
    Decided decide(List<Wanted> wanted) {
        List<Wanted> toVerify = wanted.stream().filter(one -> !one.optedOut()).toList();
        Map<String, Known> known = known(toVerify);
        List<Verdict> verdicts = new ArrayList<>();
        Set<String> waiting = new HashSet<>();
        for (Wanted one : wanted) {
            if (one.optedOut()) {
                verdicts.add(new Verdict(one, "OPTED_OUT", null));
                continue;
            }
            Known answer = known.get(one.payment());
            if (answer == null) {
                waiting.add(one.payment());
            } else {
                verdicts.add(new Verdict(one, answer.outcome(), answer));
            }
        }
        ask(waiting);
        keep(verdicts);
        return new Decided(waiting, holds(verdicts));
    }

    private Map<String, Known> known(List<Wanted> wanted) {
        Map<String, Known> known = new HashMap<>();
        if (wanted.isEmpty()) {
            return known;
        }
        jdbc.sql(KNOWN)
                .param("ids", column(wanted, Wanted::payment))
                .param(
                        "oldest",
                        column(
                                wanted,
                                one -> clock.instant()
                                        .minus(one.rule().maxAge())
                                        .toString()))
                .param("recent", at(UNANSWERED_FOR))
                .query(row -> {
                    known.put(
                            row.getString("payment"),
                            new Known(
                                    row.getObject("check_id", UUID.class),
                                    row.getString("outcome"),
                                    row.getString("suggested"),
                                    row.getString("why")));
                });
        return known;
    }

    private void ask(Set<String> waiting) {
        if (!waiting.isEmpty()) {
            jdbc.sql(ASK)
                    .param("ids", waiting.toArray(String[]::new))
                    .param("now", at(Duration.ZERO))
                    .update();
        }
    }

    private void keep(List<Verdict> verdicts) {
        if (verdicts.isEmpty()) {
            return;
        }
        jdbc.sql(KEEP)
                .param("ids", column(verdicts, one -> one.wanted().payment()))
                .param("verdicts", column(verdicts, Verdict::verdict))
                .param(
                        "checks",
                        column(
                                verdicts,
                                one -> one.known() == null
                                        ? null
                                        : one.known().check().toString()))
                .param("policies", column(verdicts, one -> one.wanted().rule().policy()))
                .param(
                        "deciders",
                        column(
                                verdicts,
                                one -> one.known() == null ? one.wanted().rule().optedOutBy() : null))
                .param(
                        "reasons",
                        column(
                                verdicts,
                                one -> one.known() == null
                                        ? one.wanted().rule().because()
                                        : one.known().why()))
                .param("now", at(Duration.ZERO))
                .update();
    }

    /** What a person has looked at and let go does not come back. */
    private List<Holds.Placed> holds(List<Verdict> verdicts) {
        List<Holds.Placed> holds = new ArrayList<>();
        for (Verdict one : verdicts) {
            Known known = one.known();
            UUID payment = UUID.fromString(one.wanted().payment());
            if (known != null && known.outcome().equals("NO_MATCH")) {
                holds.add(new Holds.Placed(
                        payment, "PAYEE_NO_MATCH", "The creditor's bank holds the account under another name"));
            } else if (known != null
                    && known.outcome().equals("CLOSE_MATCH")
                    && one.wanted().rule().closeMatchHolds()) {
                holds.add(new Holds.Placed(
                        payment, "PAYEE_CLOSE_MATCH", "The creditor's bank has the name: " + known.suggested()));
            }
        }
        if (holds.isEmpty()) {
            return holds;
        }
        Set<String> lifted = new HashSet<>(jdbc.sql(LIFTED)
                .param("ids", column(holds, hold -> hold.paymentId().toString()))
                .query(String.class)
                .list());
        holds.removeIf(hold -> lifted.contains(hold.paymentId() + " " + hold.reason()));
        return holds;
    }

    private OffsetDateTime at(Duration ago) {
        return OffsetDateTime.ofInstant(clock.instant().minus(ago), ZoneOffset.UTC);
    }

    private static <T> @Nullable String[] column(List<T> rows, java.util.function.Function<T, @Nullable String> value) {
        return rows.stream().map(value).toArray(String[]::new);
    }
}
