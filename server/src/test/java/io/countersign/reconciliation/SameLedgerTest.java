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
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The same movement told in several messages is one line, whatever overlaps and in whatever order it comes. */
@CountersignTest
class SameLedgerTest {

    private static final LocalDate FIRST = LocalDate.parse("2026-03-02");
    private static final int DAYS = 5;
    private static final Cause CAUSE = Cause.system("bank", new UUID(0, 9));

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

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void anyOverlapInAnyOrderGivesTheSameLedger(long seed) {
        Random random = new Random(seed);
        List<Movement> movements = movements(random);
        String plain = account(seed, 0);
        for (int day = 0; day < DAYS; day++) {
            ingest(plain, new File(Kind.STATEMENT, "P" + day, of(movements, day, day), true));
        }
        String shaken = account(seed, 1);
        List<File> files = files(movements, random);
        Collections.shuffle(files, random);
        files.forEach(file -> ingest(shaken, file));

        assertThat(ledger(shaken)).isEqualTo(ledger(plain)).hasSize(movements.size());
    }

    @Test
    void aStatementIdUsedAgainNextYearIsAnotherStatement() {
        String account = account(99, 0);
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

    private static List<Movement> movements(Random random) {
        List<Movement> movements = new ArrayList<>();
        for (int n = 0; n < 25; n++) {
            Movement movement = new Movement(
                    FIRST.plusDays(random.nextInt(DAYS)),
                    new BigDecimal(random.nextInt(4) + 1).setScale(2),
                    random.nextBoolean(),
                    random.nextBoolean() ? "R" + n : null,
                    random.nextBoolean() ? "E" + n : null);
            movements.add(movement);
            if (movement.reference() == null && random.nextInt(3) == 0) {
                movements.add(movement);
            }
        }
        return movements;
    }

    /** A final statement of every day, and among them weeks, repetitions, reports of the day and single notifications. */
    private static List<File> files(List<Movement> movements, Random random) {
        List<File> files = new ArrayList<>();
        for (int day = 0; day < DAYS; day++) {
            files.add(new File(Kind.STATEMENT, "S" + day, of(movements, day, day), true));
        }
        for (int n = 0; n < 8; n++) {
            int from = random.nextInt(DAYS);
            int to = from + random.nextInt(DAYS - from);
            Kind kind = random.nextBoolean() ? Kind.STATEMENT : Kind.REPORT;
            files.add(new File(kind, "O" + n, of(movements, from, to), true));
        }
        files.add(new File(Kind.REPORT, "PENDING", of(movements, 0, DAYS - 1), false));
        for (int n = 0; n < 10; n++) {
            Movement movement = movements.get(random.nextInt(movements.size()));
            files.add(new File(Kind.NOTIFICATION, "N" + n, List.of(movement), true));
        }
        files.add(files.get(random.nextInt(files.size())));
        return files;
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

    private static String account(long seed, int which) {
        return "XX%02d%04d".formatted(which, seed);
    }
}
