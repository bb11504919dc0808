package io.countersign.connectors.odoo;

import io.countersign.cases.CaseQueue;
import io.countersign.cases.Cases;
import io.countersign.cases.NewCase;
import io.countersign.model.Cause;
import io.countersign.model.Ids;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What happens when Odoo does not follow: technical troubles are tried again, business ones are for a person. */
final class ErpTroubles {

    private static final String DIFFERS = "ERP_DIFFERS";
    private static final String NOT_WRITTEN = "ERP_WRITE_BACK";

    /** The kinds of the cases about a payment that Odoo does not follow. */
    static final Set<String> KINDS = Set.of(DIFFERS, NOT_WRITTEN);

    private static final int TRIES_BEFORE_A_CASE = 5;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private final ErpTasks tasks;
    private final Cases cases;
    private final OdooSettings settings;
    private final Clock clock;
    private final Ids ids;
    private final RandomGenerator random;

    ErpTroubles(ErpTasks tasks, Cases cases, OdooSettings settings, Clock clock, Ids ids, RandomGenerator random) {
        this.tasks = tasks;
        this.cases = cases;
        this.settings = settings;
        this.clock = clock;
        this.ids = ids;
        this.random = random;
    }

    void ended(ErpTasks.Task task, @Nullable ErpPayment payment, OdooTrouble trouble) {
        if (payment == null) {
            tasks.again(task, clock.instant().plus(pause(task.attempts())), trouble.toString());
            return;
        }
        switch (trouble.outcome()) {
            case Outcome.Refused refused -> business(task, payment, sentence(refused));
            case Outcome.Failed failed -> technical(task, payment, failed.message(), nextTry(task, failed));
            case Outcome.Answered answered ->
                technical(task, payment, "Odoo answered otherwise than expected", clock.instant());
        }
    }

    /** Where the call may still be running inside Odoo, looking before writing is of use only once it surely ended. */
    private Instant nextTry(ErpTasks.Task task, Outcome.Failed failed) {
        Duration pause = pause(task.attempts());
        boolean wait = failed.inDoubt() && settings.settle().compareTo(pause) > 0;
        return clock.instant().plus(wait ? settings.settle() : pause);
    }

    private Duration pause(int attempts) {
        long millis = FIRST_PAUSE.toMillis() << Math.min(attempts - 1, 16);
        long capped = Math.min(millis, LONGEST_PAUSE.toMillis());
        return Duration.ofMillis(capped / 2 + random.nextLong(capped / 2 + 1));
    }

    void technical(ErpTasks.Task task, ErpPayment payment, String why, Instant next) {
        tasks.again(task, next.isAfter(clock.instant()) ? next : clock.instant().plus(pause(task.attempts())), why);
        if (task.attempts() >= TRIES_BEFORE_A_CASE) {
            cases.open(
                    new NewCase(
                            "erp:" + payment.reference(),
                            CaseQueue.TECHNICAL,
                            NOT_WRITTEN,
                            null,
                            payment.reference(),
                            "Odoo does not follow " + payment.reference(),
                            "After %d tries: %s. It is tried again by itself; nothing is written twice."
                                    .formatted(task.attempts(), why),
                            payment.legalEntity(),
                            payment.id(),
                            payment.correlationId()),
                    cause(payment));
        }
    }

    void business(ErpTasks.Task task, ErpPayment payment, String why) {
        tasks.park(task, why);
        cases.open(
                new NewCase(
                        "erp:" + payment.reference(),
                        CaseQueue.BUSINESS,
                        DIFFERS,
                        null,
                        payment.reference(),
                        "Odoo's books differ from payment " + payment.reference(),
                        why + " Correct it in Odoo and close this case; then it is written there again.",
                        payment.legalEntity(),
                        payment.id(),
                        payment.correlationId()),
                cause(payment));
    }

    /** Odoo accepts a date in a locked period and books on another day without a word. */
    void lockedPeriod(ErpPayment payment, LocalDate bookedOn) {
        cases.open(
                new NewCase(
                        "erp-date:" + payment.reference(),
                        CaseQueue.BUSINESS,
                        DIFFERS,
                        "LOCKED_PERIOD",
                        payment.reference(),
                        "Odoo booked payment %s on another day".formatted(payment.reference()),
                        "%s lies in a period that is locked in Odoo, which booked the payment on %s instead."
                                .formatted(payment.requestedOn(), bookedOn),
                        payment.legalEntity(),
                        payment.id(),
                        payment.correlationId()),
                cause(payment));
    }

    void over(ErpPayment payment) {
        cases.over("erp:" + payment.reference(), "Odoo followed", cause(payment));
    }

    /** Odoo's own words, at most a few lines of them. */
    private static String sentence(Outcome.Refused refused) {
        String said = refused.message().strip();
        String short_ = said.length() > 500 ? said.substring(0, 500) + "…" : said;
        return switch (refused.reason()) {
            case ACCESS -> "Odoo refuses our user the right: " + short_;
            case RULE -> "Odoo refuses: " + short_;
            case MISSING -> "Odoo no longer has the record: " + short_;
        };
    }

    /** We act by ourselves, on the thread of the payment. */
    Cause cause(ErpPayment payment) {
        Cause system = Cause.system("odoo", ids.next());
        return new Cause(system.actor(), payment.correlationId(), null, null);
    }
}
