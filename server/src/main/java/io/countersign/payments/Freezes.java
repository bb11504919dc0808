package io.countersign.payments;

import io.countersign.governance.Journal;
import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.governance.identity.CapabilityMissing;
import io.countersign.model.ErrorCode;
import io.countersign.model.Ids;
import io.countersign.payments.ports.BankRail;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The stop switch. One person stops a bank connection, a legal entity or a party at once; another one ends it. What has
 * not left waits, whatever signatures it has; payments to a frozen party are held, each with its case.
 */
@Component
public class Freezes {

    /** What can be frozen. */
    public enum Kind {
        CONNECTION,
        LEGAL_ENTITY,
        PARTY
    }

    /**
     * A freeze as it can be read.
     *
     * @param target the connection's name, the legal entity's code or the party's id
     * @param name what people call the target
     */
    public record Freeze(
            UUID id,
            Kind kind,
            String target,
            String name,
            String why,
            String frozenBy,
            String frozenName,
            Instant frozenAt,
            @Nullable String thawedName,
            @Nullable String thawedWhy,
            @Nullable Instant thawedAt) {}

    private static final Set<Capability> MAY_STOP = Set.of(
            Capability.PAYMENTS_APPROVE,
            Capability.PAYMENTS_RELEASE,
            Capability.CASES_BUSINESS,
            Capability.CASES_TECHNICAL);

    /** Of payment {@code p}: nothing it depends on is frozen. */
    static final String PAYMENT_MAY_LEAVE = """
            not exists (select 1 from payments.freeze z where z.thawed_at is null and case z.kind
                when 'CONNECTION' then z.target = p.connection
                when 'LEGAL_ENTITY' then z.target = p.legal_entity
                else %s end)
            """.formatted(pays("p"));

    private static final String FILE_MAY_LEAVE = """
            not exists (select 1 from payments.freeze z where z.thawed_at is null and case z.kind
                when 'CONNECTION' then z.target = %1$s.connection
                when 'LEGAL_ENTITY' then %1$s.purpose = 'PAYMENTS' and z.target = (
                    select a.legal_entity from payments.own_account a where a.id = %1$s.debtor_account)
                else exists (select 1 from payments.payment p
                             where p.file_id = %1$s.id and %2$s) end)
            """;

    private static final String LIST = """
            select z.id, z.kind, z.target, z.why, z.frozen_by, z.frozen_name, z.frozen_at, z.thawed_name, z.thawed_why,
                   z.thawed_at,
                   coalesce(case z.kind
                       when 'LEGAL_ENTITY' then (select e.name from payments.legal_entity e where e.code = z.target)
                       when 'PARTY' then (select t.name from payments.party t where t.id::text = z.target) end,
                       z.target) as name
            from payments.freeze z
            where %s order by z.frozen_at desc, z.id limit 200
            """;

    private static final String ADD = """
            insert into payments.freeze (id, kind, target, why, frozen_by, frozen_name, frozen_at)
            values (:id, :kind, :target, :why, :by, :name, :at)
            on conflict (kind, target) where thawed_at is null do nothing
            """;

    private static final String THAW = """
            update payments.freeze set thawed_by = :by, thawed_name = :name, thawed_why = :why, thawed_at = :at
            where id = :id and thawed_at is null
            """;

    private static final String IN_FLIGHT = """
            select p.id from payments.payment p, (values (cast(:party as text))) as z(target)
            where %s and p.state in (%s)
            order by p.id for update of p
            """.formatted(pays("p"), Checks.in(Lifecycle.from(Step.HOLD)));

    private final JdbcClient jdbc;
    private final Journal journal;
    private final Holds holds;
    private final List<BankRail> rails;
    private final Clock clock;
    private final Ids ids;

    Freezes(JdbcClient jdbc, Journal journal, Holds holds, List<BankRail> rails, Clock clock, Ids ids) {
        this.jdbc = jdbc;
        this.journal = journal;
        this.holds = holds;
        this.rails = rails;
        this.clock = clock;
        this.ids = ids;
    }

    /** SQL: nothing the file under this alias depends on is frozen. */
    static String fileMayLeave(String alias) {
        return FILE_MAY_LEAVE.formatted(alias, pays("p"));
    }

    /**
     * SQL: the payment under this alias pays the party that {@code z.target} names. A payment may name an account and no
     * party; then whose account it is decides.
     */
    static String pays(String alias) {
        return """
                (%1$s.creditor_party::text = z.target or exists (select 1 from payments.party_account k
                    where k.number = %1$s.creditor_number and k.party_id::text = z.target))""".formatted(alias);
    }

    /** All that is frozen now, the latest first; with {@code ended} also what was. Needs {@code payments:read}. */
    public List<Freeze> list(Caller caller, boolean ended) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        return jdbc.sql(LIST.formatted(ended ? "true" : "z.thawed_at is null"))
                .query(Freezes::freeze)
                .list();
    }

    /**
     * Stops at once. Needs one of {@code payments:approve}, {@code payments:release}, {@code cases:business} and {@code
     * cases:technical}: who sees the smoke may press the button.
     */
    @Transactional
    public ActResult freeze(Caller caller, Kind kind, String target, String why) {
        if (MAY_STOP.stream().noneMatch(caller::may)) {
            return new ActResult.Refused(
                    ErrorCode.CAPABILITY_MISSING, "This needs payments:approve, payments:release or a case queue.");
        }
        Optional<ActResult.Refused> refused = Checks.reason(why).or(() -> unknown(caller, kind, target));
        if (refused.isPresent()) {
            return refused.get();
        }
        if (!order(caller, kind, target, why)) {
            return new ActResult.Refused(ErrorCode.CHANGED, "It is frozen already.");
        }
        return new ActResult.Done(kind == Kind.PARTY ? hold(caller, target, why) : 0, 0, 0);
    }

    /** Stops payments to a party as part of another act, in its transaction; false if it was stopped already. */
    boolean stopParty(Caller caller, String party, String why) {
        boolean ordered = order(caller, Kind.PARTY, party, why);
        if (ordered) {
            hold(caller, party, why);
        }
        return ordered;
    }

    private boolean order(Caller caller, Kind kind, String target, String why) {
        UUID id = ids.next();
        int added = jdbc.sql(ADD)
                .param("id", id)
                .param("kind", kind.name())
                .param("target", target)
                .param("why", why)
                .param("by", caller.id())
                .param("name", caller.cause().actor().name())
                .param("at", now())
                .update();
        if (added == 1) {
            record("freeze.ordered", id, 1, kind, target, why, caller);
        }
        return added == 1;
    }

    /** Ends a freeze. Needs {@code payments:release}; never by who ordered it. Holds stay until their cases are solved. */
    @Transactional
    public ActResult thaw(Caller caller, UUID id, String why) {
        Optional<ActResult.Refused> refused =
                Checks.needs(caller, Capability.PAYMENTS_RELEASE).or(() -> Checks.reason(why));
        if (refused.isPresent()) {
            return refused.get();
        }
        Optional<Freeze> found = jdbc.sql(LIST.formatted("z.id = :id"))
                .param("id", id)
                .query(Freezes::freeze)
                .optional();
        if (found.isEmpty()) {
            return new ActResult.Refused(ErrorCode.NOT_FOUND, "There is no such freeze.");
        }
        Freeze freeze = found.get();
        if (freeze.frozenBy().equals(caller.id())) {
            return new ActResult.Refused(ErrorCode.SAME_PERSON, "You ordered it; another person has to end it.");
        }
        boolean mine = freeze.kind() == Kind.LEGAL_ENTITY
                ? caller.covers(freeze.target())
                : caller.legalEntities().isEmpty();
        if (!mine) {
            return new ActResult.Refused(ErrorCode.OUT_OF_SCOPE, "It concerns legal entities that are not yours.");
        }
        int ended = jdbc.sql(THAW)
                .param("id", id)
                .param("by", caller.id())
                .param("name", caller.cause().actor().name())
                .param("why", why)
                .param("at", now())
                .update();
        if (ended == 0) {
            return new ActResult.Refused(ErrorCode.CHANGED, "It is not frozen any more.");
        }
        record("freeze.thawed", id, 2, freeze.kind(), freeze.target(), why, caller);
        return new ActResult.Done(0, 0, 0);
    }

    private Optional<ActResult.Refused> unknown(Caller caller, Kind kind, String target) {
        boolean known = switch (kind) {
            case CONNECTION -> rails.stream().anyMatch(rail -> rail.serves(target));
            case LEGAL_ENTITY -> caller.covers(target) && exists("payments.legal_entity where code = :target", target);
            case PARTY -> exists("payments.party where id::text = :target", target);
        };
        return known
                ? Optional.empty()
                : Optional.of(new ActResult.Refused(ErrorCode.NOT_FOUND, "There is nothing of that name to freeze."));
    }

    private boolean exists(String rows, String target) {
        return jdbc.sql("select exists (select 1 from %s)".formatted(rows))
                .param("target", target)
                .query(Boolean.class)
                .single();
    }

    private int hold(Caller caller, String party, String why) {
        List<Holds.Placed> found = jdbc.sql(IN_FLIGHT).param("party", party).query(UUID.class).list().stream()
                .map(payment -> new Holds.Placed(payment, "FROZEN", "Payments to this party are frozen: " + why))
                .toList();
        holds.place(found, caller.cause());
        return found.size();
    }

    private void record(String type, UUID id, int sequence, Kind kind, String target, String why, Caller caller) {
        String entity = kind == Kind.LEGAL_ENTITY ? target : null;
        Map<String, String> data = Map.of("kind", kind.name(), "target", target);
        journal.record(new Journal.Entry(type, id.toString(), sequence, entity, why, null, data), caller.cause());
    }

    private static Freeze freeze(ResultSet row, int n) throws SQLException {
        OffsetDateTime thawed = row.getObject("thawed_at", OffsetDateTime.class);
        return new Freeze(
                row.getObject("id", UUID.class),
                Kind.valueOf(row.getString("kind")),
                row.getString("target"),
                row.getString("name"),
                row.getString("why"),
                row.getString("frozen_by"),
                row.getString("frozen_name"),
                row.getObject("frozen_at", OffsetDateTime.class).toInstant(),
                row.getString("thawed_name"),
                row.getString("thawed_why"),
                thawed == null ? null : thawed.toInstant());
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
