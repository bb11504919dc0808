package io.countersign.payments;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.ErrorCode;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Stops payments before they leave: rejection and cancellation end them, a return or an amendment voids signatures. */
@Component
class Withdrawals {

    private static final Set<PaymentState> WAITING_FOR_SIGNATURE =
            Set.of(PaymentState.AWAITING_APPROVAL, PaymentState.APPROVED);

    private static final String CHOSEN = """
            select id, cast(:why as text) as why, null::text as policy, '{}'::jsonb as extra
            from payments.payment
            where %s = :target and state in (%s) and %s
            order by id for update
            """;

    private static final String REASON = "reason_code = :code, reason_text = c.why";

    private final JdbcClient jdbc;
    private final Transitions transitions;

    Withdrawals(JdbcClient jdbc, Transitions transitions) {
        this.jdbc = jdbc;
        this.transitions = transitions;
    }

    ActResult reject(Caller caller, Target target, String why) {
        if (!caller.may(Capability.PAYMENTS_APPROVE) && !caller.may(Capability.PAYMENTS_RELEASE)) {
            return new ActResult.Refused(
                    ErrorCode.CAPABILITY_MISSING, "This needs payments:approve or payments:release.");
        }
        return Checks.reason(why)
                .<ActResult>map(refused -> refused)
                .orElseGet(() -> end(caller, target, Step.REJECT, WAITING_FOR_SIGNATURE, why));
    }

    ActResult cancel(Caller caller, Target target, String why) {
        return Checks.needs(caller, Capability.PAYMENTS_CANCEL)
                .or(() -> Checks.reason(why))
                .<ActResult>map(refused -> refused)
                .orElseGet(() -> end(caller, target, Step.CANCEL, Lifecycle.from(Step.CANCEL), why));
    }

    private ActResult end(Caller caller, Target target, Step step, Set<PaymentState> states, String why) {
        Map<String, Object> parameters = parameters(caller, target, why);
        parameters.put("code", step == Step.REJECT ? "BY_APPROVER" : "CANCELLED");
        int moved = transitions.move(
                Transitions.Move.of(step, chosen(target, states)).setting(REASON), caller.cause(), parameters);
        return answer(moved, "No payment here can be " + (step == Step.REJECT ? "rejected." : "cancelled."));
    }

    ActResult returnToClerk(Caller caller, Target target, String why) {
        if (!caller.may(Capability.PAYMENTS_APPROVE) && !caller.may(Capability.PAYMENTS_RELEASE)) {
            return new ActResult.Refused(
                    ErrorCode.CAPABILITY_MISSING, "This needs payments:approve or payments:release.");
        }
        Optional<ActResult.Refused> refused = Checks.reason(why);
        if (refused.isPresent()) {
            return refused.get();
        }
        int moved = transitions.move(
                Transitions.Move.of(Step.RETURN_TO_CLERK, chosen(target, WAITING_FOR_SIGNATURE))
                        .setting("open_roles = null, approval_policy = null"),
                caller.cause(),
                parameters(caller, target, why));
        return answer(moved, "No payment here waits for a signature.");
    }

    ActResult amend(Caller caller, UUID payment, LocalDate requestedOn, @Nullable String remittance) {
        Optional<ActResult.Refused> refused = Checks.needs(caller, Capability.PAYMENTS_INITIATE);
        if (refused.isPresent()) {
            return refused.get();
        }
        Target target = Target.payment(payment);
        Map<String, Object> parameters = parameters(caller, target, "content changed");
        parameters.put("requested", requestedOn);
        parameters.put("remittance", remittance);
        int moved = transitions.move(
                Transitions.Move.of(Step.AMEND, chosen(target, Lifecycle.from(Step.AMEND)))
                        .setting("""
                                requested_on = :requested, open_roles = null, approval_policy = null, %s,
                                remittance = case when p.structured_ref is null then cast(:remittance as text) end""".formatted(Transitions.PREPARED)),
                caller.cause(),
                parameters);
        if (moved == 1) {
            jdbc.sql("update payments.payment p set content_hash = payments.content_hash(p) where id = :id")
                    .param("id", payment)
                    .update();
        }
        return answer(moved, "The payment cannot be changed any more.");
    }

    private static String chosen(Target target, Set<PaymentState> states) {
        return CHOSEN.formatted(Signing.column(target), Checks.in(states), Checks.inScope("legal_entity"));
    }

    private static Map<String, Object> parameters(Caller caller, Target target, String why) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("target", target.id());
        parameters.put("why", why);
        parameters.put("scope", Checks.scope(caller));
        return parameters;
    }

    private static ActResult answer(int moved, String nothing) {
        return moved == 0
                ? new ActResult.Refused(ErrorCode.NOTHING_TO_DO, nothing)
                : new ActResult.Done(moved, moved, 0);
    }
}
