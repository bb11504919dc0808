package io.countersign.payments;

import io.countersign.model.Cause;
import io.countersign.model.Figures;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Applies what a bank tells of single entries that it had taken: one that came back reverses its payment, one of which
 * something has to be changed opens a case about the creditor's data and changes nothing. What came back had been executed,
 * even where no statement shows it yet.
 */
@Component
public class ReturnedEntries {

    /** NACHA knows no other. */
    private static final String DOLLARS = "USD";

    /**
     * What the bank says of one entry.
     *
     * @param line in the bank's file
     * @param changes whether something is to be changed and the money stays where it is
     * @param words what the code means, and what the bank wrote beside it
     * @param reference our reference, as far as the format had room for it
     * @param traceNumber of the entry as it was sent
     * @param account the creditor's account, without its bank
     */
    public record Entry(
            int line,
            boolean changes,
            String code,
            String words,
            @Nullable String reference,
            @Nullable String traceNumber,
            String account,
            BigDecimal amount) {}

    /** What came of a message; {@code unmatched} are the lines of entries that name no payment of ours for certain. */
    public record Applied(int reversed, int toChange, int repeated, int contradicting, List<Integer> unmatched) {}

    /**
     * Our reference names a payment; one of sixteen characters had lost its first. Where it names none, the trace number
     * does: position and beginning are those of a payment of this account and amount, and only one has them. A bank may have
     * written trace numbers of its own, so one that differs says nothing against a reference.
     */
    private static final String FOUND = """
            with said as (
                select * from unnest(cast(:references as text[]), cast(:prefixes as text[]), cast(:positions as int[]),
                                     cast(:accounts as text[]), cast(:amounts as numeric[])) with ordinality
                       as s(reference, prefix, position, account, amount, n)),
            referred as (
                select s.n, p.id from said s join payments.payment p on p.reference in (s.reference, 'P' || s.reference)
                where s.reference is not null and %1$s),
            traced as (
                select s.n, p.id
                from said s
                join payments.bank_file f on f.trace_prefix = s.prefix and f.created_at > :since
                join payments.payment p on p.file_id = f.id and p.file_position = s.position
                where s.account <> '' and p.amount = s.amount and %1$s
                  and right(regexp_replace(p.creditor_number, '[^A-Za-z0-9]', '', 'g'), length(s.account)) = s.account
                  and not exists (select from referred r where r.n = s.n)),
            named as (
                select n, id from referred
                union all
                select n, id from traced t where (select count(*) from traced o where o.n = t.n) = 1)
            select n.n, p.id, p.state, p.reference, p.legal_entity, p.correlation_id, p.amount, p.creditor_name,
                   p.creditor_number, p.file_id,
                   coalesce(f.execution_on, p.requested_on) as executed_on
            from named n join payments.payment p on p.id = n.id left join payments.bank_file f on f.id = p.file_id
            order by p.id, n.n for update of p
            """.formatted(ReplyBatch.mayAnswer("p"));

    private static final String KEEP = """
            insert into payments.bank_reply (payment_id, file_id, message_id, status, reason_text, applied, at)
            select payment, file, :message, status, text, applied, :at
            from unnest(cast(:payments as uuid[]), cast(:files as uuid[]), cast(:statuses as text[]), cast(:texts as text[]),
                        cast(:applied as text[])) as r(payment, file, status, text, applied)
            on conflict (payment_id, message_id, status) do nothing
            """;

    /** Banks return an entry within sixty days of its settlement. */
    private static final int DAYS = 120;

    private static final int PREFIX = 8;
    private static final int TRACE = 15;
    private static final Pattern TRACE_NUMBER = Pattern.compile("[0-9]{15}");

    private final JdbcClient jdbc;
    private final Settlements settlements;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    ReturnedEntries(JdbcClient jdbc, Settlements settlements, ApplicationEventPublisher events, Clock clock) {
        this.jdbc = jdbc;
        this.settlements = settlements;
        this.events = events;
        this.clock = clock;
    }

    private enum Effect {
        REVERSED,
        TO_CHANGE,
        REPEATED,
        CONTRADICTS
    }

    /** An entry with the payment it names. */
    private record Said(
            Entry entry,
            UUID id,
            PaymentState state,
            String reference,
            String legalEntity,
            String correlationId,
            BigDecimal amount,
            String creditor,
            String account,
            @Nullable UUID file,
            LocalDate executedOn) {

        Effect effect() {
            if (!entry.changes() && entry.amount().compareTo(amount) != 0) {
                return Effect.CONTRADICTS;
            }
            return switch (state) {
                case SENDING, UNKNOWN, SENT, ACCEPTED, SETTLED, RECONCILED ->
                    entry.changes() ? Effect.TO_CHANGE : Effect.REVERSED;
                case REVERSED -> entry.changes() ? Effect.TO_CHANGE : Effect.REPEATED;
                case RECEIVED, VALIDATED, AWAITING_APPROVAL, APPROVED, RELEASED, HELD, REJECTED, CANCELLED, EXPIRED ->
                    Effect.CONTRADICTS;
            };
        }

        boolean isBooked() {
            return state == PaymentState.SETTLED || state == PaymentState.RECONCILED;
        }
    }

    /**
     * Applies the entries of one bank message. Repeating it changes nothing.
     *
     * @param on the day of the message
     */
    @Transactional
    public Applied apply(String connection, String message, LocalDate on, List<Entry> entries, Cause cause) {
        List<Said> said = find(connection, entries);
        Map<Effect, List<Said>> by = new EnumMap<>(Effect.class);
        Set<UUID> returned = new HashSet<>();
        for (Said one : said) {
            boolean again = !one.entry().changes() && !returned.add(one.id());
            by.computeIfAbsent(again ? Effect.REPEATED : one.effect(), _ -> new ArrayList<>())
                    .add(one);
        }
        by.forEach((effect, those) -> keep(message, effect, those));
        List<Said> reversed = by.getOrDefault(Effect.REVERSED, List.of());
        List<Said> toChange = by.getOrDefault(Effect.TO_CHANGE, List.of());
        List<Said> against = by.getOrDefault(Effect.CONTRADICTS, List.of());
        giveBack(message, on, reversed, cause);
        tell(message, toChange, against);
        return new Applied(
                reversed.size(),
                toChange.size(),
                by.getOrDefault(Effect.REPEATED, List.of()).size(),
                against.size(),
                unmatched(entries, said));
    }

    private List<Said> find(String connection, List<Entry> entries) {
        return jdbc.sql(FOUND)
                .param("connection", connection)
                .param(
                        "since",
                        OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC)
                                .minusDays(DAYS))
                .param("references", column(entries, Entry::reference))
                .param("prefixes", column(entries, e -> trace(e, 0, PREFIX)))
                .param("positions", column(entries, e -> trace(e, PREFIX, TRACE)))
                .param("accounts", column(entries, e -> e.account().replaceAll("[^A-Za-z0-9]", "")))
                .param("amounts", column(entries, e -> e.amount().toPlainString()))
                .query((row, n) -> said(row, entries))
                .list();
    }

    private static @Nullable String trace(Entry entry, int from, int to) {
        String trace = entry.traceNumber();
        return trace != null && TRACE_NUMBER.matcher(trace).matches() ? trace.substring(from, to) : null;
    }

    private static Said said(ResultSet row, List<Entry> entries) throws SQLException {
        return new Said(
                entries.get(row.getInt("n") - 1),
                row.getObject("id", UUID.class),
                PaymentState.valueOf(row.getString("state")),
                row.getString("reference"),
                row.getString("legal_entity"),
                row.getString("correlation_id"),
                row.getBigDecimal("amount"),
                row.getString("creditor_name"),
                row.getString("creditor_number"),
                row.getObject("file_id", UUID.class),
                row.getObject("executed_on", LocalDate.class));
    }

    private void giveBack(String message, LocalDate on, List<Said> reversed, Cause cause) {
        List<Settlements.Booking> first = reversed.stream()
                .filter(one -> !one.isBooked())
                .map(one -> new Settlements.Booking(one.id(), one.executedOn(), entry(message, one), null, false))
                .toList();
        if (!first.isEmpty()) {
            settlements.book(first, cause);
        }
        settlements.giveBack(
                reversed.stream()
                        .map(one -> new Settlements.Return(
                                one.id(),
                                on,
                                entry(message, one),
                                one.entry().code(),
                                one.entry().words()))
                        .toList(),
                cause);
    }

    private static String entry(String message, Said said) {
        return message + "/" + said.entry().line();
    }

    private void keep(String message, Effect effect, List<Said> said) {
        String applied = switch (effect) {
            case REVERSED, TO_CHANGE -> "APPLIED";
            case REPEATED, CONTRADICTS -> effect.name();
        };
        jdbc.sql(KEEP)
                .param("message", message)
                .param("payments", column(said, s -> s.id().toString()))
                .param(
                        "files",
                        column(said, s -> s.file() == null ? null : s.file().toString()))
                .param("statuses", column(said, s -> s.entry().code()))
                .param("texts", column(said, s -> s.entry().words()))
                .param("applied", column(said, _ -> applied))
                .param("at", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .update();
    }

    private void tell(String message, List<Said> toChange, List<Said> against) {
        Instant now = clock.instant();
        Map<UUID, String> told = new HashMap<>();
        toChange.forEach(one -> told.merge(one.id(), one.entry().words(), (first, more) -> first + "\n" + more));
        List<Trouble> troubles = new ArrayList<>();
        toChange.stream()
                .filter(one -> told.containsKey(one.id()))
                .map(one -> trouble(Trouble.Kind.CHANGE_NOTIFIED, one, toCorrect(one, told.remove(one.id())), now))
                .forEach(troubles::add);
        against.stream()
                .sorted(Comparator.comparingInt(one -> one.entry().line()))
                .map(one -> trouble(
                        Trouble.Kind.REPLY_CONTRADICTS,
                        one,
                        "The bank says %s, %s, of %s (line %d of %s); the payment of %s is %s"
                                .formatted(
                                        one.entry().code(),
                                        one.entry().words(),
                                        Figures.money(one.entry().amount(), DOLLARS),
                                        one.entry().line(),
                                        message,
                                        Figures.money(one.amount(), DOLLARS),
                                        one.state()),
                        now))
                .forEach(troubles::add);
        if (!troubles.isEmpty()) {
            events.publishEvent(new Trouble.Arose(troubles));
        }
    }

    /** The number comes over the bank's network, yet it is a change of bank details like every other. */
    private static String toCorrect(Said said, String words) {
        String account = said.account();
        return "%s.\nThis payment went through, to the account ending in %s. Correct the bank details of %s in the ERP before the next one, by the same call-back as every change of bank details."
                .formatted(words, account.substring(Math.max(0, account.length() - 4)), said.creditor());
    }

    private static Trouble trouble(Trouble.Kind kind, Said said, String detail, Instant now) {
        return new Trouble(
                kind,
                said.id(),
                said.reference(),
                said.legalEntity(),
                null,
                said.entry().code(),
                detail,
                said.correlationId(),
                now);
    }

    private static List<Integer> unmatched(List<Entry> entries, List<Said> said) {
        Set<Integer> known = new HashSet<>();
        said.forEach(one -> known.add(one.entry().line()));
        return entries.stream()
                .map(Entry::line)
                .filter(line -> !known.contains(line))
                .toList();
    }

    private static <T> @Nullable String[] column(List<T> rows, Function<T, @Nullable String> value) {
        return rows.stream().map(value).toArray(String[]::new);
    }
}
