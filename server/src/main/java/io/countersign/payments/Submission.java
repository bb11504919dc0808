package io.countersign.payments;

import io.countersign.controls.policy.Policies;
import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.ErrorCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Hands validated payments to the approvers the policy names. */
@Component
class Submission {

    /** Ids of one policy row are sent to the database in arrays of this size. */
    private static final int CHUNK = 10_000;

    private static final String VALIDATED = """
            select %s from payments.payment p join payments.legal_entity e on e.code = p.legal_entity
            where p.%s = :target and p.state = 'VALIDATED' and %s order by p.id for update of p
            """;

    private static final String SUBMIT = """
            select id, null::text as why, cast(:policy as text) as policy,
                   jsonb_build_object('contentHash', encode(content_hash, 'hex'), 'roles', to_jsonb(cast(:roles as text[])))
                   as extra
            from payments.payment where id = any (cast(:ids as uuid[]))
            """;

    private final JdbcClient jdbc;
    private final Policies policies;
    private final Transitions transitions;
    private final Validation validation;

    Submission(JdbcClient jdbc, Policies policies, Transitions transitions, Validation validation) {
        this.jdbc = jdbc;
        this.policies = policies;
        this.transitions = transitions;
        this.validation = validation;
    }

    ActResult submit(Caller caller, Target target) {
        Optional<ActResult.Refused> refused = Checks.needs(caller, Capability.PAYMENTS_INITIATE);
        if (refused.isPresent()) {
            return refused.get();
        }
        validation.validateNow(target);
        Map<Policies.ApprovalRule, List<String>> byRule = new LinkedHashMap<>();
        List<String> undecided = new ArrayList<>();
        jdbc.sql(VALIDATED.formatted(PolicySubject.COLUMNS, Signing.column(target), Checks.inScope("p.legal_entity")))
                .param("target", target.id())
                .param("scope", Checks.scope(caller))
                .query((RowCallbackHandler) row -> decide(row, byRule, undecided));
        if (!undecided.isEmpty()) {
            return new ActResult.Refused(
                    ErrorCode.NO_POLICY, "No row of the approval matrix applies to " + undecided.getFirst() + ".");
        }
        int moved = byRule.entrySet().stream()
                .mapToInt(group -> submit(caller, group.getKey(), group.getValue()))
                .sum();
        return moved == 0
                ? new ActResult.Refused(ErrorCode.NOTHING_TO_DO, "No payment here can be submitted.")
                : new ActResult.Done(moved, moved, leftBehind(target));
    }

    private void decide(ResultSet row, Map<Policies.ApprovalRule, List<String>> byRule, List<String> undecided)
            throws SQLException {
        String id = row.getString("id");
        Optional<Policies.ApprovalRule> rule = PolicySubject.of(row).flatMap(policies::approvals);
        if (rule.isPresent()) {
            byRule.computeIfAbsent(rule.get(), _ -> new ArrayList<>()).add(id);
        } else {
            undecided.add(row.getString("reference"));
        }
    }

    private int submit(Caller caller, Policies.ApprovalRule rule, List<String> ids) {
        int moved = 0;
        for (int from = 0; from < ids.size(); from += CHUNK) {
            String[] chunk =
                    ids.subList(from, Math.min(ids.size(), from + CHUNK)).toArray(String[]::new);
            moved += transitions.move(
                    Transitions.Move.of(Step.SUBMIT, SUBMIT)
                            .setting("open_roles = cast(:roles as text[]), approval_policy = c.policy, "
                                    + Transitions.PREPARED),
                    caller.cause(),
                    Map.of(
                            "ids",
                            chunk,
                            "policy",
                            rule.policy(),
                            "roles",
                            rule.roles().toArray(String[]::new)));
        }
        return moved;
    }

    private int leftBehind(Target target) {
        return jdbc.sql("""
                        select count(*)::int from payments.payment
                        where %s = :target and state in ('RECEIVED', 'VALIDATED', 'HELD')
                        """.formatted(Signing.column(target)))
                .param("target", target.id())
                .query(Integer.class)
                .single();
    }
}
