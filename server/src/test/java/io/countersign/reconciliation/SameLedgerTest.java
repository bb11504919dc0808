package io.countersign.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.model.Cause;
import io.countersign.platform.CountersignTest;
import io.countersign.reconciliation.StatementPart.BankCode;
import io.countersign.reconciliation.StatementPart.Counterparty;
import io.countersign.reconciliation.StatementPart.Detail;
import io.countersign.reconciliation.StatementPart.Entry;
import io.countersign.reconciliation.StatementPart.Kind;
import io.countersign.reconciliation.StatementPart.References;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestContextManager;

/** The same movement told in several messages is one line, whatever overlaps and in whatever order it comes. */
@CountersignTest
class SameLedgerTest {

    private static final LocalDate FIRST = LocalDate.parse("2026-03-02");
    private static final int DAYS = 5;
    private static final Cause CAUSE = Cause.system("bank", new UUID(0, 9));
    private static final AtomicInteger ACCOUNTS = new AtomicInteger();

    @Autowired
    Statements statements;

    @Autowired
    JdbcClient jdbc;

    /** A movement of money. Two of the same day may be equal in everything the bank tells. */
    private record Movement(
            LocalDate on,
            BigDecimal amount,
            boolean credit,
            @Nullable String reference,
            @Nullable String endToEndId) {}

    private record File(Kind kind, String id, List<Movement> movements, boolean booked) {}

    /** What happened, and what the bank tells of it, in the order in which it comes. */
    private record Telling(List<Movement> movements, List<File> files) {}

    /** The context that JUnit's own engine gives its tests; jqwik is another one. */
    @BeforeProperty
    void product() throws Exception {
        new TestContextManager(SameLedgerTest.class).prepareTestInstance(this);
    }

    @Property(tries = 24, seed = "52053054", edgeCases = EdgeCasesMode.NONE)
    void anyOverlapInAnyOrderGivesTheSameLedger(@ForAll("tellings") Telling telling) {
        String plain = account();
        for (int day = 0; day < DAYS; day++) {
            ingest(plain, new File(Kind.STATEMENT, "P" + day, of(telling.movements(), day, day), true));
        }
        String shaken = account();
        telling.files().forEach(file -> ingest(shaken, file));

        assertThat(ledger(shaken))
                .isEqualTo(ledger(plain))
                .hasSize(telling.movements().size());
    }

    @Test
    void aStatementIdUsedAgainNextYearIsAnotherStatement() {
        String account = account();
        Movement rent = new Movement(FIRST, new BigDecimal("900.00"), false, null, null);
        Movement nextYear = new Movement(FIRST.plusYears(1), new BigDecimal("900.00"), false, null, null);
        ingest(account, new File(Kind.STATEMENT, "1", List.of(rent), true));
        ingest(account, new File(Kind.STATEMENT, "1", List.of(nextYear), true));
        ingest(account, new File(Kind.STATEMENT, "1", List.of(nextYear), true));

        assertThat(ledger(account)).hasSize(2);
        assertThat(jdbc.sql(
                                "select count(*) from reconciliation.statement where account = :account and repeats is null")
                        .param("account", account)
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
    }

    @Provide
    Arbitrary<Telling> tellings() {
        return movements()
                .list()
                .ofMaxSize(20)
                .map(SameLedgerTest::counted)
                .flatMap(movements ->
                        files(movements).flatMap(Arbitraries::shuffle).map(files -> new Telling(movements, files)));
    }

    /** With a twin, which is another movement though the bank tells the same of it, where it tells no reference. */
    private static Arbitrary<List<Movement>> movements() {
        Arbitrary<Movement> movement = Combinators.combine(
                        Arbitraries.integers().between(0, DAYS - 1),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false))
                .as((day, amount, credit, referenced, endToEnd) -> new Movement(
                        FIRST.plusDays(day),
                        new BigDecimal(amount).setScale(2),
                        credit,
                        referenced ? "R" : null,
                        endToEnd ? "E" : null));
        return Combinators.combine(movement, Arbitraries.frequency(Tuple.of(2, false), Tuple.of(1, true)))
                .as((one, twin) -> twin && one.reference() == null ? List.of(one, one) : List.of(one));
    }

    /** References are the bank's own for each movement; those of twins are the same. */
    private static List<Movement> counted(List<List<Movement>> told) {
        List<Movement> movements = new ArrayList<>();
        for (int n = 0; n < told.size(); n++) {
            for (Movement m : told.get(n)) {
                movements.add(new Movement(
                        m.on(),
                        m.amount(),
                        m.credit(),
                        m.reference() == null ? null : m.reference() + n,
                        m.endToEndId() == null ? null : m.endToEndId() + n));
            }
        }
        return movements;
    }

    /** A final statement of every day, and among them weeks, repetitions, reports of the day and single notifications. */
    private static Arbitrary<List<File>> files(List<Movement> movements) {
        Arbitrary<File> overlap = Combinators.combine(
                        Arbitraries.of(Kind.STATEMENT, Kind.REPORT),
                        Arbitraries.integers().between(0, DAYS - 1),
                        Arbitraries.integers().between(0, DAYS - 1))
                .as((kind, from, to) -> new File(kind, "O" + kind + from + to, of(movements, from, to), true));
        Arbitrary<File> notification = movements.isEmpty()
                ? overlap
                : Arbitraries.of(movements)
                        .map(m -> new File(Kind.NOTIFICATION, "N" + movements.indexOf(m), List.of(m), true));
        return Combinators.combine(
                        overlap.list().ofMaxSize(6), notification.list().ofMaxSize(8))
                .as((overlaps, notifications) -> {
                    List<File> files = new ArrayList<>(overlaps);
                    files.addAll(notifications);
                    files.add(new File(Kind.REPORT, "PENDING", of(movements, 0, DAYS - 1), false));
                    for (int day = 0; day < DAYS; day++) {
                        files.add(new File(Kind.STATEMENT, "S" + day, of(movements, day, day), true));
                    }
                    return files;
                });
    }

    private static List<Movement> of(List<Movement> movements, int from, int to) {
        return movements.stream()
                .filter(m -> !m.on().isBefore(FIRST.plusDays(from)))
                .filter(m -> !m.on().isAfter(FIRST.plusDays(to)))
                .toList();
    }

    private void ingest(String account, File file) {
        statements.ingest(
                new Statements.Source("rheinbank", UUID.randomUUID(), file.id() + ".xml"),
                into -> {
                    LocalDate on = file.movements().isEmpty()
                            ? FIRST
                            : file.movements().getLast().on();
                    into.accept(new StatementPart.Opened(
                            file.kind(),
                            StatementPart.About.of("test"),
                            1,
                            null,
                            file.id(),
                            account,
                            "EUR",
                            null,
                            on.atStartOfDay().toInstant(ZoneOffset.UTC),
                            on,
                            on,
                            List.of()));
                    int line = 0;
                    for (Movement movement : file.movements()) {
                        into.accept(entry(++line, movement, file.booked()));
                        into.accept(Detail.of(
                                line + 1,
                                References.of(movement.endToEndId(), null),
                                new Counterparty("Somebody", null, null, null),
                                List.of("Invoice")));
                        into.accept(new StatementPart.EntryClosed(null));
                    }
                    into.accept(new StatementPart.Closed(line));
                },
                CAUSE);
    }

    private static Entry entry(int line, Movement movement, boolean booked) {
        return new Entry(
                line,
                line + 1,
                movement.amount(),
                "EUR",
                movement.credit(),
                false,
                booked ? "BOOK" : "PDNG",
                movement.on(),
                movement.on(),
                null,
                movement.reference(),
                new BankCode("PMNT", "ICDT", "ESCT", null, null),
                null,
                List.of(),
                null);
    }

    private List<String> ledger(String account) {
        return jdbc.sql("""
                select concat_ws(' ', booked_on, amount, credit, bank_reference, end_to_end_id) from reconciliation.line
                where account = :account and status = 'BOOK' and first_id is null order by 1
                """).param("account", account).query(String.class).list();
    }

    private static String account() {
        return "XX%06d".formatted(ACCOUNTS.incrementAndGet());
    }
}
