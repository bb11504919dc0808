package io.countersign.payments;

import io.countersign.governance.identity.Caller;
import io.countersign.model.Actor;
import io.countersign.model.ErrorCode;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What a person would sign on a payment or a run, and whether this person may. The page that shows it and the act that
 * records it ask the same question here.
 */
@Component
class Signing {

    /**
     * The payments a signature covers: in the state the step starts from and, for an approval, asking for a role of the
     * signer that has not signed yet. {@code damaged} says that the content is not what its hash says, that a signature
     * was given for other content, or that an approved payment lacks the signatures it must have: the state alone is
     * never believed.
     */
    static final String CANDIDATES = """
            select p.id, p.reference, p.kind, p.legal_entity, p.currency, p.amount, p.content_hash, p.approval_policy,
                   p.initiated_by = :actor as initiated, :actor = any (p.prepared_by) as prepared,
                   exists (select 1 from payments.approval a
                           where a.payment_id = p.id and a.approver = :actor and not a.voided) as signed,
                   exists (select 1 from payments.party_account v
                           where v.number = p.creditor_number and v.edited_by = :actor) as edited,
                   p.open_roles && cast(:roles as text[]) as asked,
                   p.content_hash is distinct from payments.content_hash(p)
                       or exists (select 1 from payments.approval a
                                  where a.payment_id = p.id and not a.voided and a.content_hash <> p.content_hash)
                       or (p.state = 'APPROVED' and (coalesce(cardinality(p.open_roles), 1) > 0 or not exists
                               (select 1 from payments.approval a where a.payment_id = p.id and not a.voided)))
                       as damaged
            from payments.payment p
            where p.%s = :target and p.state = :state
            """;

    private static final String LOOK = """
            with candidate as (%s),
            mine as (
                select * from candidate where :release or (asked and not signed))
            select (select count(*) from mine)::int as payments,
                   (select encode(sha256(string_agg(content_hash, ''::bytea order by id)), 'hex') from mine) as hash,
                   (select encode(min(content_hash), 'hex') from mine) as first_hash,
                   (select string_agg(distinct approval_policy, ', ') from mine) as policy,
                   (select count(*) from payments.payment p
                     where p.%s = :target and p.state not in ('CANCELLED', 'REJECTED', 'EXPIRED'))::int as living,
                   (select count(*) from candidate)::int as candidates,
                   (select min(reference) from candidate where initiated) as initiated,
                   (select min(reference) from candidate where prepared) as prepared,
                   (select min(reference) from candidate where signed) as signed,
                   (select min(reference) from candidate where edited) as edited,
                   (select min(reference) from candidate where damaged) as damaged,
                   (select min(reference) from candidate where kind = 'PAYROLL') as salary,
                   (select array_agg(distinct legal_entity) from candidate) as entities
            """;

    private static final String SUMS = """
            with candidate as (%s)
            select currency, count(*)::int, sum(amount) from candidate
            where :release or (asked and not signed)
            group by currency order by currency
            """;

    private final JdbcClient jdbc;

    Signing(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What the caller would sign now. {@code step} is APPROVE or RELEASE. */
    Views.ToSign look(Caller caller, Target target, Step step) {
        boolean release = step == Step.RELEASE;
        String column = column(target);
        Map<String, Object> parameters = parameters(caller, target, step);
        Look look = jdbc.sql(LOOK.formatted(CANDIDATES.formatted(column), column))
                .params(parameters)
                .query(Look::of)
                .single();
        if (target instanceof Target.OnePayment && look.salary != null && !Checks.salaries(caller)) {
            return unseen(step, look);
        }
        List<Views.CurrencySum> sums = jdbc.sql(SUMS.formatted(CANDIDATES.formatted(column)))
                .params(parameters)
                .query((row, n) -> new Views.CurrencySum(row.getString(1), row.getInt(2), row.getBigDecimal(3)))
                .list();
        String hash = target instanceof Target.OnePayment ? look.firstHash : look.hash;
        return new Views.ToSign(
                step,
                look.payments,
                sums,
                hash == null ? "" : hash,
                Math.max(0, look.living - look.payments),
                look.policy,
                refusal(caller, look, release).orElse(null));
    }

    /** Nobody signs what they may not see; a payroll is signed as a run, by its totals. */
    private static Views.ToSign unseen(Step step, Look look) {
        return new Views.ToSign(
                step,
                look.payments,
                List.of(),
                "",
                0,
                null,
                new ActResult.Refused(
                        ErrorCode.CAPABILITY_MISSING,
                        "One salary is signed by who may see it, with payroll:details. Sign its run instead."));
    }

    static String column(Target target) {
        return switch (target) {
            case Target.OnePayment _ -> "id";
            case Target.WholeRun _ -> "run_id";
        };
    }

    static Map<String, Object> parameters(Caller caller, Target target, Step step) {
        return Map.of(
                "target",
                target.id(),
                "state",
                step == Step.RELEASE ? PaymentState.APPROVED.name() : PaymentState.AWAITING_APPROVAL.name(),
                "actor",
                caller.id(),
                "roles",
                caller.roles().toArray(String[]::new),
                "release",
                step == Step.RELEASE);
    }

    private static Optional<ActResult.Refused> refusal(Caller caller, Look look, boolean release) {
        List<ActResult.Refused> reasons = new ArrayList<>();
        if (caller.cause().actor().kind() != Actor.Kind.HUMAN) {
            reasons.add(new ActResult.Refused(ErrorCode.CAPABILITY_MISSING, "Only a person can sign."));
        }
        if (!look.entities.stream().allMatch(caller::covers)) {
            reasons.add(new ActResult.Refused(
                    ErrorCode.OUT_OF_SCOPE, "It holds payments of a legal entity outside your scope."));
        }
        if (look.initiated != null) {
            reasons.add(new ActResult.Refused(ErrorCode.SAME_PERSON, "You initiated " + look.initiated + "."));
        }
        if (look.prepared != null) {
            reasons.add(
                    new ActResult.Refused(ErrorCode.SAME_PERSON, "You submitted or changed " + look.prepared + "."));
        }
        if (look.signed != null && (release || look.payments == 0)) {
            reasons.add(new ActResult.Refused(ErrorCode.SAME_PERSON, "You already approved " + look.signed + "."));
        }
        if (look.edited != null) {
            reasons.add(new ActResult.Refused(
                    ErrorCode.VENDOR_EDITOR, "You edited the creditor's bank account of " + look.edited + "."));
        }
        if (look.candidates > 0 && look.payments == 0) {
            reasons.add(new ActResult.Refused(
                    ErrorCode.ROLE_NOT_ASKED, "The policy asks for a role you do not hold, or yours has signed."));
        }
        if (look.candidates == 0) {
            reasons.add(new ActResult.Refused(
                    ErrorCode.NOTHING_TO_DO,
                    release ? "No payment here waits for its release." : "No payment here waits for an approval."));
        }
        if (look.damaged != null) {
            reasons.add(new ActResult.Refused(
                    ErrorCode.HASH_MISMATCH, look.damaged + " is not what its hash says. Nothing can be signed."));
        }
        return reasons.stream().findFirst();
    }

    /** One row of {@link #LOOK}: how many, and the first payment that stands in the way for each reason. */
    private record Look(
            int payments,
            int living,
            int candidates,
            @Nullable String hash,
            @Nullable String firstHash,
            @Nullable String policy,
            @Nullable String initiated,
            @Nullable String prepared,
            @Nullable String signed,
            @Nullable String edited,
            @Nullable String damaged,
            @Nullable String salary,
            List<String> entities) {

        static Look of(ResultSet row, int n) throws SQLException {
            Array entities = row.getArray("entities");
            return new Look(
                    row.getInt("payments"),
                    row.getInt("living"),
                    row.getInt("candidates"),
                    row.getString("hash"),
                    row.getString("first_hash"),
                    row.getString("policy"),
                    row.getString("initiated"),
                    row.getString("prepared"),
                    row.getString("signed"),
                    row.getString("edited"),
                    row.getString("damaged"),
                    row.getString("salary"),
                    entities == null ? List.of() : List.of((String[]) entities.getArray()));
        }
    }
}
