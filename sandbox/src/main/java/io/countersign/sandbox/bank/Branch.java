package io.countersign.sandbox.bank;

import io.countersign.sandbox.bank.CreditTransfer.Batch;
import io.countersign.sandbox.bank.CreditTransfer.Order;
import io.countersign.sandbox.bank.Scenario.Action;
import io.countersign.sandbox.bank.Scenario.Incident;
import io.countersign.sandbox.bank.Scenario.Rule;
import io.countersign.sandbox.bank.StatusReport.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One simulated bank at work: takes files, answers them, books, and writes statements. Called by one thread at a time. */
final class Branch {

    private static final Logger LOG = LoggerFactory.getLogger(Branch.class);

    private final BankProfile bank;
    private final Path home;
    private final Path taken;
    private final Ledger ledger;
    private final Clock clock;
    private final Agenda agenda;
    private final Set<String> messageIds = new HashSet<>();
    private Scenario scenario;
    private long messages;

    Branch(BankProfile bank, Path home, Path taken, Ledger ledger, Clock clock, Agenda agenda, Scenario scenario)
            throws IOException {
        this.bank = bank;
        this.home = home;
        this.taken = taken;
        this.ledger = ledger;
        this.clock = clock;
        this.agenda = agenda;
        this.scenario = scenario;
        Files.createDirectories(taken);
        bank.accounts().forEach(a -> ledger.open(a.number(), a.opening()));
    }

    void follow(Scenario next) {
        scenario = next;
    }

    boolean archives() {
        return scenario.archive();
    }

    /** Takes every complete file from the upload directory; answers whether there was one. */
    boolean collect() throws IOException {
        boolean any = false;
        for (Path file : files(home.resolve("upload"))) {
            take(file);
            any = true;
        }
        for (Path file : files(taken)) {
            work(file);
            any = true;
        }
        return any;
    }

    /** Takes one file away from where the customer sees it. */
    void take(Path file) throws IOException {
        Path name = file.getFileName();
        if (scenario.archive()) {
            Files.copy(file, home.resolve("archive").resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(file, taken.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> list = Files.list(directory)) {
            return list.filter(Files::isRegularFile)
                    .filter(f -> !f.getFileName().toString().startsWith("."))
                    .filter(f -> !f.getFileName().toString().endsWith(".part"))
                    .sorted()
                    .toList();
        }
    }

    private void work(Path file) throws IOException {
        Order order;
        try {
            order = Pain001Reader.read(file);
        } catch (IOException unreadable) {
            LOG.info("{} cannot read {}: {}", bank.title(), file.getFileName(), unreadable.getMessage());
            Files.move(file, file.resolveSibling("." + file.getFileName() + ".unreadable"));
            return;
        }
        Files.delete(file);
        Optional<Verdict> refusal = refusal(order);
        if (refusal.isPresent()) {
            agenda.in(scenario.acknowledgeAfter(), () -> report().file(order, refusal.get()));
            return;
        }
        accept(order);
    }

    private Optional<Verdict> refusal(Order order) {
        if (!messageIds.add(order.messageId())) {
            return Optional.of(new Verdict("RJCT", "DU01", List.of("Message id already received")));
        }
        if (order.count() != order.announced() || order.sum().compareTo(order.controlSum()) != 0) {
            return Optional.of(new Verdict("RJCT", "AM10", List.of("Control sum or number differs")));
        }
        boolean foreign = order.batches().stream()
                .anyMatch(
                        b -> bank.accounts().stream().noneMatch(a -> a.number().equals(b.debtorAccount())));
        return foreign
                ? Optional.of(new Verdict("RJCT", "AC02", List.of("No such debtor account")))
                : transfers(order)
                        .flatMap(t -> scenario.decide(bank.name(), t).stream())
                        .filter(r -> r.action() == Action.REJECT_FILE)
                        .findFirst()
                        .map(r -> new Verdict("RJCT", r.reason() == null ? "NARR" : r.reason(), r.lines()));
    }

    private static Stream<CreditTransfer> transfers(Order order) {
        return order.batches().stream().flatMap(b -> b.transfers().stream());
    }

    /** Decides each instruction's fate and puts what follows on the agenda. */
    private void accept(Order order) {
        Map<String, Verdict> verdicts = new HashMap<>();
        List<Runnable> bookings = new ArrayList<>();
        Fate fate = new Fate();
        for (Batch batch : order.batches()) {
            List<CreditTransfer> booked = new ArrayList<>();
            BigDecimal left = ledger.balance(batch.debtorAccount());
            for (CreditTransfer transfer : batch.transfers()) {
                Rule rule = scenario.decide(bank.name(), transfer).orElse(null);
                Verdict verdict = verdict(rule, transfer, left);
                verdicts.put(transfer.endToEndId(), verdict);
                fate.note(rule);
                if ("ACSP".equals(verdict.status()) && (rule == null || rule.action() != Action.NEVER_BOOKED)) {
                    left = left.subtract(transfer.amount());
                    booked.add(transfer);
                }
            }
            bookings.add(() -> book(order, batch, booked, scenario.bookBatches() || fate.batch));
        }
        schedule(order, verdicts, fate, bookings);
    }

    private static Verdict verdict(@Nullable Rule rule, CreditTransfer transfer, BigDecimal left) {
        if (rule != null && rule.action() == Action.SILENT) {
            return Verdict.NOTHING;
        }
        if (rule != null && rule.action() == Action.REJECT) {
            return new Verdict("RJCT", rule.reason() == null ? "NARR" : rule.reason(), rule.lines());
        }
        return left.compareTo(transfer.amount()) < 0
                ? new Verdict("RJCT", "AM04", List.of("Insufficient funds"))
                : Verdict.accepted();
    }

    private void schedule(Order order, Map<String, Verdict> verdicts, Fate fate, List<Runnable> bookings) {
        boolean allSilent = verdicts.values().stream().allMatch(v -> v.status() == null);
        if (allSilent) {
            return;
        }
        agenda.in(scenario.acknowledgeAfter(), () -> report().file(order, new Verdict("ACTC", null, List.of())));
        Duration answer = scenario.answerAfter().plus(fate.late);
        for (int i = 0; i < (fate.twice ? 2 : 1); i++) {
            agenda.in(answer, () -> answer(order, verdicts));
        }
        agenda.in(answer.plus(scenario.bookAfter()), () -> bookings.forEach(Runnable::run));
    }

    private void answer(Order order, Map<String, Verdict> verdicts) throws IOException {
        boolean all = verdicts.values().stream().allMatch(v -> "ACSP".equals(v.status()));
        boolean none = verdicts.values().stream().allMatch(v -> "RJCT".equals(v.status()));
        if (all && !scenario.listAccepted()) {
            report().file(order, new Verdict("ACSP", null, List.of()));
        } else {
            report().transactions(order, all ? "ACSP" : none ? "RJCT" : "PART", verdicts);
        }
    }

    private void book(Order order, Batch batch, List<CreditTransfer> transfers, boolean together) {
        if (transfers.isEmpty()) {
            return;
        }
        List<List<CreditTransfer>> groups =
                together ? List.of(transfers) : transfers.stream().map(List::of).toList();
        List<Booking> bookings = new ArrayList<>(groups.size());
        for (List<CreditTransfer> group : groups) {
            BigDecimal amount = group.stream().map(CreditTransfer::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
            Booking booking = new Booking(
                    batch.debtorAccount(),
                    today(),
                    amount,
                    group.get(0).currency(),
                    false,
                    reference(),
                    "PMNT/ICDT/ESCT",
                    order.messageId(),
                    batch.paymentInformationId(),
                    List.copyOf(group),
                    null,
                    null,
                    null,
                    null);
            ledger.book(booking);
            bookings.add(booking);
        }
        notify(batch.debtorAccount(), bookings);
        for (CreditTransfer transfer : transfers) {
            scenario.decide(bank.name(), transfer)
                    .filter(rule -> rule.action() == Action.RETURN)
                    .ifPresent(rule -> agenda.in(rule.delay(), () -> giveBack(order, batch, transfer, rule)));
        }
    }

    private void giveBack(Order order, Batch batch, CreditTransfer transfer, Rule rule) {
        String text = rule.lines().isEmpty() ? "Returned by the creditor's bank" : String.join(" ", rule.lines());
        Booking booking = new Booking(
                batch.debtorAccount(),
                today(),
                transfer.amount(),
                transfer.currency(),
                true,
                reference(),
                "PMNT/ICDT/RRTN",
                order.messageId(),
                batch.paymentInformationId(),
                List.of(transfer),
                null,
                null,
                rule.reason() == null ? "MS03" : rule.reason(),
                text);
        ledger.book(booking);
        notify(batch.debtorAccount(), List.of(booking));
    }

    /** A movement that has nothing to do with an order of ours. */
    void move(String account, BigDecimal amount, boolean credit, String code, String party, String remittance) {
        BankProfile.Account known = account(account);
        ledger.book(new Booking(
                account,
                today(),
                amount,
                known.currency(),
                credit,
                reference(),
                code,
                null,
                null,
                List.of(),
                party,
                remittance,
                null,
                null));
    }

    private void notify(String number, List<Booking> bookings) {
        if (!scenario.notifications()) {
            return;
        }
        try {
            accountReport().notification(account(number), bookings);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Writes the statement of every account. */
    void endOfDay() throws IOException {
        for (BankProfile.Account account : bank.accounts()) {
            int next = ledger.nextStatement(account.number());
            List<Incident> now = scenario.incidents().stream()
                    .filter(i -> i.fits(account.number(), next))
                    .toList();
            now.forEach(i -> happen(account, i));
            XmlFile xml = accountReport().statement(account, ledger.closePeriod(account.number()), today());
            if (has(now, Scenario.IncidentKind.BROKEN_STATEMENT)) {
                xml.breakOff();
            } else if (has(now, Scenario.IncidentKind.LOST_STATEMENT)) {
                xml.discard();
            } else {
                xml.close();
            }
        }
    }

    private void happen(BankProfile.Account account, Incident incident) {
        BigDecimal amount = incident.amount() == null ? BigDecimal.TEN : incident.amount();
        String party = incident.party() == null ? "Unknown" : incident.party();
        String text = incident.remittance() == null ? "" : incident.remittance();
        switch (incident.kind()) {
            case RECEIPT -> move(account.number(), amount, true, "PMNT/RCDT/ESCT", party, text);
            case FOREIGN_DEBIT -> move(account.number(), amount, false, "PMNT/ICDT/ESCT", party, text);
            case CHARGE -> move(account.number(), amount, false, "ACMT/MDOP/CHRG", bank.title(), text);
            case BROKEN_STATEMENT, LOST_STATEMENT -> {}
        }
    }

    private static boolean has(List<Incident> incidents, Scenario.IncidentKind kind) {
        return incidents.stream().anyMatch(i -> i.kind() == kind);
    }

    private BankProfile.Account account(String number) {
        return bank.accounts().stream()
                .filter(a -> a.number().equals(number))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(bank.title() + " keeps no account " + number));
    }

    private StatusReport report() {
        return new StatusReport(bank, home.resolve("download"), nextId(), clock.instant());
    }

    private AccountReport accountReport() {
        return new AccountReport(bank, home.resolve("download"), nextId(), clock.instant());
    }

    /** Unique over restarts as long as time goes on. */
    private String nextId() {
        Instant now = clock.instant();
        return "%s%d%06d".formatted(bank.bic().substring(0, 4), now.getEpochSecond(), ++messages % 1_000_000);
    }

    private String reference() {
        return nextId() + "R";
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** What the rules of its instructions mean for a whole file. */
    private static final class Fate {
        private boolean twice;
        private boolean batch;
        private Duration late = Duration.ZERO;

        void note(@Nullable Rule rule) {
            if (rule == null) {
                return;
            }
            switch (rule.action()) {
                case TWICE -> twice = true;
                case BOOK_BATCH -> batch = true;
                case LATE -> late = rule.delay().compareTo(late) > 0 ? rule.delay() : late;
                case ACCEPT, REJECT, REJECT_FILE, SILENT, RETURN, NEVER_BOOKED -> {}
            }
        }
    }
}
