package io.countersign.connectors.bank;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.reconciliation.StatementPart;
import io.countersign.reconciliation.StatementPart.Balance;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What we read from the text files of many banks equals what another program, written by others, computed from them. */
class TextFormatFactsTest {

    private static final Path SHARED = Path.of("..", "..", "shared", "data");

    /** Files whose facts are not what the file says, or which may not be believed; each with the reason why. */
    private static final Map<String, String> REFUSED = Map.of(
            "railslove.cmxl__mt940-headers.txt", "no such date",
            "fruitl00p.php-mt940__Rabo_sample2", "names no account",
            "moov-io.bai2__sample4-continuations-newline-delimited.txt", "control total of the account",
            "moov-io.bai2__sample5-issue113.txt", "control total of the account",
            "moov-io.bai2__sample-parseError.txt", "not one of BAI2",
            "silarhi.cfonb-parser__cfonb.240-complex-test.txt", "CFONB 240",
            "pennylane-hq.cfonb__operation.txt", "outside of a statement");

    /** The facts take the small letter of a debit for no mark, and give one statement the account of the next. */
    private static final Map<String, Integer> FACTS_ARE_WRONG = Map.of(
            "cpetschnig.mt940__MT940_voorbeeldbestanden_abnamro.txt", 11,
            "zilverline.mt940__two_accounts.txt", 2);

    /** One statement as it was read. */
    private static final class Sheet {
        final StatementPart.Opened opened;
        BigDecimal credits = BigDecimal.ZERO;
        BigDecimal debits = BigDecimal.ZERO;
        int entries;
        StatementPart.@Nullable Closed closed;

        Sheet(StatementPart.Opened opened) {
            this.opened = opened;
        }

        void take(StatementPart part) {
            switch (part) {
                case StatementPart.Opened again -> throw new IllegalStateException("a statement inside another one");
                case StatementPart.Entry entry -> {
                    assertThat(entry.sourceLine()).isGreaterThan(opened.sourceLine());
                    entries++;
                    credits = entry.credit() ? credits.add(entry.amount()) : credits;
                    debits = entry.credit() ? debits : debits.add(entry.amount());
                }
                case StatementPart.Detail detail -> {}
                case StatementPart.EntryClosed done -> {}
                case StatementPart.Closed end -> closed = end;
            }
        }

        @Nullable
        BigDecimal balance(String type) {
            List<Balance> all = new ArrayList<>(opened.balances());
            all.addAll(closed == null ? List.of() : closed.balances());
            return all.stream()
                    .filter(b -> b.type().equals(type))
                    .map(Balance::signed)
                    .findFirst()
                    .orElse(null);
        }
    }

    @Test
    void swiftStatementsAreThoseOfTheIndependentFacts() throws IOException {
        compare("mt940/", TextFormatFactsTest::swift);
        compare("mt942/", TextFormatFactsTest::swift);
        compare("hostile/mt940", TextFormatFactsTest::swift);
    }

    private static void swift(Sheet sheet, JsonNode fact) {
        assertThat(sheet.entries).isEqualTo(fact.path("n").asInt());
        assertThat(sheet.credits).isEqualByComparingTo(fact.path("cr").asString());
        assertThat(sheet.debits).isEqualByComparingTo(fact.path("dr").asString());
        same(sheet.balance("OPBD"), fact.path("open"));
        same(sheet.balance("CLBD"), fact.path("close"));
        if (fact.has("ccy")) {
            assertThat(sheet.opened.currency()).isEqualTo(fact.path("ccy").asString());
        }
        assertThat(sheet.opened.messageId()).isEqualTo(fact.path("ref").asString());
        assertThat(fact.path("acct").asString().replace(" ", "")).startsWith(sheet.opened.account());
    }

    @Test
    void codaStatementsAreThoseOfTheIndependentFacts() throws IOException {
        compare("coda/", (sheet, fact) -> {
            int details = fact.path("mov_globalised_detail").asInt();
            assertThat(sheet.entries).isEqualTo(fact.path("mov").asInt() - details);
            assertThat(sheet.credits.subtract(sheet.debits))
                    .isEqualByComparingTo(fact.path("net").asString());
            same(sheet.balance("OPBD"), fact.path("old"));
            same(sheet.balance("CLBD"), fact.path("new"));
            String account = fact.path("acct").asString();
            assertThat(sheet.opened.account()).contains(account.split(" ", 2)[0]);
            assertThat(account).contains(String.valueOf(sheet.opened.currency()));
        });
    }

    @Test
    void cfonbStatementsAreThoseOfTheIndependentFacts() throws IOException {
        compare("cfonb/", (sheet, fact) -> {
            assertThat(sheet.entries).isEqualTo(fact.path("ops").asInt());
            assertThat(sheet.credits.subtract(sheet.debits))
                    .isEqualByComparingTo(fact.path("net").asString());
            same(sheet.balance("OPBD"), fact.path("open"));
            same(sheet.balance("CLBD"), fact.path("close"));
            assertThat(sheet.opened.account()).contains(fact.path("acct").asString());
            assertThat(sheet.opened.currency()).isEqualTo(fact.path("ccy").asString());
        });
    }

    @Test
    void normaStatementsAreThoseOfTheIndependentFacts() throws IOException {
        compare("n43/", (sheet, fact) -> {
            assertThat(sheet.entries).isEqualTo(fact.path("n").asInt());
            assertThat(sheet.credits.subtract(sheet.debits))
                    .isEqualByComparingTo(fact.path("net").asString());
            same(sheet.balance("OPBD"), fact.path("open"));
            same(sheet.balance("CLBD"), fact.path("close"));
            String iban = sheet.opened.account();
            assertThat(iban.substring(4, 12) + iban.substring(14))
                    .isEqualTo(fact.path("acct").asString());
            assertThat(sheet.opened.currency()).isEqualTo("EUR");
        });
    }

    @Test
    void baiStatementsAreThoseOfTheIndependentFacts() throws IOException {
        int compared = 0;
        for (JsonNode file : facts("bai2/")) {
            Path path = SHARED.resolve(file.path("file").asString());
            List<Sheet> sheets = read(path);
            if (sheets == null) {
                continue;
            }
            compared++;
            List<String> accounts = new ArrayList<>();
            file.path("accounts").forEach(a -> accounts.add(a.asString().replace(" ", "")));
            assertThat(sheets)
                    .extracting(s -> s.opened.account() + "/" + s.opened.currency())
                    .isEqualTo(accounts);
            BigDecimal sum = sheets.stream()
                    .map(s -> s.credits.add(s.debits).movePointRight(2))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            assertThat(sum)
                    .isEqualByComparingTo(file.path("sum_abs_16_minor_units").asString());
            assertThat(sheets.stream().mapToInt(s -> s.entries).sum())
                    .isEqualTo(file.path("logical").path("16").asInt());
        }
        assertThat(compared).isEqualTo(2);
    }

    @Test
    void whatTellsNoStatementIsReadAsReturnsOrRefusedByItsName() throws IOException {
        for (String folder : List.of("mt_other", "nacha")) {
            Path directory = SHARED.resolve(folder);
            if (!Files.isDirectory(directory)) {
                System.out.println("SKIPPED: there is no " + folder + " folder of foreign files beside the repository");
                Assumptions.abort("no foreign files");
            }
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.sorted().toList()) {
                    String why = refusal(file);
                    assertThat(why)
                            .as(file.toString())
                            .containsPattern("MT\\d{3} \\(|Fedwire|NACHA|of no format that is read here");
                }
            }
        }
    }

    private static String refusal(Path file) {
        return switch (Examination.of(file)) {
            case Examination.Refused refused -> refused.why();
            case Examination.Entries entries -> entries.format() + " of " + entries.notices();
            case Examination other -> "read as " + other;
        };
    }

    private static void compare(String folder, BiConsumer<Sheet, JsonNode> comparison) throws IOException {
        int compared = 0;
        List<String> wrong = new ArrayList<>();
        for (JsonNode file : facts(folder)) {
            Path path = SHARED.resolve(file.path("file").asString());
            String name = path.getFileName().toString();
            List<Sheet> sheets = read(path);
            if (sheets == null) {
                continue;
            }
            JsonNode statements = file.path("statements");
            if (sheets.size() != statements.size()) {
                wrong.add("%s: %d statements, %d read".formatted(name, statements.size(), sheets.size()));
                continue;
            }
            for (int n = 0; n < sheets.size() && n < FACTS_ARE_WRONG.getOrDefault(name, Integer.MAX_VALUE); n++) {
                try {
                    comparison.accept(sheets.get(n), statements.get(n));
                    compared++;
                } catch (AssertionError different) {
                    wrong.add("%s, statement %d: %s".formatted(name, n + 1, different.getMessage()));
                }
            }
        }
        System.out.println(compared + " foreign statements of " + folder + " compared");
        assertThat(wrong).isEmpty();
        assertThat(compared).isPositive();
    }

    private static void same(@Nullable BigDecimal read, JsonNode told) {
        if (told.isMissingNode()) {
            assertThat(read).isNull();
        } else {
            assertThat(read).isEqualByComparingTo(told.asString());
        }
    }

    /** Null where the file is rightly refused. */
    private static @Nullable List<Sheet> read(Path file) throws IOException {
        String expected = REFUSED.get(file.getFileName().toString());
        List<Sheet> sheets = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            Formats.read(in, part -> {
                if (part instanceof StatementPart.Opened opened) {
                    sheets.add(new Sheet(opened));
                } else {
                    sheets.get(sheets.size() - 1).take(part);
                }
            });
        } catch (Unreadable unreadable) {
            assertThat(unreadable.why()).as(file.toString()).contains(expected == null ? "(nothing)" : expected);
            return null;
        }
        assertThat(expected).as(file.toString()).isNull();
        return sheets;
    }

    private static List<JsonNode> facts(String folder) throws IOException {
        Path facts = SHARED.resolve("FACTS.jsonl");
        if (!Files.exists(facts)) {
            System.out.println("SKIPPED: there are no facts of foreign files beside the repository");
            Assumptions.abort("no facts");
        }
        List<JsonNode> found = new ArrayList<>();
        for (String line : Files.readAllLines(facts)) {
            JsonNode file = JsonMapper.shared().readTree(line);
            if (file.path("file").asString("").startsWith(folder)) {
                found.add(file);
            }
        }
        return found;
    }
}
