package io.countersign.payments;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.ErrorCode;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Records approvals and releases. */
@Component
class Signatures {

    /** Every act locks its payments in order of their ids, so that two acts cannot lock each other out. */
    private static final String LOCK =
            "select count(*) from (select id from payments.payment where %s = :target order by id for update) locked";

    /** The payments asking for a role of the signer, with the role that is used up and those that remain. */
    private static final String ASKING = """
            select p.id, p.content_hash, p.approval_policy, p.open_roles[p.slot] as role,
                   array(select r from unnest(p.open_roles) with ordinality u(r, i) where i <> p.slot order by i) as rest
            from (select q.*, (select min(i) from unnest(q.open_roles) with ordinality u(r, i)
                               where r = any (cast(:roles as text[])))::int as slot
                  from payments.payment q
                  where q.%s = :target and q.state = 'AWAITING_APPROVAL') p
            where p.slot is not null
              and not exists (select 1 from payments.approval a
                              where a.payment_id = p.id and a.approver = :actor and not a.voided)
            """;

    /** What moved carries what is signed: joined with what was chosen, statistics of a moment ago could compare each with each. */
    private static final String SIGN = """
            insert into payments.approval (payment_id, approver, name, role, content_hash, policy, at)
            select id, :actor, :name, extra ->> 'role', decode(extra ->> 'contentHash', 'hex'), policy, :journal_at
            from moved
            """;

    private static final String APPROVE = """
            select id, null::text as why, approval_policy as policy, role, rest, content_hash,
                   jsonb_build_object('role', role, 'contentHash', encode(content_hash, 'hex')) as extra
            from (%s) asking
            """;

    private static final String RELEASE = """
            select id, null::text as why, route_policy as policy,
                   jsonb_build_object('contentHash', encode(content_hash, 'hex')) as extra
            from payments.payment where %s = :target and state = 'APPROVED'
            """;

    private final JdbcClient jdbc;
    private final Signing signing;
    private final Transitions transitions;

    Signatures(JdbcClient jdbc, Signing signing, Transitions transitions) {
        this.jdbc = jdbc;
        this.signing = signing;
        this.transitions = transitions;
    }

    ActResult approve(Caller caller, Target target, String seenHash) {
        Optional<ActResult.Refused> refused = Checks.needs(caller, Capability.PAYMENTS_APPROVE);
        if (refused.isPresent()) {
            return refused.get();
        }
        Views.ToSign toSign = lockAndLook(caller, target, Step.APPROVE);
        Optional<ActResult.Refused> unsigned = refusal(toSign, seenHash);
        if (unsigned.isPresent()) {
            return unsigned.get();
        }
        Transitions.Tally tally = transitions.tally(
                Transitions.Move.of(Step.APPROVE, APPROVE.formatted(ASKING.formatted(Signing.column(target))))
                        .setting("open_roles = c.rest")
                        .beside(SIGN),
                caller.cause(),
                Map.of(
                        "target",
                        target.id(),
                        "actor",
                        caller.id(),
                        "name",
                        caller.cause().actor().name(),
                        "roles",
                        caller.roles().toArray(String[]::new)));
        return new ActResult.Done(tally.moved(), tally.complete(), toSign.leftBehind());
    }

    ActResult release(Caller caller, Target target, String seenHash) {
        Optional<ActResult.Refused> refused = Checks.needs(caller, Capability.PAYMENTS_RELEASE);
        if (refused.isPresent()) {
            return refused.get();
        }
        Views.ToSign toSign = lockAndLook(caller, target, Step.RELEASE);
        Optional<ActResult.Refused> unsigned = refusal(toSign, seenHash);
        if (unsigned.isPresent()) {
            return unsigned.get();
        }
        int moved = transitions.move(
                Transitions.Move.of(Step.RELEASE, RELEASE.formatted(Signing.column(target)))
                        .setting("released_by = :releaser"),
                caller.cause(),
                Map.of("target", target.id(), "releaser", caller.id()));
        return new ActResult.Done(moved, moved, toSign.leftBehind());
    }

    private Views.ToSign lockAndLook(Caller caller, Target target, Step step) {
        jdbc.sql(LOCK.formatted(Signing.column(target)))
                .param("target", target.id())
                .query(Long.class)
                .single();
        return signing.look(caller, target, step);
    }

    private static Optional<ActResult.Refused> refusal(Views.ToSign toSign, String seenHash) {
        if (toSign.refused() != null) {
            return Optional.of(toSign.refused());
        }
        if (!toSign.hash().equals(seenHash)) {
            return Optional.of(new ActResult.Refused(
                    ErrorCode.HASH_MISMATCH, "What was shown is not what would be signed now. Nothing was signed."));
        }
        return Optional.empty();
    }
}
