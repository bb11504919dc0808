package io.countersign.payments;

import io.countersign.controls.policy.Policies;
import io.countersign.model.Cause;
import io.countersign.model.Ids;
import io.countersign.payments.ports.BankRail;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Sends what waits for a bank connection that is down over another one, where policy says so. Only what has certainly not
 * left: released payments, and files whose handover was certainly refused. Such a file keeps its bytes and its message id,
 * so that the bank itself would notice a second copy; the signatures hold, since they are about the payment and the
 * account, not about the line.
 */
@Component
class Detours {

    /** A file that is being handed over at this moment is locked or no longer READY. */
    private static final String FILES = """
            update payments.bank_file f set connection = :to, next_at = :now, attempts = 0, lease = f.lease + 1
            where f.id in (
                select w.id from payments.bank_file w
                join payments.own_account a on a.id = w.debtor_account
                where w.state = 'READY' and w.purpose = 'PAYMENTS' and w.connection = :from and a.number = any (cast(:accounts as text[]))
                order by w.id for update of w skip locked)
            """;

    private static final String ACCOUNTS = """
            select distinct p.debtor_number from payments.payment p
            where p.connection = :from and (p.state = 'RELEASED' or (p.state = 'SENDING' and exists
                (select 1 from payments.bank_file f where f.id = p.file_id and f.state = 'READY')))
            """;

    private static final String PAYMENTS = """
            select p.id, 'the connection ' || cast(:from as text) || ' is down' as why, cast(:policy as text) as policy,
                   jsonb_build_object('from', cast(:from as text), 'to', cast(:to as text)) as extra
            from payments.payment p left join payments.bank_file f on f.id = p.file_id
            where p.connection = :from and p.debtor_number = any (cast(:accounts as text[]))
              and (p.state = 'RELEASED' or (p.state = 'SENDING' and f.connection = :to))
            order by p.id for update of p
            """;

    private final JdbcClient jdbc;
    private final Transitions transitions;
    private final Policies policies;
    private final List<BankRail> rails;
    private final Clock clock;
    private final Ids ids;

    Detours(JdbcClient jdbc, Transitions transitions, Policies policies, List<BankRail> rails, Clock clock, Ids ids) {
        this.jdbc = jdbc;
        this.transitions = transitions;
        this.policies = policies;
        this.rails = rails;
        this.clock = clock;
        this.ids = ids;
    }

    /** Moves what may be moved now; answers whether anything was. For use in a transaction. */
    boolean take() {
        boolean moved = false;
        for (Policies.Detour detour : policies.detours()) {
            if (isDue(detour)) {
                moved |= take(detour);
            }
        }
        return moved;
    }

    private boolean isDue(Policies.Detour detour) {
        return rails.stream()
                .flatMap(rail -> rail.downSince(detour.from()).stream())
                .anyMatch(since -> !since.plus(detour.after()).isAfter(clock.instant()));
    }

    private boolean take(Policies.Detour detour) {
        String[] accounts = jdbc.sql(ACCOUNTS).param("from", detour.from()).query(String.class).list().stream()
                .filter(number -> rails.stream().anyMatch(rail -> rail.serves(detour.to(), number)))
                .toArray(String[]::new);
        if (accounts.length == 0) {
            return false;
        }
        jdbc.sql(FILES)
                .param("from", detour.from())
                .param("to", detour.to())
                .param("accounts", accounts)
                .param("now", clock.instant().atOffset(java.time.ZoneOffset.UTC))
                .update();
        return transitions.move(
                        Transitions.Move.of(Step.REROUTE, PAYMENTS)
                                .setting("connection = :to, route_policy = c.policy"),
                        Cause.system("detours", ids.next()),
                        Map.of(
                                "from", detour.from(),
                                "to", detour.to(),
                                "accounts", accounts,
                                "policy", detour.policy()))
                > 0;
    }
}
