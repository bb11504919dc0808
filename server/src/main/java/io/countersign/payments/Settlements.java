package io.countersign.payments;

import io.countersign.model.Cause;
import io.countersign.model.ReasonCodes;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Applies what reconciliation found on statements. Set-based; payments already past the step are left as they are. */
@Component
public class Settlements {

    /**
     * The bank booked a payment.
     *
     * @param entry names statement and line, for people: {@code 228/14}
     * @param valueOn the value date of the entry
     * @param last whether the entry is final, so that the payment is reconciled as well
     */
    public record Booking(
            UUID paymentId,
            LocalDate bookedOn,
            @Nullable LocalDate valueOn,
            String entry,
            @Nullable String bankReference,
            boolean last) {

        /** Of an entry that tells no value date. */
        public Booking(UUID paymentId, LocalDate bookedOn, String entry, @Nullable String bankReference, boolean last) {
            this(paymentId, bookedOn, null, entry, bankReference, last);
        }
    }

    /** The bank gave a booked payment back. */
    public record Return(
            UUID paymentId,
            LocalDate bookedOn,
            String entry,
            @Nullable String reasonCode,
            @Nullable String reasonText) {}

    private static final String BOOKED = """
            select p.id, null::text as why, null::text as policy, b.on_date, b.value_on, b.bank_reference,
                   jsonb_strip_nulls(jsonb_build_object('entry', b.entry, 'bookedOn', b.on_date, 'valueOn', b.value_on))
                       as extra
            from payments.payment p
            join unnest(cast(:ids as uuid[]), cast(:dates as date[]), cast(:values as date[]), cast(:entries as text[]),
                        cast(:bank_references as text[])) as b(id, on_date, value_on, entry, bank_reference) on b.id = p.id
            order by p.id for update of p
            """;

    private static final String SETTLED = "settled_on = c.on_date, value_on = c.value_on,"
            + " bank_reference = coalesce(c.bank_reference, p.bank_reference)";

    private static final String RECONCILED = "value_on = coalesce(c.value_on, p.value_on)";

    private static final String RETURNED = """
            select p.id, nullif(concat_ws(': ', b.code, b.text), '') as why, null::text as policy, b.code, b.text,
                   jsonb_strip_nulls(jsonb_build_object('entry', b.entry, 'bookedOn', b.on_date, 'reasonCode', b.code,
                       'reason', b.text)) as extra
            from payments.payment p
            join unnest(cast(:ids as uuid[]), cast(:dates as date[]), cast(:entries as text[]), cast(:codes as text[]),
                        cast(:texts as text[])) as b(id, on_date, entry, code, text) on b.id = p.id
            order by p.id for update of p
            """;

    private static final String UNSETTLED = """
            select p.id, cast(:reason as text) as why, null::text as policy, '{}'::jsonb as extra
            from payments.payment p where p.id = any(cast(:ids as uuid[]))
            order by p.id for update of p
            """;

    private final Transitions transitions;
    private final FilesAtBank files;
    private final RecallBook recalls;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Settlements(
            Transitions transitions,
            FilesAtBank files,
            RecallBook recalls,
            ApplicationEventPublisher events,
            Clock clock) {
        this.transitions = transitions;
        this.files = files;
        this.recalls = recalls;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Settles, and where the entry is final reconciles; answers how many payments moved. What a bank booked of a file
     * whose outcome was unknown says that it has the file: the others of it are with the bank as well.
     */
    @Transactional
    public int book(List<Booking> bookings, Cause cause) {
        if (!bookings.isEmpty()) {
            String[] payments =
                    bookings.stream().map(b -> b.paymentId().toString()).toArray(String[]::new);
            files.showed(payments, bookings.getFirst().entry(), cause);
        }
        List<Booking> last = bookings.stream().filter(Booking::last).toList();
        List<Booking> provisional = last.isEmpty()
                ? bookings
                : bookings.stream().filter(booking -> !booking.last()).toList();
        int moved = move(Transitions.Move.of(Step.SETTLE, BOOKED).setting(SETTLED), provisional, cause);
        int both = move(
                Transitions.Move.of(Step.SETTLE, BOOKED).then(Step.RECONCILE).setting(SETTLED), last, cause);
        if (both < last.size()) {
            both += move(Transitions.Move.of(Step.RECONCILE, BOOKED).setting(RECONCILED), last, cause);
        }
        return moved + both;
    }

    /** Reverses settled or reconciled payments; their invoices are open again. */
    @Transactional
    public int giveBack(List<Return> returns, Cause cause) {
        if (returns.isEmpty()) {
            return 0;
        }
        List<Transitions.Moved> moved = transitions.moveAndTell(
                Transitions.Move.of(Step.REVERSE, RETURNED).setting("reason_code = c.code, reason_text = c.text"),
                cause,
                Map.of(
                        "ids", column(returns, r -> r.paymentId().toString()),
                        "dates", column(returns, r -> r.bookedOn().toString()),
                        "entries", column(returns, Return::entry),
                        "codes", column(returns, Return::reasonCode),
                        "texts", column(returns, Return::reasonText)));
        recalls.returned(moved.stream().map(Transitions.Moved::id).toList(), cause);
        Map<UUID, Return> byPayment =
                returns.stream().collect(Collectors.toMap(Return::paymentId, r -> r, (first, _) -> first));
        Instant now = clock.instant();
        List<Trouble> troubles = moved.stream()
                .map(payment -> trouble(payment, byPayment.get(payment.id()), now))
                .toList();
        if (!troubles.isEmpty()) {
            events.publishEvent(new Trouble.Arose(troubles));
        }
        return moved.size();
    }

    /** Takes back that payments are booked, because their match was undone; answers how many moved. */
    @Transactional
    public int unsettle(List<UUID> payments, String why, Cause cause) {
        return transitions.move(
                Transitions.Move.of(Step.UNSETTLE, UNSETTLED).setting("settled_on = null, bank_reference = null"),
                cause,
                Map.of("ids", payments.stream().map(UUID::toString).toArray(String[]::new), "reason", why));
    }

    private int move(Transitions.Move move, List<Booking> bookings, Cause cause) {
        if (bookings.isEmpty()) {
            return 0;
        }
        return transitions.move(
                move,
                cause,
                Map.of(
                        "ids", column(bookings, b -> b.paymentId().toString()),
                        "dates", column(bookings, b -> b.bookedOn().toString()),
                        "values",
                                column(
                                        bookings,
                                        b -> b.valueOn() == null
                                                ? null
                                                : b.valueOn().toString()),
                        "entries", column(bookings, Booking::entry),
                        "bank_references", column(bookings, Booking::bankReference)));
    }

    private static <T> @Nullable String[] column(List<T> rows, Function<T, @Nullable String> value) {
        return rows.stream().map(value).toArray(String[]::new);
    }

    private static Trouble trouble(Transitions.Moved payment, @Nullable Return given, Instant now) {
        String code = given == null ? null : given.reasonCode();
        String text = given == null ? null : given.reasonText();
        return new Trouble(
                Trouble.Kind.RETURNED,
                payment.id(),
                payment.reference(),
                payment.legalEntity(),
                null,
                code == null ? "NARR" : code,
                "%s.\nThe bills it paid are open again; nothing is paid again by itself."
                        .formatted(ReasonCodes.RETURN.words(code, text).orElse("The bank gave the payment back")),
                payment.correlationId(),
                now);
    }
}
