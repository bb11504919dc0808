package io.countersign.sandbox.bank;

import io.countersign.sandbox.bank.CreditTransfer.Batch;
import io.countersign.sandbox.bank.CreditTransfer.Order;
import io.countersign.sandbox.bank.Scenario.Action;
import io.countersign.sandbox.bank.Scenario.Rule;
import io.countersign.sandbox.bank.StatusReport.Verdict;
import io.countersign.sandbox.bank.Tellers.Fated;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
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

/** One simulated bank at work: takes files, answers them and has them booked. Called by one thread at a time. */
final class Branch {

    private static final Logger LOG = LoggerFactory.getLogger(Branch.class);

    private final BankProfile bank;
    private final Path home;
    private final Path taken;
    private final Ledger ledger;
    private final Clock clock;
    private final Agenda agenda;
    private final Names names;
    private final Tellers tellers;
    private final StatementDesk statements;
    private final RecallDesk recalls;
    private final Set<String> messageIds = new HashSet<>();
    private Scenario scenario;

    /** Where a bank keeps what: what its customer sees, files it took, statements it keeps back. */
    record Rooms(Path home, Path taken, Path heldBack) {}

    /** What all banks share. */
    record World(Ledger ledger, Clock clock, BankDay day, Agenda agenda) {}

    Branch(BankProfile bank, Rooms rooms, World world, Scenario scenario) throws IOException {
        this.bank = bank;
        this.home = rooms.home();
        this.taken = rooms.taken();
        this.ledger = world.ledger();
        this.clock = world.clock();
        this.agenda = world.agenda();
        this.names = new Names(bank.bic(), clock);
        this.tellers = new Tellers(bank, home.resolve("download"), ledger, clock, world.day(), agenda, names);
        this.statements = new StatementDesk(bank, home, rooms.heldBack(), ledger, tellers, clock, world.day(), names);
        this.recalls = new RecallDesk(bank, home.resolve("download"), world, names, tellers);
        follow(scenario);
        Files.createDirectories(taken);
        bank.accounts().forEach(a -> ledger.open(a.number(), a.opening()));
    }

    void follow(Scenario next) {
        scenario = next;
        tellers.follow(next);
        recalls.follow(next);
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
            Optional<RecallRequest> recall = RecallReader.read(file);
            if (recall.isPresent()) {
                Files.delete(file);
                take(recall.get());
                return;
            }
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

    /** Who asks the same thing again gets no second answer. */
    private void take(RecallRequest recall) {
        if (messageIds.add(recall.id())) {
            recalls.take(recall);
        }
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
            List<Fated> booked = new ArrayList<>();
            BigDecimal left = ledger.balance(batch.debtorAccount());
            for (CreditTransfer transfer : batch.transfers()) {
                Rule rule = scenario.decide(bank.name(), transfer).orElse(null);
                Verdict verdict = verdict(rule, transfer, left);
                verdicts.put(transfer.endToEndId(), verdict);
                fate.note(rule);
                if (isBooked(rule, verdict)) {
                    left = left.subtract(transfer.amount());
                    booked.add(new Fated(transfer, rule));
                }
            }
            bookings.add(
                    () -> tellers.book(new Tellers.Job(order, batch, booked, scenario.bookBatches() || fate.batch)));
        }
        schedule(order, verdicts, fate, bookings);
    }

    private static boolean isBooked(@Nullable Rule rule, Verdict verdict) {
        if (rule == null) {
            return "ACSP".equals(verdict.status());
        }
        return switch (rule.action()) {
            case NEVER_BOOKED, LEAVE_OUT, SILENT, REJECT, REJECT_FILE -> false;
            case BOOK_UNNAMED, BOOK_REJECTED -> true;
            case ACCEPT, LATE, TWICE, BOOK_BATCH, RETURN, BOOK_OTHERWISE, BOOK_TWICE -> "ACSP".equals(verdict.status());
        };
    }

    private static Verdict verdict(@Nullable Rule rule, CreditTransfer transfer, BigDecimal left) {
        if (rule != null && (rule.action() == Action.SILENT || rule.action() == Action.BOOK_UNNAMED)) {
            return Verdict.NOTHING;
        }
        if (rule != null && (rule.action() == Action.REJECT || rule.action() == Action.BOOK_REJECTED)) {
            return new Verdict("RJCT", rule.reason() == null ? "NARR" : rule.reason(), rule.lines());
        }
        return left.compareTo(transfer.amount()) < 0
                ? new Verdict("RJCT", "AM04", List.of("Insufficient funds"))
                : Verdict.accepted();
    }

    private void schedule(Order order, Map<String, Verdict> verdicts, Fate fate, List<Runnable> bookings) {
        Duration answer = scenario.answerAfter().plus(fate.late);
        if (verdicts.values().stream().anyMatch(v -> v.status() != null)) {
            if (!bank.sparing()) {
                agenda.in(
                        scenario.acknowledgeAfter(), () -> report().file(order, new Verdict("ACTC", null, List.of())));
            }
            for (int i = 0; i < (fate.twice ? 2 : 1); i++) {
                agenda.in(answer, () -> answer(order, verdicts));
            }
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

    /** The books and statements of this bank, for what happens without an order. */
    Tellers tellers() {
        return tellers;
    }

    StatementDesk statements() {
        return statements;
    }

    void endOfDay() throws IOException {
        statements.endOfDay(scenario);
    }

    private StatusReport report() {
        return new StatusReport(bank, home.resolve("download"), names.message(), clock.instant());
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
                case BOOK_BATCH, LEAVE_OUT -> batch = true;
                case LATE -> late = rule.delay().compareTo(late) > 0 ? rule.delay() : late;
                case ACCEPT,
                        REJECT,
                        REJECT_FILE,
                        SILENT,
                        RETURN,
                        NEVER_BOOKED,
                        BOOK_OTHERWISE,
                        BOOK_TWICE,
                        BOOK_REJECTED,
                        BOOK_UNNAMED -> {}
            }
        }
    }
}
