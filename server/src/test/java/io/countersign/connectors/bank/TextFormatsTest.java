package io.countersign.connectors.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.countersign.connectors.bank.StatementFormat.Reading;
import io.countersign.reconciliation.StatementPart;
import io.countersign.reconciliation.StatementPart.Balance;
import io.countersign.reconciliation.StatementPart.Closed;
import io.countersign.reconciliation.StatementPart.Detail;
import io.countersign.reconciliation.StatementPart.Entry;
import io.countersign.reconciliation.StatementPart.Kind;
import io.countersign.reconciliation.StatementPart.Opened;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The old formats of the banks, each with what is tricky in it; and what is broken is refused by its line. */
class TextFormatsTest {

    private static final Duration QUICKLY = Duration.ofSeconds(30);

    /** All that a file says. */
    private record Told(Reading reading, List<StatementPart> parts) {

        <T extends StatementPart> List<T> all(Class<T> kind) {
            return parts.stream().filter(kind::isInstance).map(kind::cast).toList();
        }

        Entry entry(int n) {
            return all(Entry.class).get(n);
        }

        Detail detail(int n) {
            return all(Detail.class).get(n);
        }
    }

    private static Told read(byte[] bytes) {
        List<StatementPart> parts = new ArrayList<>();
        Reading reading = Formats.read(new ByteArrayInputStream(bytes), parts::add);
        return new Told(reading, parts);
    }

    private static Told read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] sample(String name) {
        try (InputStream in = TextFormatsTest.class.getResourceAsStream("/statements/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static String text(String name) {
        return new String(sample(name), StandardCharsets.UTF_8);
    }

    private static String code(Entry entry) {
        return String.valueOf(entry.code() == null ? null : entry.code().text());
    }

    private static String returned(Detail detail) {
        return String.valueOf(
                detail.returned() == null ? null : detail.returned().code());
    }

    private static String refusal(String text) {
        try {
            read(text);
            return "read";
        } catch (Unreadable unreadable) {
            return unreadable.why() + " @ " + unreadable.place();
        }
    }

    @Test
    void aGermanStatementTellsWhoPaidAndWhy() {
        Told told = read(sample("german.mt940"));
        assertThat(told.reading().kind()).isEqualTo("MT940");
        Opened opened = told.all(Opened.class).get(0);
        assertThat(opened.account()).isEqualTo("DE89370400440532013000");
        assertThat(opened.bankId()).isEqualTo("STARTUMS 00231/001");
        assertThat(opened.sequence()).isEqualByComparingTo("231");
        assertThat(opened.about().page()).isEqualTo(1);
        assertThat(told.entry(0).sourceLine()).isEqualTo(5);
        assertThat(told.entry(0).credit()).isFalse();
        assertThat(code(told.entry(0))).isEqualTo("NTRF/177");
        Detail paid = told.detail(0);
        assertThat(paid.references().endToEndId()).isEqualTo("E-2026-000123");
        assertThat(paid.counterparty().name()).isEqualTo("Müller Maschinenbau GmbH");
        assertThat(paid.counterparty().account()).isEqualTo("DE02120300000000202051");
        assertThat(paid.counterparty().agent()).isEqualTo("BYLADEM1001");
        assertThat(paid.remittance()).isEqualTo("Rechnung 4711 vom 02.11.2026 Kunde 99");
    }

    @Test
    void aGermanReturnIsAReturnAndAChargeIsACharge() {
        Told told = read(sample("german.mt940"));
        assertThat(returned(told.detail(1))).isEqualTo("NARR");
        assertThat(told.entry(1).credit()).isTrue();
        assertThat(code(told.entry(2))).isEqualTo("ACMT/MDOP/CHRG");
        assertThat(told.all(Closed.class).get(0).balances())
                .extracting(Balance::type)
                .containsExactly("CLBD", "CLAV");
    }

    @Test
    void aDutchStatementTellsReferencesReturnsAndStructuredRemittance() {
        Told told = read(sample("dutch.mt940"));
        Detail first = told.detail(0);
        assertThat(first.references().endToEndId()).isEqualTo("E-1");
        assertThat(first.counterparty().account()).isEqualTo("NL91ABNA0417164300");
        assertThat(first.counterparty().name()).isEqualTo("Bakkerij De Vries");
        assertThat(first.remittance()).isEqualTo("Factuur 2026/17");
        Detail returned = told.detail(1);
        assertThat(returned(returned)).isEqualTo("MS03");
        assertThat(returned.structuredReference()).isEqualTo("1234567890123456");
        assertThat(code(told.entry(1))).isEqualTo("PMNT/ICDT/RRTN");
        assertThat(told.detail(2).references().endToEndId()).isNull();
        assertThat(told.reading().warnings()).isEmpty();
    }

    @Test
    void aPolishStatementTellsItsPartsByTheirWords() {
        Told told = read(sample("polish.mt940"));
        assertThat(told.detail(0).counterparty().name()).isEqualTo("JAN NOWAK");
        assertThat(told.detail(0).counterparty().account()).isEqualTo("56114010810000267002001001");
        assertThat(told.detail(0).remittance()).contains("FAKTURA 7");
        assertThat(told.detail(1).remittance()).isEqualTo("usługa biurowa 2026/01");
        assertThat(told.detail(1).counterparty().name()).isEqualTo("OFFICE GROUP");
        assertThat(told.detail(1).counterparty().account()).isEqualTo("5910902053000000016768736");
    }

    @Test
    void pagesAndStatementsOfOneFileFollowEachOtherInTheirBlocks() {
        Told told = read(sample("pages.mt940"));
        List<Opened> opened = told.all(Opened.class);
        assertThat(opened).hasSize(2);
        assertThat(opened).extracting(o -> o.about().page()).containsExactly(1, 2);
        BigDecimal closed = told.all(Closed.class).get(0).balances().get(0).signed();
        assertThat(opened.get(1).balances().get(0).signed()).isEqualByComparingTo(closed);
        assertThat(opened.get(1).balances().get(0).subType()).isEqualTo("INTM");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2601020102C1,00NTRFX | true | false | BOOK
            2601020102D1,00NTRFX | false | false | BOOK
            2601020102RC1,00NTRFX | false | true | BOOK
            2601020102RD1,00NTRFX | true | true | BOOK
            2601020102CR1,00NTRFX | true | false | BOOK
            2601020102RDR1,00NTRFX | true | true | BOOK
            2601020102EC1,00NTRFX | true | false | PDNG
            2601020102EDR1,00NTRFX | false | false | PDNG
            260102C1.00NTRFX | true | false | BOOK
            260102    DR1NTRFX | false | false | BOOK
            2601020102D1,00 NTRFX | false | false | BOOK
            """)
    void aMarkTellsTheDirection(String entry, boolean credit, boolean reversal, String status) {
        Entry read = read(mt940(":61:" + entry)).entry(0);
        assertThat(read.amount()).isEqualByComparingTo("1");
        assertThat(read.credit()).isEqualTo(credit);
        assertThat(read.reversal()).isEqualTo(reversal);
        assertThat(read.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"251231,0102,2026-01-02", "260102,1231,2025-12-31", "260228,0301,2026-03-01", "240229,0229,2024-02-29"})
    void anEntryDateHasTheYearThatIsNearest(String valued, String entry, LocalDate booked) {
        assertThat(read(mt940(":61:" + valued + entry + "C1,00NTRFX")).entry(0).bookedOn())
                .isEqualTo(booked);
    }

    @Test
    void aLineBrokenInsideTheEntryIsJoinedAndTold() {
        Told told = read(mt940(":61:2601020102CR\n3\n0,00N062NONREF//B1\n:86:x"));
        assertThat(told.entry(0).amount()).isEqualByComparingTo("30");
        assertThat(told.entry(0).bankReference()).isEqualTo("B1");
        assertThat(told.reading().warnings()).anyMatch(w -> w.startsWith("line 5: an entry (61) is broken"));
    }

    @Test
    void aTagBrokenInsideIsJoinedAndTold() {
        Told told = read(mt940(":61:2601020102CR30,00N062NONREF\n:\n86:166?00GUTSCHR?20SVWZ+Test"));
        assertThat(told.detail(0).remittance()).isEqualTo("Test");
        assertThat(told.reading().warnings())
                .containsExactly("line 6: the tag of a field is broken; its lines are joined");
    }

    @Test
    void theReferenceOfTheEntryIsOursWhereTheTextNamesNone() {
        Detail detail =
                read(mt940(":61:2601020102D1,00NTRFE-7//B1\n:86:Rechnung 5")).detail(0);
        assertThat(detail.references().endToEndId()).isEqualTo("E-7");
        assertThat(detail.references().instructionId()).isEqualTo("E-7");
        assertThat(detail.remittance()).isEqualTo("Rechnung 5");
    }

    @Test
    void textThatLooksLikeATagOrAnEndIsText() {
        String remittance = read(mt940(":61:260102C1,00NTRFX\n:86:at\n:08 o'clock\n:12:30\n-\nand on"))
                .detail(0)
                .remittance();
        assertThat(remittance).isEqualTo("at :08 o'clock :12:30 - and on");
    }

    @Test
    void nothingIsDroppedWithoutAWord() {
        Told told = read("""
                :20:A
                :25:1
                :28C:1
                :NS:own
                :60F:C260101EUR1,00
                :86:of all
                :61:260102C1,00NTRFX
                :NS:22own
                :62F:C260102EUR2,00
                stray
                :65F:Dnull
                :99:x
                """);
        assertThat(told.detail(0).information()).isEqualTo("22own");
        assertThat(told.reading().warnings())
                .anyMatch(w -> w.startsWith("line 4: a field"))
                .anyMatch(w -> w.startsWith("line 6: a text about the whole message"))
                .anyMatch(w -> w.startsWith("line 10: text that belongs to no field"))
                .anyMatch(w -> w.startsWith("line 11: a field"))
                .anyMatch(w -> w.startsWith("line 12: a field"));
        assertThat(told.all(Closed.class).get(0).warnings()).hasSize(5);
    }

    @Test
    void anOldCharacterSetIsReadAndTold() {
        byte[] bytes = mt940(":61:260102C1,00NTRFX\n:86:Großhändler 5 €").getBytes(Charset.forName("windows-1252"));
        Told told = read(bytes);
        assertThat(told.detail(0).remittance()).isEqualTo("Großhändler 5 €");
        assertThat(told.reading().warnings()).anyMatch(w -> w.contains("windows-1252"));
    }

    @Test
    void anInterimReportProvesItsSumsAndTellsItsFloorLimit() {
        Told told = read(sample("interim.mt942"));
        Opened opened = told.all(Opened.class).get(0);
        assertThat(told.reading().kind()).isEqualTo("MT942");
        assertThat(opened.kind()).isEqualTo(Kind.REPORT);
        assertThat(opened.createdAt()).isEqualTo("2026-11-27T09:30:00Z");
        assertThat(opened.currency()).isEqualTo("EUR");
        assertThat(told.reading().warnings())
                .containsExactly("line 4: entries below EUR 100.00 are not told by the bank (floor limit)");
        assertThat(read(text("interim.mt942").replace(":90C:1EUR500,", ":90C:1EUR501,"))
                        .reading()
                        .warnings())
                .anyMatch(w -> w.contains("the bank tells 1 credits (90C), sum 501; there are 1, sum 500.00"));
    }

    @Test
    void bai2TellsDirectionsByItsCodesAndProvesItsTotals() {
        Told told = read(sample("group.bai2"));
        assertThat(told.all(Opened.class)).extracting(Opened::kind).containsExactly(Kind.STATEMENT, Kind.STATEMENT);
        assertThat(told.all(Opened.class).get(0).balances())
                .extracting(b -> b.type() + " " + b.signed().toPlainString())
                .containsExactly("OPBD 1000.00", "CLBD 1100.50", "CLAV -5.00");
        assertThat(told.entry(0).credit()).isTrue();
        assertThat(told.entry(0).valuedOn()).isEqualTo(LocalDate.of(2026, 11, 27));
        assertThat(told.entry(1).credit()).isFalse();
        assertThat(told.detail(1).references().endToEndId()).isEqualTo("E-9");
        assertThat(told.detail(1).counterparty().name()).isEqualTo("ACME, INC/WEST");
        assertThat(told.detail(0).text()).containsExactly("ACH CREDIT, INV 7/8", "SECOND LINE");
        assertThat(told.entry(2).currency()).isEqualTo("JPY");
        assertThat(told.entry(2).amount()).isEqualByComparingTo("500");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            49,269450,8/    | 49,269451,8/    | control total of the account (49) differs
            49,269450,8/    | 49,269450,9/    | the trailer of the account (49) tells 9 lines
            98,270450,2,13/ | 98,270451,2,13/ | control total of the group (98) differs
            98,270450,2,13/ | 98,270450,3,13/ | the trailer of the group (98) tells 3 parts
            99,270450,1,15/ | 99,270450,1,16/ | the trailer of the file (99) tells 16 lines
            16,165,         | 16,799,         | neither a credit nor a debit
            16,475,         | 16,4x5,         | a count is not a number
            ,1,261127,      | ,4,261127,      | only a test
            ,2/             | ,3/             | not of version 2
            """)
    void bai2RefusesWhatDoesNotHold(String from, String to, String why) {
        String file = text("group.bai2");
        int at = file.indexOf(from);
        assertThat(at).isPositive();
        assertThat(refusal(file.substring(0, at) + to + file.substring(at + from.length())))
                .contains(why)
                .contains("@ line ");
    }

    @Test
    void codaTellsGlobalisationsStructuredCommunicationsAndDirectDebits() {
        Told told = read(sample("belgian.coda"));
        assertThat(told.all(Entry.class)).hasSize(3);
        assertThat(told.entry(0).batch()).isNotNull();
        assertThat(told.detail(0).amount()).isEqualByComparingTo("250");
        assertThat(told.detail(1).amount()).isEqualByComparingTo("750");
        assertThat(told.detail(0).references().endToEndId()).isEqualTo("E-51");
        assertThat(told.detail(0).counterparty().name()).isEqualTo("KLANT EEN");
        assertThat(told.detail(2).structuredReference()).isEqualTo("090933755493");
        assertThat(told.detail(2).counterparty().account()).isEqualTo("BE68539007547034");
        assertThat(returned(told.detail(3))).isEqualTo("AC04");
        assertThat(told.all(Opened.class).get(0).account()).isEqualTo("BE68539007547034");
        assertThat(told.reading().warnings())
                .containsExactly("line 15: a free message of the bank (4) is kept only in the original");
    }

    @Test
    void codaTellsWhatDoesNotHoldAndRefusesWhatIsCut() {
        String file = text("belgian.coda");
        assertThat(read(file.replace(
                                "8158BE68539007547034                  EUR0000000001960000",
                                "8158BE68539007547034                  EUR0000000001960001"))
                        .reading()
                        .warnings())
                .anyMatch(w -> w.contains("do not give the new balance"));
        assertThat(refusal(file.substring(0, file.indexOf("\n9 ") + 1))).contains("without its trailer (9)");
    }

    @Test
    void anAccountOfSpacesIsNone() {
        assertThat(refusal(text("belgian.coda").replaceFirst("BE68539007547034", " ".repeat(16))))
                .contains("a statement names no account");
        String french = text("french.cfonb");
        String unnamed = french.replaceFirst("30006    00001(.{5})12345678901", " ".repeat(14) + "$1" + " ".repeat(11));
        assertThat(refusal(french + unnamed)).contains("a statement names no account");
    }

    @Test
    void cfonbTellsSignedAmountsDecimalsAndComplements() {
        Told told = read(sample("french.cfonb"));
        assertThat(told.all(Opened.class).get(0).account()).isEqualTo("FR7630006000011234567890189");
        assertThat(told.entry(0).credit()).isFalse();
        assertThat(told.entry(0).amount()).isEqualByComparingTo("322.71");
        assertThat(told.detail(0).references().endToEndId()).isEqualTo("E-77");
        assertThat(told.detail(0).counterparty().name()).isEqualTo("ATELIER DUPONT");
        assertThat(told.entry(1).credit()).isTrue();
        assertThat(told.entry(1).amount()).isEqualByComparingTo("50.00");
        assertThat(told.all(Closed.class).get(0).balances().get(0).signed()).isEqualByComparingTo("727.29");
        assertThat(told.reading().warnings()).isEmpty();
    }

    @Test
    void normaProvesItsTotalsAndCounts() {
        Told told = read(sample("spanish.n43"));
        assertThat(told.all(Opened.class).get(0).account()).isEqualTo("ES9121000418450200051332");
        assertThat(told.entry(0).credit()).isFalse();
        assertThat(told.detail(0).remittance()).isEqualTo("TRANSFERENCIA A PROVEEDOR ACME SL");
        assertThat(told.detail(0).references().endToEndId()).isEqualTo("E-88");
        assertThat(told.entry(1).exchange())
                .isNotNull()
                .extracting(e -> e.instructedCurrency())
                .isEqualTo("USD");
        String file = text("spanish.n43");
        assertThat(refusal(file.replace("3321000418020005133200001", "3321000418020005133200002")))
                .contains("tells 2 debits, there are 1 @ line 7");
        assertThat(refusal(file.replace("0000100000000010000", "0000100000000010001")))
                .contains("differs from their sum by 0.01");
        assertThat(refusal(file.replace("88999999999999999999000007", "88999999999999999999000099")))
                .contains("tells 99 records");
    }

    static final List<String> SAMPLES = List.of(
            "german.mt940",
            "dutch.mt940",
            "polish.mt940",
            "pages.mt940",
            "interim.mt942",
            "group.bai2",
            "belgian.coda",
            "french.cfonb",
            "spanish.n43");

    @Test
    void aCutFileIsReadAsFarAsItIsCompleteOrRefusedAndNeverFails() {
        for (String name : SAMPLES) {
            byte[] whole = sample(name);
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertTimeoutPreemptively(QUICKLY, () -> {
                    try {
                        read(cut);
                    } catch (Unreadable told) {
                        assertThat(told.why()).isNotBlank();
                    }
                });
            }
        }
    }

    @Test
    void whatProvesItselfIsRefusedWhereverItIsCut() {
        for (String name : List.of("group.bai2", "belgian.coda", "french.cfonb")) {
            byte[] whole = text(name).strip().getBytes(StandardCharsets.UTF_8);
            int end = new String(whole, StandardCharsets.UTF_8).lastIndexOf('\n');
            for (int length = 0; length <= end; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> read(cut))
                        .as("%s, %d bytes", name, length)
                        .isInstanceOf(Unreadable.class);
            }
        }
    }

    @Test
    void aNulAMegabyteLineAndAnOddByteAreRefusedOrReadInEverySample() {
        for (String name : SAMPLES) {
            String whole = text(name);
            int second = whole.indexOf('\n') + 1;
            assertThat(refusal(whole.substring(0, second) + "\0" + whole.substring(second)))
                    .as(name)
                    .contains("NUL");
            String longLine = whole.substring(0, second) + "x".repeat(1 << 20) + "\n" + whole.substring(second);
            assertThat(refusal(longLine)).as(name).contains("longer than").contains("@ line 2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"group.bai2", "german.mt940", "belgian.coda", "french.cfonb", "spanish.n43"})
    void anEndlessContinuationIsRefusedOrCutBeforeItFillsTheMemory(String name) {
        List<String> lines = text(name).lines().toList();
        int at = continuation(lines);
        String head = String.join("\n", lines.subList(0, at + 1)) + "\n";
        InputStream endless = new Repeating(head, lines.get(at) + "\n", 400_000_000L);
        assertTimeoutPreemptively(QUICKLY, () -> {
            if (name.endsWith("mt940")) {
                // A text is cut, and the cut told; the file goes on.
                InputStream some = new Repeating(head, "and more text of this entry\n", 40_000_000L);
                List<StatementPart> parts = new ArrayList<>();
                Reading reading = Formats.read(some, parts::add);
                assertThat(reading.warnings()).anyMatch(w -> w.contains("is cut"));
            } else {
                assertThatThrownBy(() -> Formats.read(endless, part -> {})).isInstanceOf(Unreadable.class);
            }
        });
    }

    private static int continuation(List<String> lines) {
        for (int n = 0; n < lines.size(); n++) {
            if (lines.get(n).matches("(88,|:86:|22|05|23).*") && n > 1) {
                return n;
            }
        }
        throw new IllegalStateException("the sample has no continuation");
    }

    /** A beginning and then the same line again and again. */
    private static final class Repeating extends InputStream {
        private final byte[] head;
        private final byte[] line;
        private long left;
        private int at;
        private boolean inHead = true;

        Repeating(String head, String line, long most) {
            this.head = head.getBytes(StandardCharsets.UTF_8);
            this.line = line.getBytes(StandardCharsets.UTF_8);
            this.left = most;
        }

        @Override
        public int read() {
            if (left-- <= 0) {
                return -1;
            }
            byte[] from = inHead ? head : line;
            int c = from[at++];
            if (at == from.length) {
                at = 0;
                inHead = false;
            }
            return c & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            int n = 0;
            for (int c = 0; n < length && (c = read()) >= 0; n++) {
                buffer[offset + n] = (byte) c;
            }
            return n == 0 && length > 0 ? -1 : n;
        }
    }

    private static String mt940(String entries) {
        return ":20:A\n:25:DE89370400440532013000\n:28C:1/1\n:60F:C260101EUR0,00\n" + entries
                + "\n:62F:C260102EUR1,00\n-\n";
    }
}
