package io.countersign.reconciliation;

import io.countersign.controls.policy.Policies;
import io.countersign.governance.identity.Caller;
import io.countersign.model.ErrorCode;
import io.countersign.model.Figures;
import io.countersign.reconciliation.Allocation.Line;
import io.countersign.reconciliation.Allocation.Payment;
import io.countersign.reconciliation.Allocation.Rest;
import io.countersign.reconciliation.Breaks.Result;
import io.countersign.reconciliation.Breaks.View;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What people do about breaks. Runs in the transaction of the door, which has checked the caller. */
@Component
class BreakActs {

    /** Breaks whose line belongs to a payment that is known: what is left is the difference. */
    private static final Set<BreakKind> OF_A_PAYMENT =
            EnumSet.of(BreakKind.AMOUNT_OVER, BreakKind.AMOUNT_UNDER, BreakKind.CURRENCY_DIFFERS, BreakKind.CHARGE);

    private static final String NOT_OURS = "NOT_OURS";
    private static final String FX = "FX";

    private static final String LINE_OF_A_MATCH = """
            select l.statement_id from reconciliation.line l join reconciliation.statement s on s.id = l.statement_id
            where l.id = :line and l.state in ('MATCHED', 'NOT_OURS') and l.first_id is null
              and (:all or s.legal_entity = any(:entities))
            for update of l
            """;

    private final JdbcClient jdbc;
    private final Allocation allocation;
    private final Resolutions resolutions;
    private final BreakBook book;
    private final Policies policies;
    private final ApplicationEventPublisher events;

    BreakActs(
            JdbcClient jdbc,
            Allocation allocation,
            Resolutions resolutions,
            BreakBook book,
            Policies policies,
            ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.allocation = allocation;
        this.resolutions = resolutions;
        this.book = book;
        this.policies = policies;
        this.events = events;
    }

    Result match(Caller caller, List<View> views, List<UUID> payments, String why) {
        Resolutions.Act act = resolutions.begin(caller, "MATCH", why, views);
        return give(act, payments, "", (lines, found, difference) -> {
            if (difference.signum() != 0) {
                return new Result.Refused(
                        ErrorCode.AMOUNT_INVALID,
                        "The sums differ by %s; split it or write the difference off"
                                .formatted(Figures.money(
                                        difference.abs(), lines.getFirst().currency())));
            }
            return close(act, lines, found, null, "MATCHED");
        });
    }

    Result split(Caller caller, View view, List<UUID> payments, String kind, String why) {
        Resolutions.Act act = resolutions.begin(caller, "SPLIT", why, List.of(view));
        return give(act, payments, kind, (lines, found, difference) -> {
            if (difference.signum() == 0) {
                return new Result.Refused(ErrorCode.AMOUNT_INVALID, "Nothing is left to split; match it");
            }
            String currency = lines.getFirst().currency();
            if (kind.equals(NOT_OURS)) {
                return close(act, lines, found, new Rest(kind, difference, currency, null), "MATCHED");
            }
            Optional<Policies.Tolerance> tolerance = tolerance(kind, currency);
            if (tolerance.isEmpty()) {
                return noPolicy(kind, currency);
            }
            if (difference.abs().compareTo(tolerance.get().limit()) > 0) {
                return new Result.Refused(
                        ErrorCode.AMOUNT_INVALID,
                        "%s is above the limit of one person, %s"
                                .formatted(
                                        Figures.money(difference.abs(), currency),
                                        Figures.money(tolerance.get().limit(), currency)));
            }
            return close(
                    act,
                    lines,
                    found,
                    new Rest(kind, difference, currency, tolerance.get().policy()),
                    "MATCHED");
        });
    }

    Result writeOff(Caller caller, View view, String kind, String why) {
        Resolutions.Act act = resolutions.begin(caller, "WRITE_OFF", why, List.of(view));
        UUID payment = OF_A_PAYMENT.contains(view.kind()) ? view.paymentId() : null;
        return give(act, payment == null ? List.of() : List.of(payment), kind, (lines, found, difference) -> {
            if (difference.signum() == 0) {
                return new Result.Refused(ErrorCode.AMOUNT_INVALID, "Nothing differs");
            }
            String currency = lines.getFirst().currency();
            Optional<Policies.Tolerance> tolerance = tolerance(kind, currency);
            if (tolerance.isEmpty()) {
                return noPolicy(kind, currency);
            }
            Rest rest = new Rest(kind, difference, currency, tolerance.get().policy());
            if (difference.abs().compareTo(tolerance.get().limit()) > 0) {
                Optional<Result> first = twoPeople(act, view, rest, tolerance.get());
                if (first.isPresent()) {
                    return first.get();
                }
            }
            return close(act, lines, found, rest, "WRITTEN_OFF");
        });
    }

    /** Empty once a second person confirms what the first proposed; another kind is another proposal. */
    private Optional<Result> twoPeople(Resolutions.Act act, View view, Rest rest, Policies.Tolerance tolerance) {
        String above = "%s is above the limit of one person, %s by %s"
                .formatted(
                        Figures.money(rest.amount().abs(), rest.currency()),
                        Figures.money(tolerance.limit(), rest.currency()),
                        tolerance.policy());
        if (view.proposedBy() == null || !rest.kind().equals(proposedKind(view.id()))) {
            List<View> proposed = resolutions.propose(act, rest);
            return Optional.of(proposed.isEmpty() ? changed() : new Result.Waits(proposed.getFirst(), above));
        }
        return view.proposedBy().equals(act.caller().id())
                ? Optional.of(new Result.Refused(ErrorCode.SAME_PERSON, above + "; a second person has to confirm"))
                : Optional.empty();
    }

    Result explain(Caller caller, View view, String why) {
        Resolutions.Act act = resolutions.begin(caller, NOT_OURS, why, List.of(view));
        if (view.lineId() == null) {
            return closed(resolutions.close(act, "EXPLAINED", List.of(), null), why);
        }
        List<Line> open = allocation.lock(List.of(view.lineId())).stream()
                .filter(line -> line.state().equals("OPEN"))
                .toList();
        if (!open.isEmpty()) {
            allocation.leave(act, open, null);
        }
        return closed(resolutions.close(act, open.isEmpty() ? "EXPLAINED" : NOT_OURS, List.of(), null), why);
    }

    /** Of an open break, a proposed write-off is what can be undone. */
    Result reopen(Caller caller, View view, String why) {
        if (view.resolution() == null && view.proposedBy() != null) {
            List<View> withdrawn = resolutions.reopen(resolutions.begin(caller, "WITHDRAW", why, List.of(view)));
            return withdrawn.isEmpty() ? changed() : new Result.Done(withdrawn.getFirst());
        }
        UUID resolution = resolutionOf(view.id());
        if (view.resolution() == null || resolution == null) {
            return new Result.Refused(
                    ErrorCode.WRONG_STATE,
                    view.resolution() == null ? "It is open" : "It ended by itself; undo the match of its line");
        }
        List<View> together = jdbc.sql(
                        "select * from reconciliation.break where resolution_id = :id order by id for update")
                .param("id", resolution)
                .query((row, n) -> BreakBook.view(row))
                .list();
        Resolutions.Act act = resolutions.begin(caller, "REOPEN", why, together);
        List<UUID> lines = allocation.touched(resolution);
        allocation.lock(lines);
        if (resolutions.isOutdated(resolution, lines)) {
            return new Result.Refused(
                    ErrorCode.WRONG_STATE, "Its entry was taken up anew since; undo that, or work on the newer break");
        }
        if (!allocation.free(act, lines)) {
            return reversed();
        }
        List<View> open = resolutions.reopen(act);
        if (open.size() != together.size()) {
            return changed();
        }
        events.publishEvent(new Breaks.Arose(open));
        return new Result.Done(
                open.stream().filter(b -> b.id().equals(view.id())).findFirst().orElseThrow());
    }

    Result undoMatch(Caller caller, UUID lineId, String why) {
        Optional<UUID> statement = jdbc.sql(LINE_OF_A_MATCH)
                .param("line", lineId)
                .param("all", caller.legalEntities().isEmpty())
                .param("entities", caller.legalEntities().toArray(String[]::new))
                .query(UUID.class)
                .optional();
        if (statement.isEmpty()) {
            return new Result.Refused(ErrorCode.NOT_FOUND, "No matched line has this id");
        }
        Resolutions.Act act = resolutions.begin(caller, "UNDO", why, List.of());
        return allocation.free(act, List.of(lineId))
                ? new Result.Done(book.undone(lineId, why, caller.cause()))
                : reversed();
    }

    /** What is done with lines and payments once they are known to belong to one account and currency. */
    private interface Giving {
        Result with(List<Line> lines, List<Payment> payments, BigDecimal difference);
    }

    /** @param kind of what differs: where it is FX, payments of another currency count at the reference rate */
    private Result give(Resolutions.Act act, List<UUID> payments, String kind, Giving giving) {
        List<UUID> lineIds =
                act.breaks().stream().map(View::lineId).filter(Objects::nonNull).toList();
        if (lineIds.size() != act.breaks().size()) {
            return new Result.Refused(ErrorCode.WRONG_STATE, "This break is not about a line");
        }
        List<Line> lines = allocation.lock(lineIds);
        List<Payment> found = allocation.payments(act.caller(), payments);
        if (found.size() != Set.copyOf(payments).size()) {
            return new Result.Refused(ErrorCode.NOT_FOUND, "No such payment is or was at the bank");
        }
        boolean atRate = kind.equals(FX) && found.stream().noneMatch(p -> instructed(lines.getFirst(), p));
        List<Payment> counted = atRate ? allocation.atReferenceRate(lines.getFirst(), found) : found;
        Optional<Result> obstacle = obstacle(lines, counted);
        return obstacle.orElseGet(() -> giving.with(lines, counted, difference(lines, counted)));
    }

    private static Optional<Result> obstacle(List<Line> lines, List<Payment> payments) {
        Line first = lines.getFirst();
        if (lines.stream().anyMatch(l -> !l.state().equals("OPEN"))) {
            return Optional.of(new Result.Refused(ErrorCode.CHANGED, "The line is explained already"));
        }
        boolean alike = lines.stream()
                .allMatch(l -> l.amount() != null
                        && l.credit() == first.credit()
                        && l.currency().equals(first.currency())
                        && l.account().equals(first.account()));
        if (!alike || (lines.size() > 1 && payments.size() > 1)) {
            return Optional.of(new Result.Refused(
                    ErrorCode.INVALID, "Several lines of one account and direction belong to one payment only"));
        }
        boolean ours = payments.stream()
                .allMatch(p -> p.account().equals(first.account())
                        && (p.currency().equals(first.currency()) || instructed(first, p)));
        return ours
                ? Optional.empty()
                : Optional.of(new Result.Refused(
                        ErrorCode.AMOUNT_INVALID, "Amount, currency or account of the payment differ"));
    }

    /** The bank says that it was ordered to pay exactly this, in its currency. */
    private static boolean instructed(Line line, Payment payment) {
        return payment.currency().equals(line.instructedCurrency())
                && line.instructed() != null
                && line.instructed().compareTo(payment.amount()) == 0;
    }

    /** Negative where it costs us: more left than was ordered, or less came back. */
    private static BigDecimal difference(List<Line> lines, List<Payment> payments) {
        Line first = lines.getFirst();
        if (payments.size() == 1
                && lines.size() == 1
                && instructed(first, payments.getFirst())
                && !payments.getFirst().currency().equals(first.currency())) {
            return BigDecimal.ZERO;
        }
        BigDecimal booked =
                lines.stream().map(l -> Objects.requireNonNull(l.amount())).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal ordered = payments.stream().map(Payment::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
        return first.credit() ? booked.subtract(ordered) : ordered.subtract(booked);
    }

    private Result close(
            Resolutions.Act act, List<Line> lines, List<Payment> payments, @Nullable Rest rest, String resolution) {
        if (payments.isEmpty()) {
            allocation.leave(act, lines, rest);
        } else if (!allocation.match(act, lines, payments, rest)) {
            return new Result.Refused(
                    ErrorCode.WRONG_STATE, "The payment cannot take this step; it may be booked already");
        }
        List<UUID> ids = payments.stream().map(Payment::id).toList();
        List<View> closed = resolutions.close(act, resolution, ids, rest);
        return closed.size() == act.breaks().size() ? closed(closed, act.why()) : changed();
    }

    private Result closed(List<View> closed, String why) {
        if (closed.isEmpty()) {
            return changed();
        }
        events.publishEvent(new Breaks.Over(closed, why));
        return new Result.Done(closed.getFirst());
    }

    private Optional<Policies.Tolerance> tolerance(String kind, String currency) {
        return policies.tolerances().stream()
                .filter(t -> t.kind().equals(kind) && t.currency().equals(currency))
                .findFirst();
    }

    private @Nullable UUID resolutionOf(UUID breakId) {
        return jdbc.sql("select resolution_id from reconciliation.break where id = :id and resolution_id is not null")
                .param("id", breakId)
                .query(UUID.class)
                .optional()
                .orElse(null);
    }

    private @Nullable String proposedKind(UUID breakId) {
        return jdbc.sql("select proposed_kind from reconciliation.break where id = :id and proposed_kind is not null")
                .param("id", breakId)
                .query(String.class)
                .optional()
                .orElse(null);
    }

    private static Result noPolicy(String kind, String currency) {
        return new Result.Refused(
                ErrorCode.NO_POLICY, "The policy reconciliation has no item %s/%s".formatted(kind, currency));
    }

    private static Result changed() {
        return new Result.Refused(ErrorCode.CHANGED, "Somebody resolved it in the meantime");
    }

    private static Result reversed() {
        return new Result.Refused(
                ErrorCode.WRONG_STATE, "Money came back with it: the payment is reversed and its bills are open again");
    }
}
