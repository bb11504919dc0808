package io.countersign.console;

import static io.countersign.payments.PaymentState.*;

import io.countersign.model.Actor;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.PaymentState;
import io.countersign.payments.Step;
import io.countersign.payments.Target;
import io.countersign.payments.Views;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Draws the signature line: who initiated, approved and released, and who has yet to. */
@Component
class SignatureLines {

    private static final Set<PaymentState> BEFORE_RELEASE =
            EnumSet.of(RECEIVED, VALIDATED, AWAITING_APPROVAL, APPROVED, HELD);
    private static final Set<PaymentState> BOOKED = EnumSet.of(SETTLED, RECONCILED);
    private static final List<String> PLACES = List.of("First", "Second", "Third");

    private final PaymentQueries queries;
    private final Clock clock;

    SignatureLines(PaymentQueries queries, Clock clock) {
        this.queries = queries;
        this.clock = clock;
    }

    List<Sign> ofRun(Visit visit, Views.Run run) {
        Words words = new Words(visit.zone(), clock.instant());
        Target target = Target.run(run.id());
        List<Sign> line = new ArrayList<>();
        line.add(Sign.done(
                "Initiated", run.initiatedName(), words.when(run.createdAt()) + " · " + words.phrase(run.source())));
        line.addAll(approvals(words, queries.runSignatures(visit.caller(), run.id())));
        int awaiting = RunState.count(run, AWAITING_APPROVAL);
        if (awaiting > 0) {
            line.addAll(open(visit, words, target, queries.runOpenRoles(visit.caller(), run.id())));
        } else if (RunState.count(run, VALIDATED) + RunState.count(run, RECEIVED) > 0) {
            line.add(Sign.open("Approval", "By the policy", "After signatures are asked for"));
        }
        number(line);
        Optional<Sign> released = queries.runReleased(visit.caller(), run.id())
                .map(release -> released(words, release.name(), release.at()));
        boolean before = run.states().stream().anyMatch(s -> BEFORE_RELEASE.contains(s.state()));
        released.or(() -> release(visit, target, before)).ifPresent(line::add);
        int booked =
                BOOKED.stream().mapToInt(state -> RunState.count(run, state)).sum();
        if (booked > 0) {
            line.add(Sign.done(
                    "Booked", "By the bank", words.number(booked) + " of " + words.count(run.payments(), "payment")));
        }
        return line;
    }

    List<Sign> ofPayment(Visit visit, Views.PaymentDetail detail, List<Views.TimelineEntry> story) {
        Words words = new Words(visit.zone(), clock.instant());
        Views.Payment payment = detail.payment();
        Target target = Target.payment(payment.id());
        List<Sign> line = new ArrayList<>();
        line.add(Sign.done("Initiated", payment.initiatedName(), words.when(payment.createdAt())));
        line.addAll(approvals(words, detail.signatures()));
        if (payment.state() == AWAITING_APPROVAL) {
            line.addAll(open(visit, words, target, payment.openRoles()));
        } else if (payment.state() == RECEIVED || payment.state() == VALIDATED) {
            line.add(Sign.open("Approval", "By the policy", "After signatures are asked for"));
        }
        number(line);
        Optional<Sign> released = story.stream()
                .filter(entry -> entry.type().equals(Step.RELEASE.eventType()))
                .reduce((first, last) -> last)
                .map(entry -> released(words, entry.actorName(), entry.at()));
        released.or(() -> release(visit, target, BEFORE_RELEASE.contains(payment.state())))
                .ifPresent(line::add);
        end(words, payment, story).ifPresent(line::add);
        return line;
    }

    /** Where several people approve, their places are told apart. */
    private static void number(List<Sign> line) {
        if (line.size() > 2) {
            for (int i = 1; i < line.size(); i++) {
                Sign sign = line.get(i);
                String place = i <= PLACES.size() ? PLACES.get(i - 1) : "Further";
                line.set(i, new Sign(place + " approval", sign.who(), sign.when(), sign.kind(), sign.glyph()));
            }
        }
    }

    private static List<Sign> approvals(Words words, List<Views.Signature> signatures) {
        return signatures.stream()
                .filter(signature -> !signature.voided())
                .map(signature -> Sign.done(
                        "Approved",
                        signature.name(),
                        words.when(signature.at()) + " · " + words.phrase(signature.role())))
                .toList();
    }

    private List<Sign> open(Visit visit, Words words, Target target, List<String> roles) {
        boolean mine = Act.APPROVE.allowed(visit) && asks(visit, target, Step.APPROVE);
        List<Sign> line = new ArrayList<>();
        for (String role : roles) {
            if (mine && visit.caller().roles().contains(role)) {
                line.add(Sign.me("Approval", "As " + words.phrase(role).toLowerCase(java.util.Locale.ROOT)));
                mine = false;
            } else {
                line.add(Sign.open("Approval", words.phrase(role), "Asked for by the policy"));
            }
        }
        return line;
    }

    private static Sign released(Words words, String who, Instant at) {
        return Sign.done("Released", who, words.when(at) + " · Treasurer");
    }

    private Optional<Sign> release(Visit visit, Target target, boolean before) {
        if (!before) {
            return Optional.empty();
        }
        return Optional.of(
                Act.RELEASE.allowed(visit) && asks(visit, target, Step.RELEASE)
                        ? Sign.me("Release", "Every approval is there")
                        : Sign.open("Release", "Treasurer", "After the approvals"));
    }

    private static Optional<Sign> end(Words words, Views.Payment payment, List<Views.TimelineEntry> story) {
        String since = words.when(payment.stateSince());
        return switch (payment.state()) {
            case SETTLED, RECONCILED ->
                Optional.of(Sign.done("Booked", bank(words, payment), words.date(payment.bookedOn())));
            case REJECTED, REVERSED ->
                Optional.of(Sign.no(
                        Look.of(payment.state()).word(), byCaller(story) ? actor(story) : bank(words, payment), since));
            case CANCELLED, EXPIRED ->
                Optional.of(Sign.no(Look.of(payment.state()).word(), actor(story), since));
            default -> Optional.empty();
        };
    }

    private static String bank(Words words, Views.Payment payment) {
        return payment.connection() == null ? "By the bank" : words.phrase(payment.connection());
    }

    /** Somebody rejects it here, or the bank does and the hub only writes it down. */
    private static boolean byCaller(List<Views.TimelineEntry> story) {
        return !story.isEmpty() && !story.getLast().actorKind().equals(Actor.Kind.SYSTEM.name());
    }

    private static String actor(List<Views.TimelineEntry> story) {
        return story.isEmpty() ? "Countersign" : story.getLast().actorName();
    }

    private boolean asks(Visit visit, Target target, Step step) {
        Views.ToSign toSign = queries.toSign(visit.caller(), target, step);
        return toSign.refused() == null && toSign.payments() > 0;
    }
}
