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
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What happens when Odoo does not follow: technical troubles are tried again, business ones are for a person. */
final class ErpTroubles {

    private static final String DIFFERS = "ERP_DIFFERS";
    private static final String NOT_WRITTEN = "ERP_WRITE_BACK";

    /** The kinds of the cases about what Odoo does not follow. */
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

    void ended(ErpTasks.Task task, @Nullable ErpSubject subject, OdooTrouble trouble) {
        if (subject == null) {
            tasks.again(task, clock.instant().plus(pause(task.attempts())), trouble.toString());
            return;
        }
        switch (trouble.outcome()) {
            case Outcome.Refused refused -> business(task, subject, sentence(refused));
            case Outcome.Failed failed -> technical(task, subject, failed.message(), nextTry(task, failed));
            case Outcome.Answered answered ->
                technical(task, subject, "Odoo answered otherwise than expected", clock.instant());
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

    void technical(ErpTasks.Task task, ErpSubject subject, String why, Instant next) {
        tasks.again(task, next.isAfter(clock.instant()) ? next : clock.instant().plus(pause(task.attempts())), why);
        if (task.attempts() >= TRIES_BEFORE_A_CASE) {
            cases.open(
                    new NewCase(
                            subject.caseKey(),
                            CaseQueue.TECHNICAL,
                            NOT_WRITTEN,
                            null,
                            subject.reference(),
                            "Odoo does not follow " + subject.words(),
                            "After %d tries: %s. It is tried again by itself; nothing is written twice."
                                    .formatted(task.attempts(), why),
                            subject.legalEntity(),
                            subject.paymentId(),
                            subject.correlationId()),
                    cause(subject));
        }
    }

    void business(ErpTasks.Task task, ErpSubject subject, String why) {
        tasks.park(task, why);
        cases.open(
                new NewCase(
                        subject.caseKey(),
                        CaseQueue.BUSINESS,
                        DIFFERS,
                        null,
                        subject.reference(),
                        "Odoo's books differ from " + subject.words(),
                        why + " Correct it in Odoo and close this case; then it is written there again.",
                        subject.legalEntity(),
                        subject.paymentId(),
                        subject.correlationId()),
                cause(subject));
    }

    /** Odoo accepts a date in a locked period and books on another day without a word. */
    private void lockedPeriod(ErpPayment payment, LocalDate bookedOn) {
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

    /** A bank line that Odoo dates elsewhere does not stand in the journal where it stands on the statement. */
    private void bookedElsewhere(ErpSubject subject, BankLines.Standing line) {
        cases.open(
                new NewCase(
                        "erp-date:line:" + line.id(),
                        CaseQueue.BUSINESS,
                        DIFFERS,
                        "LOCKED_PERIOD",
                        subject.reference(),
                        "Odoo dated the bank line of %s on another day".formatted(subject.words()),
                        "The bank booked it on %s, which lies in a period that is locked in Odoo; there it stands on %s, as %s. Until that day the bank journal differs from the statement by it."
                                .formatted(line.booked(), line.on(), line.entry()),
                        subject.legalEntity(),
                        subject.paymentId(),
                        subject.correlationId()),
                cause(subject));
    }

    /** What a person should hear about a payment. */
    Follow.Heard heard(ErpPayment payment) {
        return new Ears(payment, day -> lockedPeriod(payment, day));
    }

    /** What a person should hear about the bookings of one. */
    Bookings.Heard heard(ErpSubject subject) {
        return new Ears(subject, day -> {});
    }

    private final class Ears implements Follow.Heard {
        private final ErpSubject subject;
        private final Consumer<LocalDate> registered;

        Ears(ErpSubject subject, Consumer<LocalDate> registered) {
            this.subject = subject;
            this.registered = registered;
        }

        @Override
        public void registeredElsewhere(LocalDate day) {
            registered.accept(day);
        }

        @Override
        public void bookedElsewhere(BankLines.Standing line) {
            ErpTroubles.this.bookedElsewhere(subject, line);
        }

        @Override
        public void lacking(BankLines.Standing line) {
            ErpTroubles.this.lacking(subject, line);
        }
    }

    void over(ErpSubject subject) {
        cases.over(subject.caseKey(), "Odoo followed", cause(subject));
    }

    /** Once for a company and a kind of difference, however many bookings wait for the account. */
    private void lacking(ErpSubject subject, BankLines.Standing line) {
        for (String kind : line.lacking()) {
            int company = line.journal().company();
            cases.open(
                    new NewCase(
                            "erp-account:%d:%s".formatted(company, kind),
                            CaseQueue.BUSINESS,
                            DIFFERS,
                            "ACCOUNT_MISSING",
                            subject.reference(),
                            "No account in Odoo for %s of %s"
                                    .formatted(kind, line.journal().companyName()),
                            "Such differences are left open in Odoo, on the suspense account of the bank journal, such as in "
                                    + line.entry()
                                    + ". Set countersign.odoo.accounts.%s, or countersign.odoo.companies.%d.accounts.%s, to the code of an account of the company, restart and close this case; then they are booked there."
                                            .formatted(kind, company, kind),
                            subject.legalEntity(),
                            null,
                            subject.correlationId()),
                    cause(subject));
        }
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

    /** We act by ourselves, on the thread of what it is about. */
    Cause cause(ErpSubject subject) {
        Cause system = Cause.system("odoo", ids.next());
        return new Cause(system.actor(), subject.correlationId(), null, null);
    }
}
