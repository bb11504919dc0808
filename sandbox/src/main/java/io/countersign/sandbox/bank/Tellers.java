package io.countersign.sandbox.bank;

import io.countersign.sandbox.bank.CreditTransfer.Batch;
import io.countersign.sandbox.bank.CreditTransfer.Order;
import io.countersign.sandbox.bank.Scenario.Action;
import io.countersign.sandbox.bank.Scenario.Rule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where one simulated bank books what it took, rightly or, as the rules of the scenario say, not, and tells it at once. */
final class Tellers {

    /** An instruction and the rule that decides its fate; null where none does. */
    record Fated(CreditTransfer transfer, @Nullable Rule rule) {

        boolean is(Action action) {
            return rule != null && rule.action() == action;
        }
    }

    /** The instructions of one file that are debited from one account, and whether as one total. */
    record Job(Order order, Batch batch, List<Fated> transfers, boolean together) {}

    private final BankProfile bank;
    private final Path download;
    private final Ledger ledger;
    private final Clock clock;
    private final BankDay day;
    private final Agenda agenda;
    private final Names names;
    private final List<Booking> evening = new ArrayList<>();
    private boolean notifications;

    Tellers(BankProfile bank, Path download, Ledger ledger, Clock clock, BankDay day, Agenda agenda, Names names) {
        this.bank = bank;
        this.download = download;
        this.ledger = ledger;
        this.clock = clock;
        this.day = day;
        this.agenda = agenda;
        this.names = names;
    }

    void follow(Scenario scenario) {
        notifications = scenario.notifications();
    }

    /** Books what was accepted. What goes wrong without notice is booked in the evening and only on the statement. */
    void book(Job job) {
        List<Booking> bookings = new ArrayList<>();
        List<Fated> ordinary = job.transfers().stream()
                .filter(f -> !f.is(Action.BOOK_UNNAMED) && !f.is(Action.BOOK_REJECTED))
                .toList();
        if (job.together() && !ordinary.isEmpty()) {
            bookings.add(total(job, ordinary));
        } else {
            ordinary.forEach(fated -> bookings.add(single(job, fated)));
        }
        for (Fated fated : job.transfers()) {
            if (fated.is(Action.BOOK_TWICE) || fated.is(Action.BOOK_REJECTED)) {
                evening.add(single(job, fated));
            } else if (fated.is(Action.BOOK_UNNAMED)) {
                evening.add(unnamed(job, fated.transfer()));
            }
        }
        if (!bookings.isEmpty()) {
            bookings.forEach(ledger::book);
            tell(job.batch().debtorAccount(), bookings);
        }
        job.transfers().stream()
                .filter(fated -> fated.is(Action.RETURN))
                .forEach(fated -> agenda.in(rule(fated).delay(), () -> giveBack(fated)));
    }

    /** Books what nobody was told of, before the statements are written. */
    void evening() {
        evening.forEach(ledger::book);
        evening.clear();
    }

    private static Rule rule(Fated fated) {
        return Objects.requireNonNull(fated.rule());
    }

    private Booking total(Job job, List<Fated> transfers) {
        List<CreditTransfer> of = transfers.stream().map(Fated::transfer).toList();
        BigDecimal sum = of.stream().map(CreditTransfer::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
        return debit(job, sum, of.getFirst().currency(), of);
    }

    private Booking single(Job job, Fated fated) {
        CreditTransfer transfer = fated.transfer();
        if (!fated.is(Action.BOOK_OTHERWISE)) {
            return debit(job, transfer.amount(), transfer.currency(), List.of(transfer));
        }
        Rule rule = rule(fated);
        BigDecimal rate = rule.rate() == null ? BigDecimal.ONE : rule.rate();
        BigDecimal difference = rule.difference() == null ? BigDecimal.ZERO : rule.difference();
        return debit(
                job,
                transfer.amount()
                        .multiply(rate)
                        .setScale(2, RoundingMode.HALF_EVEN)
                        .add(difference),
                rule.currency() == null ? transfer.currency() : rule.currency(),
                List.of(transfer));
    }

    private Booking debit(Job job, BigDecimal amount, String currency, List<CreditTransfer> transfers) {
        return new Booking(
                job.batch().debtorAccount(),
                day.today(),
                amount,
                currency,
                false,
                names.movement(),
                "PMNT/ICDT/ESCT",
                job.order().messageId(),
                job.batch().paymentInformationId(),
                transfers,
                null,
                null,
                null,
                null);
    }

    /** Our references are gone; only its text still says what it is. */
    private Booking unnamed(Job job, CreditTransfer transfer) {
        return new Booking(
                job.batch().debtorAccount(),
                day.today(),
                transfer.amount(),
                transfer.currency(),
                false,
                names.movement(),
                "PMNT/ICDT/ESCT",
                null,
                null,
                List.of(),
                transfer.creditorName(),
                "REF " + transfer.instructionId() + " " + transfer.remittance(),
                null,
                null);
    }

    private void giveBack(Fated fated) {
        Rule rule = rule(fated);
        giveBack(
                List.of(fated.transfer()),
                rule.reason() == null ? "MS03" : rule.reason(),
                rule.lines().isEmpty() ? "Returned by the creditor's bank" : String.join(" ", rule.lines()));
    }

    /** Books what was debited back on the account it came from. */
    void giveBack(List<CreditTransfer> transfers, String reason, String text) {
        Map<String, List<Booking>> accounts = new LinkedHashMap<>();
        for (CreditTransfer transfer : transfers) {
            Booking booking = back(transfer, reason, text);
            ledger.book(booking);
            accounts.computeIfAbsent(booking.account(), account -> new ArrayList<>())
                    .add(booking);
        }
        accounts.forEach(this::tell);
    }

    private Booking back(CreditTransfer transfer, String reason, String text) {
        Booking debit = ledger.bookings(transfer.endToEndId()).getFirst();
        return new Booking(
                debit.account(),
                day.today(),
                transfer.amount(),
                transfer.currency(),
                true,
                names.movement(),
                "PMNT/ICDT/RRTN",
                debit.messageId(),
                debit.paymentInformationId(),
                List.of(transfer),
                null,
                null,
                reason,
                text);
    }

    /** A movement that has nothing to do with an order of ours. */
    void move(String account, BigDecimal amount, Movement what) {
        ledger.book(new Booking(
                account,
                day.today(),
                amount,
                bank.account(account).currency(),
                what.credit(),
                names.movement(),
                what.code(),
                null,
                null,
                List.of(),
                what.party(),
                what.text(),
                what.returnCode(),
                what.returnCode() == null ? null : what.text()));
    }

    /** What such a movement is; {@code returnCode} where it claims to be money that comes back. */
    record Movement(
            boolean credit,
            String code,
            String party,
            String text,
            @Nullable String returnCode) {

        static Movement of(boolean credit, String code, String party, String text) {
            return new Movement(credit, code, party, text, null);
        }
    }

    private void tell(String account, List<Booking> bookings) {
        if (!notifications || bank.sparing()) {
            return;
        }
        try {
            new AccountReport(bank, download, names.message(), clock.instant())
                    .notification(bank.account(account), bookings);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
