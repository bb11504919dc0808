package io.countersign.connectors.bank;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.payments.ports.BankInbox;
import io.countersign.payments.ports.BankInbox.Receipt;
import io.countersign.platform.CountersignTest;
import io.countersign.reconciliation.Certificate;
import io.countersign.reconciliation.Certificates;
import io.countersign.reconciliation.SentPayments;
import io.countersign.reconciliation.Statements;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** A statement that a bank tells in pages is one statement, whatever file or order they come in. */
@CountersignTest
@TestPropertySource(
        properties = {"countersign.bank.connections[0].name=rheinbank", "countersign.bank.connections[0].channel=PORTAL"
        })
class PagedStatementsTest {

    @Autowired
    BankInbox inbox;

    @Autowired
    Statements statements;

    @Autowired
    Certificates certificates;

    @Autowired
    JdbcClient jdbc;

    private String account = "";

    @BeforeEach
    void anAccountOfOurs() {
        account = new SentPayments(jdbc).sent(1).account();
    }

    @Test
    void pagesKnowEachOtherAndHowManyTheyAre() {
        mt("2/1", "60F:C261102EUR15,00", "62M:C261103EUR20,00");
        mt("2/2", "60M:C261103EUR20,00", "62M:C261103EUR25,00");
        Statements.Pages unfinished = pages("2/2");
        assertThat(unfinished.complete()).isFalse();
        assertThat(unfinished.all()).hasSize(2);

        mt("2/3", "60M:C261103EUR25,00", "62F:C261103EUR30,00");
        mt("3/1", "60F:C261103EUR30,00", "62F:C261104EUR35,00");
        assertThat(pages("2/1")).isEqualTo(pages("2/3")).satisfies(pages -> {
            assertThat(pages.complete()).isTrue();
            assertThat(pages.all()).extracting(Statements.Pages.One::number).containsExactly(1, 2, 3);
        });
        assertThat(pages("3/1").all()).as("a statement of one page").isEmpty();
        assertThat(breaks()).isEmpty();
    }

    @Test
    void aPageInTheMiddleThatIsMissingIsABreakUntilItComes() {
        mt("2/1", "60F:C261102EUR15,00", "62M:C261103EUR20,00");
        mt("2/3", "60M:C261103EUR25,00", "62F:C261103EUR30,00");
        assertThat(breaks())
                .containsExactly(
                        "PAGE_MISSING It goes on from EUR 25.00, what came before it (2, page 1) closes with EUR 20.00; a page between them has not arrived");
        assertThat(pages("2/3").all())
                .extracting(one -> one.statementId() != null)
                .containsExactly(true, false, true);

        mt("2/2", "60M:C261103EUR20,00", "62M:C261103EUR25,00");
        assertThat(breaks()).isEmpty();
    }

    @Test
    void theLastPageThatIsMissingIsABreakOfTheNextStatement() {
        mt("2/1", "60F:C261102EUR15,00", "62M:C261103EUR20,00");
        mt("3/1", "60F:C261103EUR25,00", "62F:C261104EUR30,00");
        assertThat(breaks())
                .containsExactly(
                        "PAGE_MISSING The statement before it (2, page 1) goes on from EUR 20.00; its next page has not arrived");
        mt("2/2", "60M:C261103EUR20,00", "62F:C261103EUR25,00");
        assertThat(breaks()).isEmpty();
    }

    @Test
    void theFirstStatementOfAnAccountMayNotBeginWithALaterPage() {
        mt("2/2", "60M:C261103EUR20,00", "62F:C261103EUR25,00");
        assertThat(breaks())
                .containsExactly("PAGE_MISSING It is page 2 of statement 2; the pages before it have not arrived");
        mt("2/1", "60F:C261102EUR15,00", "62M:C261103EUR20,00");
        assertThat(breaks()).isEmpty();
    }

    /** Some banks count their statements where others count pages, and call every opening an intermediate one. */
    @Test
    void whatContinuesTheOneBeforeMissesNoPageWhateverItsNumber() {
        mt("0/31", "60M:C261102EUR15,00", "62F:C261103EUR20,00");
        mt("0/32", "60M:C261103EUR20,00", "62F:C261104EUR25,00");
        mt("0/33", "60M:C261104EUR25,00", "62M:C261105EUR30,00");
        assertThat(breaks()).isEmpty();
    }

    @Test
    void theDayIsCertifiedFromTheFirstOpeningToTheLastClosing() {
        mt("2/3", "60M:C261103EUR25,00", "62F:C261103EUR30,00");
        mt("2/1", "60F:C261103EUR15,00", "62M:C261103EUR20,00");
        mt("2/2", "60M:C261103EUR20,00", "62M:C261103EUR25,00");
        Certificate certificate = certificate("2/2");
        assertThat(certificate.opening()).isEqualByComparingTo("15.00");
        assertThat(certificate.closing()).isEqualByComparingTo("30.00");
        assertThat(certificate.computed()).isEqualByComparingTo("30.00");
    }

    @Test
    void aDayWhoseLastPageIsMissingHasNoClosingBalance() {
        mt("2/1", "60F:C261103EUR15,00", "62M:C261103EUR20,00");
        assertThat(certificate("2/1").closing()).isNull();
        assertThat(certificate("2/1").clean()).isFalse();
        mt("2/2", "60M:C261103EUR20,00", "62F:C261103EUR25,00");
        assertThat(certificate("2/1").closing()).isEqualByComparingTo("25.00");
    }

    @Test
    void pagesOfCamtAreReadFromTheStatementOrFromItsFileAndBalances() {
        String own = "<StmtPgntn><PgNb>%d</PgNb><LastPgInd>%s</LastPgInd></StmtPgntn>";
        camt("08", "", own.formatted(2, true), "20.00", "25.00", "", "");
        camt("08", "", own.formatted(1, false), "15.00", "20.00", "", "");
        assertThat(breaks()).isEmpty();
        assertThat(pagesOfLatest().all()).hasSize(2);
        assertThat(pagesOfLatest().complete()).isTrue();
    }

    @Test
    void thePageOfAnOldCamtFileIsThatOfItsStatementWhereItsBalancesSayThatThereAreSeveral() {
        String file = "<MsgPgntn><PgNb>%d</PgNb><LastPgInd>%s</LastPgInd></MsgPgntn>";
        camt("02", file.formatted(1, false), "", "15.00", "20.00", "", "INTM");
        camt("02", file.formatted(2, true), "", "20.00", "25.00", "INTM", "");
        assertThat(pagesOfLatest().all()).hasSize(2);

        camt("02", file.formatted(2, true), "", "25.00", "30.00", "", "");
        assertThat(pagesOfLatest().all())
                .as("a bank that writes how many statements the file holds")
                .isEmpty();
        assertThat(breaks()).isEmpty();
    }

    @Test
    void thePagesOfRealFilesContinueEachOtherInAnyOrder() throws IOException {
        for (String name : List.of("a-fas.mt940js__test2.mt940x", "my-flow.mt940__transactions.sta")) {
            Path file = Path.of("..", "..", "shared", "data", "mt940", name);
            if (!Files.isRegularFile(file)) {
                System.out.println("SKIPPED: there is no folder of real files beside the repository");
                Assumptions.abort("no real files");
            }
            List<String> messages = new ArrayList<>(Stream.of(
                            Files.readString(file, StandardCharsets.ISO_8859_1).split("(?=:20:)"))
                    .filter(message -> message.startsWith(":20:"))
                    .map(message -> message.replaceAll("(?m)^:25:.*", ":25:" + account))
                    .toList());
            // The second account of the file would be another's.
            messages.removeIf(message -> message.contains(":60F:C140428") || message.contains("C150407EUR25,43"));
            Collections.reverse(messages);
            messages.forEach(this::receive);
            assertThat(breaks()).as(name).noneMatch(each -> each.contains("PAGE_MISSING"));
            assertThat(pagesOfLatest().all()).as(name).hasSize(2);
            anAccountOfOurs();
        }
    }

    /** With one entry of 5.00, which no other page has. */
    private void mt(String number, String opening, String closing) {
        receive(":20:P\n:25:%s\n:28C:%s\n:%s\n:61:2611021102C5,00NTRFNONREF//%s%s\n:%s\n-\n"
                .formatted(account, number, opening, account, number, closing));
    }

    private void camt(
            String version, String ofFile, String ofStatement, String opening, String closing, String was, String is) {
        receive("""
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.%s"><BkToCstmrStmt>
                <GrpHdr><MsgId>M-%s</MsgId>%s</GrpHdr><Stmt><Id>S-%s</Id>%s<ElctrncSeqNb>7</ElctrncSeqNb>
                <CreDtTm>2026-11-03T20:00:00Z</CreDtTm><Acct><Id><IBAN>%s</IBAN></Id><Ccy>EUR</Ccy></Acct>
                %s%s
                <Ntry><Amt Ccy="EUR">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><AcctSvcrRef>%s</AcctSvcrRef></Ntry>
                </Stmt></BkToCstmrStmt></Document>
                """.formatted(
                        version,
                        closing,
                        ofFile,
                        account,
                        ofStatement,
                        account,
                        balance("OPBD", was, opening),
                        balance("CLBD", is, closing),
                        account + closing));
    }

    private static String balance(String type, String subType, String amount) {
        return """
                <Bal><Tp><CdOrPrtry><Cd>%s</Cd></CdOrPrtry>%s</Tp><Amt Ccy="EUR">%s</Amt><CdtDbtInd>CRDT</CdtDbtInd>
                <Dt><Dt>2026-11-03</Dt></Dt></Bal>
                """.formatted(type, subType.isEmpty() ? "" : "<SubTp><Cd>" + subType + "</Cd></SubTp>", amount);
    }

    private void receive(String content) {
        assertThat(inbox.receive(
                        Operator.OLGA,
                        "rheinbank",
                        "page",
                        new ByteArrayInputStream(content.getBytes(StandardCharsets.ISO_8859_1))))
                .isInstanceOf(Receipt.Read.class);
    }

    private Statements.Pages pages(String number) {
        return statements.pages(Operator.OLGA, statement(number));
    }

    private Certificate certificate(String number) {
        return certificates.of(Operator.OLGA, statement(number)).orElseThrow();
    }

    private UUID statement(String number) {
        return jdbc.sql("select id from reconciliation.statement where account = :account and bank_id = :id")
                .param("account", account)
                .param("id", "P " + number)
                .query(UUID.class)
                .single();
    }

    private Statements.Pages pagesOfLatest() {
        return statements.pages(
                Operator.OLGA,
                statements
                        .list(Operator.OLGA, new Statements.Filter(account, null, null, null), null, 1)
                        .items()
                        .getFirst()
                        .id());
    }

    private List<String> breaks() {
        return jdbc.sql("""
                        select kind || ' ' || detail from reconciliation.break
                        where account = :account and resolution is null order by opened_at, id
                        """).param("account", account).query(String.class).list();
    }
}
