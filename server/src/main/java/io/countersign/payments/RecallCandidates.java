package io.countersign.payments;

import io.countersign.controls.policy.Policies;
import io.countersign.governance.identity.Caller;
import io.countersign.model.Ids;
import io.countersign.payments.Recalls.Reason;
import io.countersign.payments.Recalls.WhyNot;
import io.countersign.payments.ports.BankProfiles;
import io.countersign.payments.ports.BankRail;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds what can be called back, and says why the rest cannot. The same rules count for the look and for the act. */
@Component
class RecallCandidates {

    private static final String OPEN_RECALL = """
            exists (select 1 from payments.recall r where r.payment_id = p.id
                    and r.state in ('REQUESTED', 'SENT', 'ACCEPTED', 'CANCELLED'))""";

    /** When it was booked, or was to be executed where no statement tells. */
    private static final String EXECUTED = "coalesce(p.value_on, p.settled_on, f.execution_on, f.requested_on)";

    private static final String NEXT = """
            select p.id, p.reference, p.end_to_end_id, p.amount, p.currency, p.creditor_party, p.legal_entity, p.scheme,
                   f.connection, f.id as file, f.message_id, f.created_at, f.requested_on,
                   coalesce(f.execution_on, f.requested_on) as asked_for, %s as executed,
                   f.debtor_account, a.number, a.bic, a.currency as account_currency, e.name, e.country
            from payments.payment p
            join payments.bank_file f on f.id = p.file_id
            join payments.own_account a on a.id = f.debtor_account
            join payments.legal_entity e on e.code = p.legal_entity
            where p.%s = :target and p.state in (%s) and %s and not %s
              and (cast(:after as uuid) is null or p.id > cast(:after as uuid))
            order by p.id limit :most for update of p
            """;

    private static final String GROUPS = """
            select p.state, f.connection, p.scheme, p.currency, p.legal_entity, %s as executed, %s as asked,
                   count(*)::int as payments, sum(p.amount) as amount
            from payments.payment p left join payments.bank_file f on f.id = p.file_id
            where p.%s = :target and %s
            group by 1, 2, 3, 4, 5, 6, 7
            """;

    private final JdbcClient jdbc;
    private final List<BankRail> rails;
    private final BankProfiles profiles;
    private final ValueDates dates;
    private final BusinessDates today;
    private final Policies policies;
    private final Ids ids;

    RecallCandidates(
            JdbcClient jdbc,
            List<BankRail> rails,
            BankProfiles profiles,
            ValueDates dates,
            BusinessDates today,
            Policies policies,
            Ids ids) {
        this.jdbc = jdbc;
        this.rails = rails;
        this.profiles = profiles;
        this.dates = dates;
        this.today = today;
        this.policies = policies;
        this.ids = ids;
    }

    /** The file a payment left in, and whose it is. */
    record Left(
            UUID id,
            String messageId,
            Instant createdAt,
            String connection,
            String scheme,
            UUID account,
            BankRail.Debtor debtor,
            LocalDate requestedOn,
            LocalDate executionOn) {}

    /** Until when the rules let a payment be called back; {@code until} null means without end. */
    record Window(@Nullable LocalDate until, @Nullable String policy, boolean open) {}

    /** A payment that the bank has and that is not called back yet. */
    record Asked(
            UUID payment,
            UUID recall,
            String reference,
            String endToEndId,
            BigDecimal amount,
            String currency,
            @Nullable UUID party,
            LocalDate executedOn,
            Window window,
            Left left) {}

    /** Locks payments of the target that the bank has and that are not called back yet, in the order of their ids. */
    List<Asked> next(Caller caller, Target target, Reason reason, @Nullable UUID after, int most) {
        String sql = NEXT.formatted(
                EXECUTED,
                Signing.column(target),
                Checks.in(Recalls.FROM),
                Checks.inScope("p.legal_entity"),
                OPEN_RECALL);
        return jdbc.sql(sql)
                .param("target", target.id())
                .param("scope", Checks.scope(caller))
                .param("after", after)
                .param("most", most)
                .query((row, n) -> asked(row, reason))
                .list();
    }

    /** What calling the target back for a reason would reach now. */
    Recalls.Preview preview(Caller caller, Target target, Reason reason) {
        Map<String, Views.CurrencySum> sums = new TreeMap<>();
        Map<WhyNot, Integer> left = new EnumMap<>(WhyNot.class);
        String sql = GROUPS.formatted(EXECUTED, OPEN_RECALL, Signing.column(target), Checks.inScope("p.legal_entity"));
        jdbc.sql(sql)
                .param("target", target.id())
                .param("scope", Checks.scope(caller))
                .query(row -> {
                    int payments = row.getInt("payments");
                    Optional<WhyNot> why = whyNot(row, reason);
                    if (why.isPresent()) {
                        left.merge(why.get(), payments, Integer::sum);
                    } else {
                        sums.merge(
                                row.getString("currency"),
                                new Views.CurrencySum(row.getString("currency"), payments, row.getBigDecimal("amount")),
                                (a, b) -> new Views.CurrencySum(
                                        a.currency(),
                                        a.payments() + b.payments(),
                                        a.amount().add(b.amount())));
                    }
                });
        return new Recalls.Preview(
                reason,
                sums.values().stream().mapToInt(Views.CurrencySum::payments).sum(),
                List.copyOf(sums.values()),
                left.entrySet().stream()
                        .map(one -> new Recalls.LeftBehind(one.getKey(), one.getValue()))
                        .toList());
    }

    /** The message by which a connection takes recalls; empty if it takes none as a file. */
    Optional<String> message(String connection) {
        return profiles.fileForm(connection).isEmpty()
                ? Optional.empty()
                : rails.stream()
                        .filter(rail -> rail.serves(connection))
                        .findFirst()
                        .flatMap(rail -> rail.recallMessage(connection));
    }

    private Optional<WhyNot> whyNot(ResultSet row, Reason reason) throws SQLException {
        PaymentState state = PaymentState.valueOf(row.getString("state"));
        LocalDate executed = row.getObject("executed", LocalDate.class);
        String connection = row.getString("connection");
        WhyNot byState = switch (state) {
            case SENT, ACCEPTED, SETTLED, RECONCILED -> null;
            case SENDING, UNKNOWN -> WhyNot.UNDER_WAY;
            case REJECTED, CANCELLED, EXPIRED, REVERSED -> WhyNot.ENDED;
            case RECEIVED, VALIDATED, AWAITING_APPROVAL, APPROVED, RELEASED, HELD -> WhyNot.NOT_LEFT;
        };
        if (byState != null || executed == null || connection == null) {
            return Optional.of(byState == null ? WhyNot.NOT_LEFT : byState);
        }
        if (row.getBoolean("asked")) {
            return Optional.of(WhyNot.CALLED_BACK);
        }
        if (!window(row, executed, reason).open()) {
            return Optional.of(WhyNot.TOO_LATE);
        }
        return message(connection).isEmpty() ? Optional.of(WhyNot.NO_MESSAGE) : Optional.empty();
    }

    private Window window(ResultSet row, LocalDate executed, Reason reason) throws SQLException {
        ValueDates.Way way =
                new ValueDates.Way(row.getString("connection"), row.getString("scheme"), row.getString("currency"));
        Policies.RecallWindow rule =
                policies.recallWindow(way.scheme(), reason.name()).orElse(null);
        if (rule == null) {
            return new Window(null, null, true);
        }
        LocalDate until = rule.banking()
                ? dates.days(way, dates.rule(way))
                        .plus(executed, Math.toIntExact(rule.within().get(ChronoUnit.DAYS)))
                : executed.plus(rule.within());
        return new Window(
                until,
                rule.policy(),
                !today.today(row.getString("legal_entity")).isAfter(until));
    }

    private Asked asked(ResultSet row, Reason reason) throws SQLException {
        LocalDate executed = row.getObject("executed", LocalDate.class);
        return new Asked(
                row.getObject("id", UUID.class),
                ids.next(),
                row.getString("reference"),
                row.getString("end_to_end_id"),
                row.getBigDecimal("amount"),
                row.getString("currency"),
                row.getObject("creditor_party", UUID.class),
                executed,
                window(row, executed, reason),
                left(row));
    }

    private static Left left(ResultSet row) throws SQLException {
        return new Left(
                row.getObject("file", UUID.class),
                row.getString("message_id"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("connection"),
                row.getString("scheme"),
                row.getObject("debtor_account", UUID.class),
                new BankRail.Debtor(
                        row.getString("name"),
                        row.getString("country"),
                        row.getString("number"),
                        row.getString("bic"),
                        row.getString("account_currency")),
                row.getObject("requested_on", LocalDate.class),
                row.getObject("asked_for", LocalDate.class));
    }
}
