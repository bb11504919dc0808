package io.countersign.payments;

import io.countersign.model.Cause;
import io.countersign.model.Ids;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Places holds and tells that they were placed, so that each has its case in the same transaction. */
@Component
class Holds {

    /** A hold to place. */
    record Placed(UUID paymentId, String reason, String detail) {}

    private static final String INSERT = """
            insert into payments.hold (id, payment_id, reason, detail, placed_at, placed_by)
            select * from unnest(cast(:holds as uuid[]), cast(:ids as uuid[]), cast(:reasons as text[]),
                                 cast(:details as text[])) as h(id, payment_id, reason, detail),
                          (values (cast(:at as timestamptz), cast(:by as text))) as who(at, by)
            """;

    private static final String HOLD = """
            select id, reason as why, null::text as policy,
                   jsonb_build_object('reason', reason, 'detail', detail) as extra
            from (select p.id, string_agg(h.reason, ', ' order by h.reason) as reason,
                         string_agg(h.detail, '; ' order by h.reason) as detail
                  from payments.payment p
                  join unnest(cast(:ids as uuid[]), cast(:reasons as text[]), cast(:details as text[]))
                       as h(id, reason, detail) on h.id = p.id
                  group by p.id) held
            order by id
            """;

    private final JdbcClient jdbc;
    private final Transitions transitions;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final Ids ids;

    Holds(JdbcClient jdbc, Transitions transitions, ApplicationEventPublisher events, Clock clock, Ids ids) {
        this.jdbc = jdbc;
        this.transitions = transitions;
        this.events = events;
        this.clock = clock;
        this.ids = ids;
    }

    /** Holds these payments; those that can no longer be held are left as they are. */
    void place(List<Placed> found, Cause cause) {
        if (found.isEmpty()) {
            return;
        }
        Map<UUID, Transitions.Moved> held = new HashMap<>();
        transitions
                .moveAndTell(
                        Transitions.Move.of(Step.HOLD, HOLD).setting("reason_code = null, reason_text = c.why"),
                        cause,
                        parameters(found))
                .forEach(moved -> held.put(moved.id(), moved));
        List<Placed> placed = found.stream()
                .filter(hold -> held.containsKey(hold.paymentId()))
                .toList();
        Instant now = clock.instant();
        List<UUID> holdIds = placed.stream().map(_ -> ids.next()).toList();
        jdbc.sql(INSERT)
                .params(parameters(placed))
                .param("holds", holdIds.stream().map(UUID::toString).toArray(String[]::new))
                .param("at", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                .param("by", cause.actor().id())
                .update();
        List<Trouble> troubles = new ArrayList<>();
        for (int i = 0; i < placed.size(); i++) {
            Placed hold = placed.get(i);
            Transitions.Moved payment = Objects.requireNonNull(held.get(hold.paymentId()));
            troubles.add(new Trouble(
                    Trouble.Kind.HELD,
                    payment.id(),
                    payment.reference(),
                    payment.legalEntity(),
                    holdIds.get(i),
                    hold.reason(),
                    hold.detail(),
                    payment.correlationId(),
                    now));
        }
        events.publishEvent(new Trouble.Arose(troubles));
    }

    private static Map<String, Object> parameters(List<Placed> holds) {
        return Map.of(
                "ids", holds.stream().map(h -> h.paymentId().toString()).toArray(String[]::new),
                "reasons", holds.stream().map(Placed::reason).toArray(String[]::new),
                "details", holds.stream().map(Placed::detail).toArray(String[]::new));
    }
}
