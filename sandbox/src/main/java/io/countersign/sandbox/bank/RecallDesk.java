package io.countersign.sandbox.bank;

import io.countersign.sandbox.bank.RecallAnswer.Back;
import io.countersign.sandbox.bank.RecallAnswer.Decided;
import io.countersign.sandbox.bank.RecallRequest.Asked;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where one simulated bank is asked for payments back. By the rules of its scenario it refuses, or promises the money and
 * then gives it back, as an entry on the account and, if it is a modern bank, as pacs.004 beside it.
 */
final class RecallDesk {

    /** Why the money comes back: it followed a request. */
    static final String RECALLED = "FOCR";

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final BankProfile bank;
    private final Path download;
    private final Ledger ledger;
    private final Clock clock;
    private final BankDay day;
    private final Agenda agenda;
    private final Names names;
    private final Tellers tellers;
    private Scenario scenario = Scenario.plain();

    RecallDesk(BankProfile bank, Path download, Branch.World world, Names names, Tellers tellers) {
        this.bank = bank;
        this.download = download;
        this.ledger = world.ledger();
        this.clock = world.clock();
        this.day = world.day();
        this.agenda = world.agenda();
        this.names = names;
        this.tellers = tellers;
    }

    void follow(Scenario next) {
        scenario = next;
    }

    void take(RecallRequest request) {
        Instant until = clock.instant().plus(scenario.recallAfter()).plus(scenario.slowest());
        agenda.in(scenario.recallAfter(), () -> answer(request, until, true));
    }

    /** What is not booked yet is looked at again, as long as it may still be. */
    private void answer(RecallRequest request, Instant until, boolean first) throws IOException {
        List<Decided> said = new ArrayList<>();
        List<Asked> unbooked = new ArrayList<>();
        Map<Duration, List<Asked>> back = new LinkedHashMap<>();
        for (Asked asked : request.payments()) {
            Optional<CreditTransfer> booked = ledger.booked(asked.endToEndId());
            if (booked.isPresent()) {
                decide(asked, booked.get(), said, back);
            } else if (!clock.instant().isBefore(until)) {
                said.add(refused(asked, "NOOR", List.of("No such payment was executed")));
            } else {
                unbooked.add(asked);
            }
        }
        if (first) {
            unbooked.forEach(asked -> said.add(new Decided(asked, "PDCR", null, List.of())));
        }
        if (!said.isEmpty()) {
            answer().to(request, said);
        }
        back.forEach((delay, payments) -> agenda.in(delay, () -> giveBack(payments)));
        if (!unbooked.isEmpty()) {
            agenda.in(LOOK_AGAIN, () -> answer(request.of(unbooked), until, false));
        }
    }

    private void decide(Asked asked, CreditTransfer payment, List<Decided> said, Map<Duration, List<Asked>> back) {
        if (ledger.isBack(asked.endToEndId())) {
            said.add(refused(asked, "ARDT", List.of("The payment was returned before")));
            return;
        }
        RecallRule rule = scenario.decideRecall(bank.name(), payment, asked.reason());
        switch (rule.answer()) {
            case GIVE_BACK -> {
                said.add(new Decided(asked, "ACCR", null, List.of()));
                back.computeIfAbsent(rule.delay(), delay -> new ArrayList<>()).add(asked);
            }
            case REFUSE -> said.add(refused(asked, rule.reason() == null ? "CUST" : rule.reason(), rule.lines()));
            case SILENT -> {}
        }
    }

    private static Decided refused(Asked asked, String reason, List<String> text) {
        return new Decided(asked, "RJCR", reason, text);
    }

    private void giveBack(List<Asked> payments) throws IOException {
        List<Back> returned = new ArrayList<>();
        List<CreditTransfer> transfers = new ArrayList<>();
        for (Asked asked : payments) {
            ledger.booked(asked.endToEndId())
                    .filter(t -> !ledger.isBack(t.endToEndId()))
                    .ifPresent(transfer -> {
                        transfers.add(transfer);
                        returned.add(new Back(asked, transfer.amount(), transfer.currency()));
                    });
        }
        if (transfers.isEmpty()) {
            return;
        }
        if (bank.modern()) {
            answer().paymentReturn(returned, day.today());
        }
        tellers.giveBack(transfers, RECALLED, "Returned at your request");
    }

    private RecallAnswer answer() {
        return new RecallAnswer(bank, download, names.message(), clock.instant());
    }
}
