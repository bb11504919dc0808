package io.countersign.sandbox.bank;

import io.countersign.sandbox.bank.Scenario.Incident;
import io.countersign.sandbox.bank.Scenario.IncidentKind;
import io.countersign.sandbox.bank.Tellers.Movement;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Where one simulated bank writes the statements of its accounts, and now and then keeps one back. */
final class StatementDesk {

    private final BankProfile bank;
    private final Path download;
    private final Path heldBack;
    private final Ledger ledger;
    private final Tellers tellers;
    private final Clock clock;
    private final BankDay day;
    private final Names names;
    private final Map<String, String> shelves = new HashMap<>();

    StatementDesk(
            BankProfile bank,
            Path home,
            Path heldBack,
            Ledger ledger,
            Tellers tellers,
            Clock clock,
            BankDay day,
            Names names) {
        this.bank = bank;
        this.download = home.resolve("download");
        this.heldBack = heldBack;
        this.ledger = ledger;
        this.tellers = tellers;
        this.clock = clock;
        this.day = day;
        this.names = names;
    }

    /** Writes the statement of every account that has one today. */
    void endOfDay(Scenario scenario) throws IOException {
        tellers.evening();
        for (BankProfile.Account account : bank.accounts()) {
            int next = ledger.nextStatement(account.number());
            List<Incident> now = scenario.incidents().stream()
                    .filter(i -> i.fits(account.number(), next))
                    .toList();
            now.forEach(i -> happen(account, i));
            boolean sparing = bank.sparing() || !scenario.quietStatements();
            if (sparing && ledger.isStated(account.number())) {
                continue;
            }
            write(
                    account,
                    ledger.closePeriod(account.number()),
                    now.stream().map(Incident::kind).toList());
        }
    }

    /** From now on the statements of an account are written and put on a shelf instead of being delivered. */
    void holdBack(String account, String shelf) {
        shelves.put(account, shelf);
    }

    /** From now on the statements of an account are delivered again; what is on a shelf stays there. */
    void goOn(String account) {
        shelves.remove(account);
    }

    /** Delivers what is on a shelf. */
    void deliver(String shelf) throws IOException {
        try (Stream<Path> files = Files.list(place(shelf))) {
            for (Path file : files.sorted().toList()) {
                Files.move(
                        file,
                        download.resolve(Objects.requireNonNull(file.getFileName())),
                        StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private void write(BankProfile.Account account, Ledger.Period period, List<IncidentKind> incidents)
            throws IOException {
        String shelf = shelves.get(account.number());
        Path place = shelf == null ? download : place(shelf);
        if (bank.dialect() == BankProfile.Dialect.SWIFT) {
            new SwiftStatement(bank, place, names.message()).write(account, period, day.today());
            return;
        }
        String message = names.message();
        String id = message + "-" + period.number();
        if (incidents.contains(IncidentKind.CORRECTED_STATEMENT)) {
            report(download, message)
                    .statement(account, period.withoutTheLast(), id, day.today())
                    .close();
            report(place(BankSimulator.CORRECTED), names.message())
                    .statement(account, period, id, day.today())
                    .close();
            return;
        }
        XmlFile xml = report(place, message).statement(account, period, id, day.today());
        if (incidents.contains(IncidentKind.BROKEN_STATEMENT)) {
            xml.breakOff();
        } else if (incidents.contains(IncidentKind.LOST_STATEMENT)) {
            xml.discard();
        } else {
            xml.close();
        }
    }

    private Path place(String shelf) throws IOException {
        return Files.createDirectories(heldBack.resolve(shelf));
    }

    private AccountReport report(Path place, String message) {
        return new AccountReport(bank, place, message, clock.instant());
    }

    private void happen(BankProfile.Account account, Incident incident) {
        BigDecimal amount = incident.amount() == null ? BigDecimal.TEN : incident.amount();
        String party = incident.party() == null ? "Unknown" : incident.party();
        String text = incident.remittance() == null ? "" : incident.remittance();
        switch (incident.kind()) {
            case RECEIPT -> tellers.move(account.number(), amount, Movement.of(true, "PMNT/RCDT/ESCT", party, text));
            case FOREIGN_DEBIT ->
                tellers.move(account.number(), amount, Movement.of(false, "PMNT/ICDT/ESCT", party, text));
            case FOREIGN_RETURN ->
                tellers.move(account.number(), amount, new Movement(true, "PMNT/ICDT/RRTN", party, text, "AC04"));
            case CHARGE ->
                tellers.move(account.number(), amount, Movement.of(false, "ACMT/MDOP/CHRG", bank.title(), text));
            case BROKEN_STATEMENT, LOST_STATEMENT, CORRECTED_STATEMENT -> {}
        }
    }
}
