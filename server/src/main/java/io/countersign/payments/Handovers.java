package io.countersign.payments;

import io.countersign.model.Cause;
import io.countersign.model.Figures;
import io.countersign.model.Ids;
import io.countersign.payments.ports.BankProfiles;
import io.countersign.payments.ports.BankRail;
import java.io.IOException;
import java.io.InputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
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
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Hands bank files over, once. A worker claims a file with a lease whose number only rises; what it did is committed only
 * if the file still carries that number. A file whose lease ran out may be with the bank or not: nobody sends it again,
 * it is looked for, and if it is not seen its outcome is unknown.
 */
@Component
class Handovers {

    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);
    private static final int ATTEMPTS_BEFORE_CASE = 5;

    private static final String DRAFT_COLUMNS = """
            f.id, f.message_id, f.name, f.connection, f.scheme, coalesce(f.execution_on, f.requested_on) as execution_on, f.created_at, f.payments, f.total, f.unverified,
            f.currency, f.size, f.lease, f.attempts, a.number, a.bic, a.currency as account_currency, e.name as holder,
            e.country
            """;

    private static final String CLAIM = """
            update payments.bank_file f
               set state = 'SENDING', lease = f.lease + 1, lease_until = :until, attempts = f.attempts + 1
              from payments.own_account a join payments.legal_entity e on e.code = a.legal_entity
             where a.id = f.debtor_account and f.id = (
                select w.id from payments.bank_file w where w.state = 'READY' and w.next_at <= :now and %s
                order by w.created_at, w.id limit 1 for update skip locked)
            returning %s
            """.formatted(Freezes.fileMayLeave("w"), DRAFT_COLUMNS);

    /** Files nobody knows the whereabouts of: a worker died with the lease, or the handover ended in doubt. */
    private static final String LOST = """
            update payments.bank_file f
               set lease = f.lease + 1, lease_until = :until, next_at = :again
              from payments.own_account a join payments.legal_entity e on e.code = a.legal_entity
             where a.id = f.debtor_account and f.id = (
                select id from payments.bank_file
                where (state = 'SENDING' and lease_until < :now) or (state = 'UNKNOWN' and next_at <= :now)
                order by next_at, id limit 1 for update skip locked)
            returning %s
            """.formatted(DRAFT_COLUMNS);

    private static final String END = """
            update payments.bank_file
               set state = :state, lease_until = null, next_at = :next, last_error = :error,
                   sent_at = case when :state = 'SENT' then cast(:now as timestamptz) else sent_at end,
                   acknowledge_by = case when :state = 'SENT' then cast(:acknowledge as timestamptz)
                                         else acknowledge_by end
             where id = :file and lease = :lease and state in ('SENDING', 'UNKNOWN', 'CARRIED')
            """;

    private static final String CARRIED = """
            select %s from payments.bank_file f
            join payments.own_account a on a.id = f.debtor_account
            join payments.legal_entity e on e.code = a.legal_entity
            where f.id = :file and f.state = 'CARRIED' for update of f
            """.formatted(DRAFT_COLUMNS);

    private static final String OF_FILE = """
            select id, cast(:why as text) as why, null::text as policy, '{}'::jsonb as extra
            from payments.payment where file_id = :file and state in ('SENDING', 'UNKNOWN') order by id for update
            """;

    private final JdbcClient jdbc;
    private final Transitions transitions;
    private final FileParts parts;
    private final RecallBook recalls;
    private final List<BankRail> rails;
    private final BankProfiles profiles;
    private final TransactionTemplate transaction;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final Ids ids;

    Handovers(
            JdbcClient jdbc,
            Transitions transitions,
            FileParts parts,
            RecallBook recalls,
            List<BankRail> rails,
            BankProfiles profiles,
            TransactionTemplate transaction,
            ApplicationEventPublisher events,
            Clock clock,
            Ids ids) {
        this.jdbc = jdbc;
        this.transitions = transitions;
        this.parts = parts;
        this.recalls = recalls;
        this.rails = rails;
        this.profiles = profiles;
        this.transaction = transaction;
        this.events = events;
        this.clock = clock;
        this.ids = ids;
    }

    private record Claimed(BankRail.Draft draft, long size, long lease, int attempts) {
        static Claimed of(ResultSet row, int n) throws SQLException {
            return new Claimed(
                    new BankRail.Draft(
                            row.getObject("id", UUID.class),
                            row.getString("message_id"),
                            row.getString("name"),
                            row.getString("connection"),
                            row.getString("scheme"),
                            new BankRail.Debtor(
                                    row.getString("holder"),
                                    row.getString("country"),
                                    row.getString("number"),
                                    row.getString("bic"),
                                    row.getString("account_currency")),
                            row.getObject("execution_on", LocalDate.class),
                            row.getObject("created_at", OffsetDateTime.class).toInstant(),
                            row.getInt("payments"),
                            row.getBigDecimal("total"),
                            row.getString("currency"),
                            row.getBoolean("unverified")),
                    row.getLong("size"),
                    row.getLong("lease"),
                    row.getInt("attempts"));
        }
    }

    /** Hands one file over if any is ready; answers whether there was. */
    boolean sendOne() {
        Instant now = clock.instant();
        Optional<Claimed> claimed = jdbc.sql(CLAIM)
                .param("now", at(now))
                .param("until", at(now.plus(LEASE)))
                .query(Claimed::of)
                .optional();
        claimed.ifPresent(file -> {
            BankRail.Handover handover = handOver(file);
            transaction.executeWithoutResult(_ -> record(file, handover, system()));
        });
        return claimed.isPresent();
    }

    /** Looks for one file whose whereabouts are not known; answers whether there was one to look for. */
    boolean lookForOne() {
        Instant now = clock.instant();
        Optional<Claimed> lost = jdbc.sql(LOST)
                .param("now", at(now))
                .param("until", at(now.plus(LEASE)))
                .param("again", at(now.plus(LOOK_AGAIN)))
                .query(Claimed::of)
                .optional();
        lost.ifPresent(file -> {
            BankRail.Presence presence = rail(file.draft()).look(file.draft());
            transaction.executeWithoutResult(_ -> record(
                    file,
                    switch (presence) {
                        case SEEN -> new BankRail.Handover.Delivered();
                        case NOT_SEEN ->
                            new BankRail.Handover.Doubt("The file is not in sight; the bank may have taken it");
                        case CANNOT_LOOK -> new BankRail.Handover.Doubt("The bank's side cannot be looked at");
                    },
                    system()));
        });
        return lost.isPresent();
    }

    /** Records what became of a file that a person carried; for use in the transaction of that person's act. */
    void carried(UUID file, BankRail.Handover handover, Cause cause) {
        record(jdbc.sql(CARRIED).param("file", file).query(Claimed::of).single(), handover, cause);
    }

    private Cause system() {
        return Cause.system("bank-files", ids.next());
    }

    private BankRail.Handover handOver(Claimed file) {
        try (InputStream content = parts.open(file.draft().fileId())) {
            return rail(file.draft()).send(file.draft(), content, file.size());
        } catch (IOException e) {
            return new BankRail.Handover.Doubt("The connection broke: " + e.getMessage());
        }
    }

    private void record(Claimed file, BankRail.Handover handover, Cause cause) {
        switch (handover) {
            case BankRail.Handover.Delivered _ -> {
                Instant acknowledge = acknowledgeBy(file);
                if (ended(file, "SENT", null, clock.instant(), acknowledge)) {
                    List<UUID> confirmed =
                            move(file, Step.CONFIRM_SENT, "the bank's side has the file", acknowledge, cause).stream()
                                    .map(Transitions.Moved::id)
                                    .toList();
                    events.publishEvent(
                            new Trouble.Over(Trouble.Kind.UNKNOWN_OUTCOME, confirmed, "the file is at the bank"));
                    recalls.sent(file.draft().fileId(), cause);
                }
            }
            case BankRail.Handover.NotSent(String why) -> {
                if (ended(file, "READY", why, clock.instant().plus(backoff(file.attempts())), null)
                        && file.attempts() == ATTEMPTS_BEFORE_CASE) {
                    tell(Trouble.Kind.FILE_NOT_SENT, file, first(file), why);
                }
            }
            case BankRail.Handover.ByHand(String how) -> ended(file, "OFFERED", how, clock.instant(), null);
            case BankRail.Handover.Doubt(String why) -> {
                if (ended(file, "UNKNOWN", why, clock.instant().plus(LOOK_AGAIN), null)) {
                    tell(Trouble.Kind.UNKNOWN_OUTCOME, file, move(file, Step.LOSE_TRACK, why, null, cause), why);
                    recalls.doubted(file.draft().fileId(), why);
                }
            }
        }
    }

    /** By when the bank promised to acknowledge what it got just now; null if its profile promises no time. */
    private @Nullable Instant acknowledgeBy(Claimed file) {
        return profiles.terms(file.draft().connection(), file.draft().scheme())
                .map(BankProfiles.Terms::acknowledgedWithin)
                .map(clock.instant()::plus)
                .orElse(null);
    }

    private boolean ended(
            Claimed file, String state, @Nullable String error, Instant next, @Nullable Instant acknowledge) {
        return jdbc.sql(END)
                        .param("file", file.draft().fileId())
                        .param("lease", file.lease())
                        .param("state", state)
                        .param("error", error)
                        .param("next", at(next))
                        .param("now", at(clock.instant()))
                        .param("acknowledge", acknowledge == null ? null : at(acknowledge))
                        .update()
                == 1;
    }

    private List<Transitions.Moved> move(Claimed file, Step step, String why, @Nullable Instant due, Cause cause) {
        return transitions.moveAndTell(
                Transitions.Move.of(step, OF_FILE).due(due),
                cause,
                Map.of("file", file.draft().fileId(), "why", why));
    }

    /** One trouble stands for the file; its case names the first payment and says how many there are. */
    private void tell(Trouble.Kind kind, Claimed file, List<Transitions.Moved> payments, String why) {
        payments.stream()
                .findFirst()
                .ifPresent(payment -> events.publishEvent(new Trouble.Arose(List.of(new Trouble(
                        kind,
                        payment.id(),
                        payment.reference(),
                        payment.legalEntity(),
                        null,
                        kind.name(),
                        "File %s to %s, %s payments, %s: %s"
                                .formatted(
                                        file.draft().messageId(),
                                        file.draft().connection(),
                                        Figures.number(file.draft().payments()),
                                        Figures.money(
                                                file.draft().total(),
                                                file.draft().currency()),
                                        why),
                        payment.correlationId(),
                        clock.instant())))));
    }

    private List<Transitions.Moved> first(Claimed file) {
        return jdbc.sql("""
                        select id, reference, legal_entity, correlation_id, state from payments.payment
                        where file_id = :file or id in (select payment_id from payments.recall where file_id = :file)
                        order by file_position, id limit 1
                        """)
                .param("file", file.draft().fileId())
                .query((row, n) -> new Transitions.Moved(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        PaymentState.valueOf(row.getString(5))))
                .list();
    }

    private BankRail rail(BankRail.Draft draft) {
        return rails.stream()
                .filter(rail -> rail.serves(draft.connection()))
                .findFirst()
                .orElseGet(() -> new NoRail(draft.connection()));
    }

    private static Duration backoff(int attempts) {
        Duration doubled = Duration.ofSeconds(1L << Math.min(attempts, 10));
        return doubled.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : doubled;
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
