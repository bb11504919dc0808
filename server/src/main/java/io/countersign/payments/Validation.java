package io.countersign.payments;

import io.countersign.controls.policy.Policies;
import io.countersign.model.Cause;
import io.countersign.model.Fault;
import io.countersign.model.Ids;
import io.countersign.payments.ports.BankProfiles;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Checks received payments in sets: the duplicate guard, the creditor's account, the invoices, the route, the bank's
 * profile. A payment that fails a check is held with a reason that a person can act on; all others are validated and get
 * the hash of their content.
 */
@Component
class Validation {

    static final int BATCH = 10_000;

    /** Payments in bulk are several orders as a package (Regulation (EU) 2024/886, article 5c(6)); a run of one is none. */
    private static final String BULK =
            "select count(*) > 1 from (select 1 from payments.payment where run_id = cast(:run as uuid) limit 2) two";

    private static final String READY = """
            select %s, %s, p.run_id::text as run
            from payments.payment p join payments.legal_entity e on e.code = p.legal_entity
            join payments.own_account a on a.id = p.debtor_account
            where p.state = 'RECEIVED' and %s and (p.run_id is null or exists
                (select 1 from payments.run r where r.id = p.run_id and r.complete))
            order by p.id limit :limit for update of p skip locked
            """;

    /** What waits for the answer about its payee is not looked at again until it is there. */
    private static final String ANSWERED = """
            not exists (select 1 from payments.payee_question q
                        where q.number = p.creditor_number and q.name = p.creditor_name)
            """;

    private static final String OF_TARGET = """
            select %s, %s, p.run_id::text as run
            from payments.payment p join payments.legal_entity e on e.code = p.legal_entity
            join payments.own_account a on a.id = p.debtor_account
            where p.%s = :target and p.state = 'RECEIVED' order by p.id for update of p
            """;

    /**
     * Takes the keys of the duplicate guard. Two payments with one key cannot both get it, whichever workers check them,
     * since the key is unique in the database.
     */
    private static final String CLAIM = """
            insert into payments.claim (business_key, payment_id)
            select key, id from (
                select p.business_key as key, p.id from payments.payment p
                where p.id = any (cast(:ids as uuid[]))
                  and not exists (select 1 from payments.allocation a where a.payment_id = p.id)
                union all
                select a.business_key, a.payment_id from payments.allocation a
                where a.payment_id = any (cast(:ids as uuid[]))) wanted
            order by key
            on conflict do nothing
            """;

    /**
     * Every reason that holds a payment of the batch; a hold lifted by a person does not come back by itself. A document
     * is paid by amounts: what its earlier payments took, on the ERP's books or not, and this one are not more than it.
     */
    private static final String HOLDS = """
            with batch as (select * from payments.payment where id = any (cast(:ids as uuid[]))),
            account as (
                select b.id, bool_or(a.id is not null) as known, bool_or(a.trusted and a.active) as trusted,
                       max(a.fault) as fault
                from batch b left join payments.party_account a on a.number = b.creditor_number
                    and (b.creditor_party is null or a.party_id = b.creditor_party)
                group by b.id),
            found as (
                select b.id, 'DUPLICATE' as reason, 'The same creditor account, document, amount and currency as '
                           || coalesce((select o.reference from payments.claim c join payments.payment o on o.id = c.payment_id
                                        where c.business_key = k.key), 'another payment') as detail
                from batch b
                cross join lateral (
                    select b.business_key as key where not exists
                        (select 1 from payments.allocation a where a.payment_id = b.id)
                    union all select a.business_key from payments.allocation a where a.payment_id = b.id) k
                where not exists (select 1 from payments.claim c where c.business_key = k.key and c.payment_id = b.id)
                union all
                select b.id, 'DUPLICATE', i.number || ': of ' || payments.money(i.total, i.currency) || ', '
                           || payments.money(e.paid, i.currency) || ' is paid or being paid by ' || e.payments || '; '
                           || payments.money(abs(a.amount), i.currency) || ' more is too much'
                from batch b join payments.allocation a on a.payment_id = b.id
                join payments.invoice i on i.id = a.invoice_id
                cross join lateral (
                    select sum(abs(o.amount)) as paid, string_agg(p.reference, ', ' order by p.id) as payments
                    from payments.allocation o join payments.payment p on p.id = o.payment_id
                    where o.invoice_id = i.id and p.id < b.id and %s) e
                where e.paid + abs(a.amount) > i.total
                union all
                select id, 'ACCOUNT_INVALID', 'The account number is not valid: ' || fault from account
                where fault is not null
                union all
                select a.id, 'ACCOUNT_UNKNOWN', 'No party of ours is known to hold this account'
                from account a join batch b on b.id = a.id where not a.known and b.kind = 'SUPPLIER'
                union all
                select id, 'ACCOUNT_UNTRUSTED', 'The ERP does not trust this account for outgoing payments'
                from account where known and not trusted and fault is null
                union all
                select distinct b.id, 'INVOICE_BLOCKED', 'Invoice ' || i.number || ' is blocked: ' || i.blocked
                from batch b join payments.allocation a on a.payment_id = b.id
                join payments.invoice i on i.id = a.invoice_id where i.blocked is not null
                union all
                select b.id, 'FROZEN', 'Payments to this party are frozen: ' || z.why
                from batch b join payments.freeze z on z.kind = 'PARTY' and %s
                where z.thawed_at is null),
            deciding as (
                select distinct on (id, reason) id, reason, detail from found f
                where f.reason in ('ACCOUNT_INVALID', 'INVOICE_BLOCKED', 'FROZEN') or not exists
                    (select 1 from payments.hold h where h.payment_id = f.id and h.reason = f.reason
                                                     and h.lifted_at is not null)
                order by id, reason)
            select id, reason, detail from deciding
            """.formatted(InvoiceSelection.PAYS, Freezes.pays("b"));

    private static final String VALIDATE = """
            select p.id, null::text as why, d.route_policy as policy,
                   jsonb_strip_nulls(jsonb_build_object('payee', v.verdict, 'payeePolicy', v.policy,
                       'payeeOptedOutBy', v.decided_by,
                       'payeeOptOutReason', case when v.verdict = 'OPTED_OUT' then v.reason end)) as extra,
                   d.connection, d.scheme, d.route_policy, coalesce(t.risk, 'NORMAL') as risk
            from payments.payment p
            join unnest(cast(:ids as uuid[]), cast(:connections as text[]), cast(:schemes as text[]),
                        cast(:policies as text[])) as d(id, connection, scheme, route_policy) on d.id = p.id
            left join payments.party t on t.id = p.creditor_party
            left join payments.payee_verdict v on v.payment_id = p.id
            """;

    private static final String ROUTE = """
            connection = coalesce(c.connection, (select a.connection from payments.own_account a
                                                 where a.id = p.debtor_account)),
            scheme = c.scheme, route_policy = c.route_policy, risk = c.risk,
            content_hash = payments.content_hash(p)
            """;

    private final JdbcClient jdbc;
    private final Policies policies;
    private final Transitions transitions;
    private final Holds holds;
    private final PayeeVerdicts payees;
    private final BankProfiles profiles;
    private final Ids ids;

    Validation(
            JdbcClient jdbc,
            Policies policies,
            Transitions transitions,
            Holds holds,
            PayeeVerdicts payees,
            BankProfiles profiles,
            Ids ids) {
        this.jdbc = jdbc;
        this.policies = policies;
        this.transitions = transitions;
        this.holds = holds;
        this.payees = payees;
        this.profiles = profiles;
        this.ids = ids;
    }

    /** Checks one batch of what is ready; answers whether there was any. Call it in a transaction. */
    boolean validateBatch() {
        Routed routed = new Routed();
        jdbc.sql(READY.formatted(PolicySubject.COLUMNS, Orders.COLUMNS, payees.canAsk() ? ANSWERED : "true"))
                .param("limit", BATCH)
                .query((RowCallbackHandler) routed::add);
        return validate(routed);
    }

    /** Checks the received payments of one target at once, for a submission that follows an intake closely. */
    void validateNow(Target target) {
        Routed routed = new Routed();
        jdbc.sql(OF_TARGET.formatted(PolicySubject.COLUMNS, Orders.COLUMNS, Signing.column(target)))
                .param("target", target.id())
                .query((RowCallbackHandler) routed::add);
        validate(routed);
    }

    private boolean validate(Routed routed) {
        if (routed.ids.isEmpty()) {
            return false;
        }
        List<Holds.Placed> found = routed.verifyPayees();
        if (routed.ids.isEmpty()) {
            return true;
        }
        Cause cause = Cause.system("validation", ids.next());
        String[] batch = routed.ids.toArray(String[]::new);
        jdbc.sql(CLAIM).param("ids", batch).update();
        found.addAll(jdbc.sql(HOLDS)
                .param("ids", batch)
                .query((row, n) -> new Holds.Placed(row.getObject(1, UUID.class), row.getString(2), row.getString(3)))
                .list());
        routed.routeless.forEach((id, why) -> found.add(new Holds.Placed(UUID.fromString(id), "NO_ROUTE", why)));
        routed.refused.forEach((id, why) -> found.add(new Holds.Placed(UUID.fromString(id), "BANK_REFUSES", why)));
        holds.place(found, cause);
        Transitions.Move move = Transitions.Move.of(Step.VALIDATE, VALIDATE).setting(ROUTE);
        transitions.move(move, cause, routed.parameters());
        return true;
    }

    /** Every fault with the path of its field. */
    static String told(List<Fault> faults) {
        return faults.stream()
                .map(fault -> fault.path() + ": " + fault.message())
                .collect(Collectors.joining("; "));
    }

    /** Asked once a run: asked with each payment, the database looks through what it has just changed of the run every time. */
    private boolean several(String run) {
        return jdbc.sql(BULK).param("run", run).query(Boolean.class).single();
    }

    /** A batch with the route decided for each payment. */
    private final class Routed {
        final List<String> ids = new ArrayList<>();
        final List<String> connections = new ArrayList<>();
        final List<String> schemes = new ArrayList<>();
        final List<String> rows = new ArrayList<>();
        final Map<String, String> routeless = new LinkedHashMap<>();
        final Map<String, String> refused = new LinkedHashMap<>();
        final List<PayeeVerdicts.Wanted> wanted = new ArrayList<>();
        private final Map<String, Boolean> runs = new HashMap<>();

        void add(ResultSet row) throws SQLException {
            String id = row.getString("id");
            String run = row.getString("run");
            Optional<Policies.Subject> subject = PolicySubject.of(row);
            Optional<Policies.RouteRule> route = subject.flatMap(policies::route);
            ids.add(id);
            if (subject.isPresent() && route.isPresent()) {
                payees.wanted(
                                id,
                                subject.get(),
                                connection(row, route.get()),
                                route.get().scheme(),
                                run != null && runs.computeIfAbsent(run, Validation.this::several))
                        .ifPresent(wanted::add);
            }
            connections.add(route.map(Policies.RouteRule::connection).orElse(null));
            schemes.add(route.map(Policies.RouteRule::scheme).orElse(null));
            rows.add(route.map(Policies.RouteRule::policy).orElse(null));
            if (subject.isEmpty()) {
                routeless.put(id, "There is no exchange rate from " + row.getString("currency"));
            } else if (route.isEmpty()) {
                routeless.put(id, "No row of the routing policy applies");
            } else {
                askTheBank(id, row, route.get());
            }
        }

        /** What the bank would refuse is found here, before anybody is asked for a signature. */
        private void askTheBank(String id, ResultSet row, Policies.RouteRule route) throws SQLException {
            List<Fault> faults = profiles.faults(Orders.of(row, connection(row, route), route.scheme()));
            if (!faults.isEmpty()) {
                refused.put(id, told(faults));
            }
        }

        private static String connection(ResultSet row, Policies.RouteRule route) throws SQLException {
            return route.connection() == null ? row.getString("usual_connection") : route.connection();
        }

        /** Payments whose payee nobody has answered about leave the batch; answers the holds of the others. */
        List<Holds.Placed> verifyPayees() {
            if (wanted.isEmpty()) {
                return new ArrayList<>();
            }
            PayeeVerdicts.Decided decided = payees.decide(wanted);
            for (int i = ids.size() - 1; i >= 0; i--) {
                if (decided.waiting().contains(ids.get(i))) {
                    routeless.remove(ids.get(i));
                    refused.remove(ids.get(i));
                    ids.remove(i);
                    connections.remove(i);
                    schemes.remove(i);
                    rows.remove(i);
                }
            }
            return new ArrayList<>(decided.holds());
        }

        Map<String, Object> parameters() {
            return Map.of(
                    "ids", ids.toArray(String[]::new),
                    "connections", connections.toArray(String[]::new),
                    "schemes", schemes.toArray(String[]::new),
                    "policies", rows.toArray(String[]::new));
        }
    }
}
