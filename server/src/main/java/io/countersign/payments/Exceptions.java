package io.countersign.payments;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.Actor;
import io.countersign.model.ErrorCode;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What people decide about exceptions: lifting a hold, and treating an unknown outcome. */
@Component
class Exceptions {

    private static final String HELD = """
            select h.payment_id, p.legal_entity, p.initiated_by, h.lifted_at is not null as lifted
            from payments.hold h join payments.payment p on p.id = h.payment_id
            where h.id = :hold for update of p, h
            """;

    private static final String LIFT_HOLD = """
            update payments.hold set lifted_at = :at, lifted_by = :by, lifted_why = :why where id = :hold
            """;

    private static final String LIFT = """
            select id, cast(:why as text) as why, null::text as policy, '{}'::jsonb as extra
            from payments.payment p
            where p.id = :payment and p.state = 'HELD' and not exists
                (select 1 from payments.hold h where h.payment_id = p.id and h.lifted_at is null)
            """;

    /** A payment the bank would refuse gets the address the ERP knows by now; nobody has signed anything yet. */
    private static final String WITH_ADDRESS_OF_TODAY = """
            creditor_address = case when p.held_from = 'RECEIVED' and exists
                    (select 1 from payments.hold h where h.payment_id = p.id and h.reason = 'BANK_REFUSES')
                then coalesce((select nullif(t.address, '{}'::jsonb) from payments.party t
                               where t.id = p.creditor_party), p.creditor_address)
                else p.creditor_address end
            """;

    private static final String UNKNOWN_FILE = """
            select p.file_id, p.legal_entity, o.outcome, o.proposed_by
            from payments.payment p join payments.bank_file f on f.id = p.file_id
            left join payments.override o on o.file_id = p.file_id
            where p.id = :payment and p.state = 'UNKNOWN' for update of f
            """;

    private static final String PROPOSE = """
            insert into payments.override (file_id, outcome, proposed_by, proposed_name, proposed_why, proposed_at)
            values (:file, :outcome, :by, :name, :why, :at)
            on conflict (file_id) do update
                set outcome = excluded.outcome, proposed_by = excluded.proposed_by,
                    proposed_name = excluded.proposed_name, proposed_why = excluded.proposed_why,
                    proposed_at = excluded.proposed_at
            """;

    private static final String OF_FILE = """
            select id, cast(:why as text) as why, null::text as policy,
                   jsonb_build_object('outcome', cast(:outcome as text)) as extra
            from payments.payment where file_id = :file and state = 'UNKNOWN' order by id for update
            """;

    /** The lease rises, so that a worker still busy with the file cannot commit what it did. */
    private static final String OVERRIDE_FILE = """
            update payments.bank_file
               set state = :state, lease = lease + 1, lease_until = null, next_at = :at, attempts = 0,
                   sent_at = coalesce(sent_at, case when :state = 'SENT' then cast(:at as timestamptz) end)
             where id = :file
            """;

    private final JdbcClient jdbc;
    private final Transitions transitions;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Exceptions(JdbcClient jdbc, Transitions transitions, ApplicationEventPublisher events, Clock clock) {
        this.jdbc = jdbc;
        this.transitions = transitions;
        this.events = events;
        this.clock = clock;
    }

    private record HeldPayment(UUID id, String legalEntity, String initiatedBy, boolean lifted) {}

    ActResult lift(Caller caller, UUID holdId, String why) {
        Optional<ActResult.Refused> refused =
                Checks.needs(caller, Capability.CASES_BUSINESS).or(() -> Checks.reason(why));
        if (refused.isPresent()) {
            return refused.get();
        }
        Optional<HeldPayment> held = jdbc.sql(HELD)
                .param("hold", holdId)
                .query((row, n) -> new HeldPayment(
                        row.getObject(1, UUID.class), row.getString(2), row.getString(3), row.getBoolean(4)))
                .optional();
        if (held.isEmpty() || !caller.covers(held.get().legalEntity())) {
            return new ActResult.Refused(ErrorCode.NOT_FOUND, "There is no such hold.");
        }
        if (held.get().lifted()) {
            return new ActResult.Refused(ErrorCode.CHANGED, "This hold is already lifted.");
        }
        if (held.get().initiatedBy().equals(caller.id())) {
            return new ActResult.Refused(ErrorCode.SAME_PERSON, "You initiated this payment.");
        }
        return lift(caller, holdId, held.get().id(), why);
    }

    private ActResult lift(Caller caller, UUID holdId, UUID payment, String why) {
        jdbc.sql(LIFT_HOLD)
                .param("hold", holdId)
                .param("by", caller.id())
                .param("why", why)
                .param("at", now())
                .update();
        int moved = transitions.move(
                Transitions.Move.of(Step.LIFT, LIFT).setting(WITH_ADDRESS_OF_TODAY),
                caller.cause(),
                Map.of("payment", payment, "why", why));
        if (moved == 1) {
            events.publishEvent(new Trouble.Over(Trouble.Kind.HELD, List.of(payment), why));
        }
        return new ActResult.Done(1, moved, 0);
    }

    private record UnknownFile(
            UUID file,
            String legalEntity,
            @Nullable String outcome,
            @Nullable String proposedBy) {}

    ActResult override(Caller caller, UUID payment, Payments.Outcome outcome, String why) {
        Optional<ActResult.Refused> refused =
                Checks.needs(caller, Capability.PAYMENTS_RELEASE).or(() -> Checks.reason(why));
        if (refused.isPresent()) {
            return refused.get();
        }
        if (caller.cause().actor().kind() != Actor.Kind.HUMAN) {
            return new ActResult.Refused(ErrorCode.CAPABILITY_MISSING, "Only people can override an unknown outcome.");
        }
        Optional<UnknownFile> file = jdbc.sql(UNKNOWN_FILE)
                .param("payment", payment)
                .query((row, n) -> new UnknownFile(
                        row.getObject(1, UUID.class), row.getString(2), row.getString(3), row.getString(4)))
                .optional();
        if (file.isEmpty() || !caller.covers(file.get().legalEntity())) {
            return new ActResult.Refused(ErrorCode.WRONG_STATE, "The outcome of this payment is not unknown.");
        }
        boolean confirms = outcome.name().equals(file.get().outcome());
        if (confirms && caller.id().equals(file.get().proposedBy())) {
            return new ActResult.Refused(
                    ErrorCode.OVERRIDE_NEEDS_SECOND, "You proposed this; another person has to confirm it.");
        }
        return confirms
                ? confirm(caller, file.get().file(), outcome, why)
                : propose(caller, file.get().file(), outcome, why);
    }

    private ActResult propose(Caller caller, UUID file, Payments.Outcome outcome, String why) {
        jdbc.sql(PROPOSE)
                .param("file", file)
                .param("outcome", outcome.name())
                .param("by", caller.id())
                .param("name", caller.cause().actor().name())
                .param("why", why)
                .param("at", now())
                .update();
        int covered = transitions.move(
                Transitions.Move.of(Step.PROPOSE_OVERRIDE, OF_FILE),
                caller.cause(),
                Map.of("file", file, "why", why, "outcome", outcome.name()));
        return new ActResult.Done(0, 0, covered);
    }

    private ActResult confirm(Caller caller, UUID file, Payments.Outcome outcome, String why) {
        Step step = switch (outcome) {
            case SENT -> Step.CONFIRM_SENT;
            case RESEND -> Step.RESEND;
        };
        List<UUID> moved = transitions
                .moveAndTell(
                        Transitions.Move.of(step, OF_FILE),
                        caller.cause(),
                        Map.of("file", file, "why", why, "outcome", outcome.name()))
                .stream()
                .map(Transitions.Moved::id)
                .toList();
        jdbc.sql(OVERRIDE_FILE)
                .param("file", file)
                .param("state", outcome == Payments.Outcome.SENT ? "SENT" : "READY")
                .param("at", now())
                .update();
        jdbc.sql("delete from payments.override where file_id = :file")
                .param("file", file)
                .update();
        events.publishEvent(new Trouble.Over(Trouble.Kind.UNKNOWN_OUTCOME, moved, why));
        return new ActResult.Done(moved.size(), moved.size(), 0);
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
