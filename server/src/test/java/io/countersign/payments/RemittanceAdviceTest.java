package io.countersign.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cases.CaseState;
import io.countersign.cases.CaseView;
import io.countersign.cases.Cases;
import io.countersign.connectors.mail.TestMailServer;
import io.countersign.connectors.mail.TestMailServer.Received;
import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.Cause;
import io.countersign.model.ErrorCode;
import io.countersign.model.Money;
import io.countersign.payments.RemittanceAdvices.State;
import io.countersign.payments.ports.BankProfiles;
import io.countersign.platform.CountersignTest;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openpdf.text.pdf.PdfReader;
import org.openpdf.text.pdf.parser.PdfTextExtractor;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What a creditor is told when the bank's text does not say what a payment pays. */
@CountersignTest
@Import(PaymentsFixture.class)
class RemittanceAdviceTest {

    private static final TestMailServer MAIL = new TestMailServer();
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Caller MAY_SEE_SALARIES =
            Cast.person("miriam", "approver", Capability.PAYMENTS_APPROVE, Capability.PAYROLL_DETAILS);
    private static final Caller RELEASES_SALARIES =
            Cast.person("henrik", "treasurer", Capability.PAYMENTS_RELEASE, Capability.PAYROLL_DETAILS);
    private static final Caller OPERATOR = Cast.person("olga", "operator", Capability.CASES_TECHNICAL);

    @Autowired
    PaymentsFixture.Scene scene;

    @Autowired
    PaymentsFixture.MovingClock clock;

    @Autowired
    Runs runs;

    @Autowired
    Payments payments;

    @Autowired
    BankReplies replies;

    @Autowired
    Settlements settlements;

    @Autowired
    RemittanceAdvices advices;

    @Autowired
    Compliance compliance;

    @Autowired
    AdviceTimer timer;

    @Autowired
    AdviceMaking making;

    @Autowired
    Cases cases;

    @Autowired
    JdbcClient jdbc;

    @DynamicPropertySource
    static void mail(DynamicPropertyRegistry settings) {
        settings.add("countersign.mail.host", () -> "127.0.0.1");
        settings.add("countersign.mail.port", MAIL::port);
        settings.add("countersign.mail.tls", () -> "NONE");
        settings.add("countersign.mail.from", () -> "payments@aldermoor.example");
        settings.add("countersign.mail.timeout", () -> "5s");
    }

    @BeforeEach
    void anEmptyMailbox() {
        scene.entity();
        named("supplier-1", "Brennhof supplier-1", "brennhof@brennhof.example");
        scene.workAll();
        timer.work();
        MAIL.received.clear();
        MAIL.refused.clear();
    }

    @Test
    void listsEveryBillAndCreditNoteThatOnePaymentPays() throws Exception {
        String supplier = supplier("Ateliers Łódź Żywność Ελλάς", "buchhaltung@fauvel.example");
        UUID payment = sentFor(
                supplier,
                bill(supplier, "FV-88120", "BILL", "1200.00", "1200.00"),
                bill(supplier, "FV-88121", "BILL", "300.50", "100.50"),
                bill(supplier, "FV-CN-7", "CREDIT_NOTE", "150.00", "150.00"));
        timer.work();
        assertThat(MAIL.received)
                .as("nobody is told before the bank has taken it")
                .isEmpty();
        assertThat(advices.of(Cast.CLERK, payment)).isEmpty();

        accepted(payment);
        timer.work();
        timer.work();
        Received letter = only();
        assertThat(letter.recipients()).containsExactly("buchhaltung@fauvel.example");
        assertThat(letter.message().getSubject())
                .isEqualTo("Remittance advice %s: EUR 1,150.50 from Aldermoor Test GmbH"
                        .formatted(scene.payment(payment).reference()));
        String pdf = text(part(letter, 1));
        assertThat(pdf)
                .contains("FV-88120", "1,200.00")
                .contains("FV-88121", "300.50", "200.00", "100.50")
                .contains("FV-CN-7", "-150.00", "credit note")
                .contains("EUR 1,150.50", scene.payment(payment).endToEndId())
                .contains("Ateliers Łódź Żywność Ελλάς", "DE89…3000")
                .doesNotContain(PaymentsFixture.ACCOUNT)
                .doesNotContain(scene.payment(payment).creditorNumber());
        assertThat(part(letter, 0).getContent().toString())
                .contains("FV-CN-7")
                .doesNotContain(scene.payment(payment).creditorNumber());

        RemittanceAdvices.View view = advices.of(Cast.CLERK, payment).orElseThrow();
        assertThat(view.state()).isEqualTo(State.SENT);
        assertThat(view.policy()).endsWith("#row-3");
        try (InputStream kept = advices.pdf(Cast.CLERK, payment).orElseThrow().content()) {
            assertThat(kept.readAllBytes())
                    .as("what is kept is what was sent")
                    .isEqualTo(part(letter, 1).getInputStream().readAllBytes());
        }
        assertThat(scene.story(payment)).endsWith("remittance-advice.made", "remittance-advice.sent");
    }

    @Test
    void tellsACreditorOnceThatWasAcceptedAndBooked() {
        UUID payment = sentWith("Über Straße");
        accepted(payment);
        timer.work();
        settlements.book(List.of(new Settlements.Booking(payment, scene.today(), "9/1", null, true)), bank());
        timer.work();
        assertThat(MAIL.received).hasSize(1);
        assertThat(advices.of(Cast.CLERK, payment).orElseThrow().content().bankText())
                .isEqualTo("Ueber Strasse");
    }

    @Test
    void aBankThatAcknowledgesNothingIsBelievedWhenItBooks() {
        UUID payment = sentWith("Grüße");
        settlements.book(List.of(new Settlements.Booking(payment, scene.today(), "9/2", null, false)), bank());
        timer.work();
        assertThat(advices.of(Cast.CLERK, payment).orElseThrow().state()).isEqualTo(State.SENT);
    }

    @Test
    void saysWhatTheHubAndTheBankCutFromTheText() {
        String supplier = supplier("Brennhof Kette", "kette@brennhof.example");
        UUID[] bills = new UUID[12];
        for (int i = 0; i < bills.length; i++) {
            bills[i] = bill(supplier, "RECHNUNG-2026-%06d".formatted(i), "BILL", "10.00", "10.00");
        }
        UUID payment = sentFor(supplier, bills);
        accepted(payment);
        timer.work();
        AdviceContent content = advices.of(Cast.CLERK, payment).orElseThrow().content();
        assertThat(content.bankText()).hasSize(140);
        assertThat(content.wholeText()).endsWith("RECHNUNG-2026-000011");
        assertThat(content.lost())
                .singleElement()
                .asString()
                .contains("ends after 140 of 251 characters", "RECHNUNG-2026-000011");
    }

    @Test
    void sendsWhatTheBanksFieldTakesAndTheWholeTextToTheCreditor() throws Exception {
        String text = "Jahresabrechnung für Brennhof: " + "Position über 12,00 EUR; ".repeat(150) + "Ende der Liste";
        UUID payment = sentWith(text);
        BankProfiles.AsWritten written =
                compliance.asWritten(Cast.APPROVER, payment).orElseThrow();
        assertThat(written.remittance())
                .startsWith("Jahresabrechnung fuer Brennhof")
                .hasSizeLessThanOrEqualTo(140);
        assertThat(written.cut()).singleElement().asString().contains("is cut to 140 characters", "Ende der Liste");

        accepted(payment);
        timer.work();
        Received letter = only();
        assertThat(part(letter, 0).getContent().toString()).contains(text);
        assertThat(text(part(letter, 1)).replaceAll("\\s+", " ")).contains("Ende der Liste");
        AdviceContent content = advices.of(Cast.CLERK, payment).orElseThrow().content();
        assertThat(content.bankText()).isEqualTo(written.remittance());
        assertThat(content.wholeText()).isEqualTo(text);
        assertThat(content.lost().getLast()).contains("ends after", "of 39", "…” is not in it");
    }

    @Test
    void aSignatureCoversWhatTheBankCutsOff() {
        String text = "Rechnungen ".repeat(300);
        UUID payment = scene.received(instruction(text + "A", "SUPPLIER"));
        scene.workAll();
        Target target = Target.payment(payment);
        payments.submit(Cast.CLERK, target);
        String shown =
                scene.queries().toSign(Cast.APPROVER, target, Step.APPROVE).hash();
        payments.amend(Cast.CLERK, payment, scene.today(), text + "B");
        scene.workAll();
        payments.submit(Cast.CLERK, target);
        assertThat(refusal(payments.approve(Cast.APPROVER, target, shown))).isEqualTo(ErrorCode.HASH_MISMATCH);
    }

    @Test
    void oneBillWhoseNumberTheBankCarriesNeedsNoLetterAndSalariesGetNone() {
        UUID plain = sentWith("FV 4711");
        accepted(plain);
        UUID salary = sent(instruction("Gehälter", "PAYROLL"));
        accepted(salary);
        timer.work();
        assertThat(advices.of(Cast.CLERK, plain)).isEmpty();
        assertThat(jdbc.sql("select count(*) from payments.remittance_advice where payment_id = :id")
                        .param("id", salary)
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(MAIL.received).isEmpty();
    }

    @Test
    void anAddressThatIsRefusedForGoodIsATechnicalCaseUntilItIsCorrected() {
        MAIL.refused.put("gone@brennhof.example", 550);
        String supplier = supplier("Brennhof Weg", "gone@brennhof.example");
        UUID payment = twoBills(supplier);
        timer.work();
        RemittanceAdvices.View failed = advices.of(Cast.CLERK, payment).orElseThrow();
        assertThat(failed.state()).isEqualTo(State.FAILED);
        assertThat(failed.lastError()).contains("550").doesNotContain("gone@");
        assertThat(open(payment)).singleElement().satisfies(one -> {
            assertThat(one.kind()).isEqualTo("ADVICE_NOT_SENT");
            assertThat(one.queue().name()).isEqualTo("TECHNICAL");
        });
        assertThat(scene.state(payment)).isEqualTo(PaymentState.ACCEPTED);
        assertThat(refusal(advices.order(Cast.APPROVER, payment, "New address")))
                .isEqualTo(ErrorCode.CAPABILITY_MISSING);

        named(supplier, "Brennhof Weg", "here@brennhof.example");
        assertThat(advices.order(OPERATOR, payment, "New address")).isInstanceOf(ActResult.Done.class);
        timer.work();
        assertThat(only().recipients()).containsExactly("here@brennhof.example");
        assertThat(open(payment)).isEmpty();
        assertThat(refusal(advices.order(OPERATOR, payment, "Again"))).isEqualTo(ErrorCode.WRONG_STATE);
    }

    @Test
    void aServerThatIsBusyIsAskedAgainWithGrowingPausesForAboutADay() {
        MAIL.refused.put("slow@brennhof.example", 421);
        UUID payment = twoBills(supplier("Brennhof Langsam", "slow@brennhof.example"));
        timer.work();
        RemittanceAdvices.View waiting = advices.of(Cast.CLERK, payment).orElseThrow();
        assertThat(waiting.state()).isEqualTo(State.WAITING);
        assertThat(waiting.nextAt()).isEqualTo(clock.instant().plus(Duration.ofMinutes(1)));
        timer.work();
        assertThat(advices.of(Cast.CLERK, payment).orElseThrow().attempts()).isEqualTo(1);

        for (int i = 2; i < AdviceSending.MOST_ATTEMPTS; i++) {
            clock.pass(Duration.ofHours(4));
            timer.work();
        }
        assertThat(advices.of(Cast.CLERK, payment).orElseThrow().state()).isEqualTo(State.WAITING);
        assertThat(open(payment)).isEmpty();
        clock.pass(Duration.ofHours(4));
        timer.work();
        assertThat(advices.of(Cast.CLERK, payment).orElseThrow().state()).isEqualTo(State.FAILED);
        assertThat(open(payment)).hasSize(1);
    }

    @Test
    void aNameWithLineBreaksMakesNoHeader() throws Exception {
        UUID payment = twoBills(supplier("Brennhof Zeile", "books@evil.example"));
        making.follow();
        jdbc.sql("update payments.remittance_advice set content = jsonb_set(content, '{payer}', cast(:payer as jsonb))"
                        + " where payment_id = :id")
                .param("payer", "\"A\\r\\nBcc: thief@example.org\\r\\n\"")
                .param("id", payment)
                .update();
        timer.work();
        Received letter = only();
        assertThat(letter.recipients()).containsExactly("books@evil.example");
        assertThat(letter.message().getHeader("Bcc")).isNull();
        assertThat(letter.message().getSubject()).endsWith("from A  Bcc: thief@example.org");
        assertThat(letter.message().getHeader("Message-ID"))
                .containsExactly("<%s@aldermoor.example>"
                        .formatted(advices.of(Cast.CLERK, payment).orElseThrow().id()));
    }

    @Test
    void anAddressThatIsNoneIsNeverWrittenTo() {
        for (String address :
                List.of("a@b.example\r\nBcc: thief@example.org", "nobody", "a@b.example, <", "käse@b.example")) {
            UUID payment = twoBills(supplier("Brennhof Falsch", address));
            timer.work();
            assertThat(advices.of(Cast.CLERK, payment).orElseThrow().state())
                    .as(address)
                    .isEqualTo(State.FAILED);
        }
        assertThat(MAIL.received).isEmpty();
        UUID nowhere = twoBills(supplier("Brennhof Stumm", null));
        timer.work();
        assertThat(advices.of(Cast.CLERK, nowhere).orElseThrow().state()).isEqualTo(State.NO_ADDRESS);
    }

    @Test
    void isReadWithinTheLegalEntitiesOfTheReader() {
        UUID payment = twoBills(supplier("Brennhof Zaun", "zaun@brennhof.example"));
        timer.work();
        Caller stranger = Cast.within(Cast.CLERK, "OTHER");
        assertThat(advices.of(stranger, payment)).isEmpty();
        assertThat(advices.pdf(stranger, payment)).isEmpty();
        assertThat(refusal(advices.order(stranger, payment, "Mine"))).isEqualTo(ErrorCode.WRONG_STATE);
    }

    private UUID twoBills(String supplier) {
        UUID payment = sentFor(
                supplier,
                bill(supplier, "A-" + NUMBER.incrementAndGet(), "BILL", "11.00", "11.00"),
                bill(supplier, "B-" + NUMBER.incrementAndGet(), "BILL", "12.00", "12.00"));
        accepted(payment);
        return payment;
    }

    private String supplier(String name, @Nullable String email) {
        String erpId = "advised-" + NUMBER.incrementAndGet();
        named(erpId, name, email);
        scene.master()
                .partyAccounts(
                        List.of(new MasterData.PartyAccount(
                                "account-of-" + erpId, erpId, iban(NUMBER.get()), null, "EUR", null, true, null, true)),
                        PaymentsFixture.IMPORT);
        return erpId;
    }

    private void named(String erpId, String name, @Nullable String email) {
        scene.master()
                .parties(
                        List.of(new MasterData.Party(erpId, "SUPPLIER", name, "DE", null, "NORMAL", email, true)),
                        PaymentsFixture.IMPORT);
    }

    private UUID bill(String supplier, String number, String kind, String total, String residual) {
        String erpId = "bill-" + NUMBER.incrementAndGet();
        scene.master()
                .invoices(
                        List.of(new MasterData.Invoice(
                                erpId,
                                "company-1",
                                supplier,
                                "account-of-" + supplier,
                                kind,
                                "BILL/" + erpId,
                                number,
                                scene.today().minusDays(20),
                                scene.today().plusDays(NUMBER.get()),
                                "EUR",
                                new BigDecimal(total),
                                new BigDecimal(residual),
                                null,
                                null,
                                total.equals(residual) ? "not_paid" : "partial")),
                        PaymentsFixture.IMPORT);
        return jdbc.sql("select id from payments.invoice where erp_id = :id")
                .param("id", erpId)
                .query(UUID.class)
                .single();
    }

    private UUID sentFor(String supplier, UUID... bills) {
        Runs.Made made = runs.fromInvoices(Cast.CLERK, "For " + supplier, List.of(bills), scene.today());
        assertThat(made).isInstanceOf(Runs.Made.Run.class);
        UUID run = ((Runs.Made.Run) made).id();
        UUID payment = scene.queries()
                .payments(Cast.CLERK, new PaymentQueries.Filter(null, null, List.of(), run, null), null, 10)
                .items()
                .getFirst()
                .id();
        return send(payment);
    }

    private UUID sentWith(String remittance) {
        return sent(instruction(remittance, "SUPPLIER"));
    }

    private UUID sent(NewPayment payment) {
        return send(scene.received(payment));
    }

    private UUID send(UUID payment) {
        scene.workAll();
        Target target = Target.payment(payment);
        payments.submit(Cast.CLERK, target);
        scene.approve(MAY_SEE_SALARIES, target);
        if (scene.state(payment) == PaymentState.AWAITING_APPROVAL) {
            scene.approve(Cast.SECOND_APPROVER, target);
        }
        scene.release(RELEASES_SALARIES, target);
        scene.workAll();
        assertThat(scene.state(payment)).isEqualTo(PaymentState.SENT);
        return payment;
    }

    private NewPayment instruction(String remittance, String kind) {
        return new NewPayment(
                PaymentsFixture.ENTITY,
                null,
                kind,
                Money.of("12.%02d".formatted(NUMBER.incrementAndGet() % 100), "EUR"),
                scene.today(),
                "Brennhof Logistik GmbH",
                PaymentsFixture.CREDITOR,
                null,
                "DE",
                remittance,
                null,
                null,
                "ADVISED-" + NUMBER.get(),
                null,
                List.of());
    }

    private void accepted(UUID payment) {
        replies.apply(
                StubBank.CONNECTION,
                "B-" + payment,
                List.of(new BankReplies.Reply(
                                BankReplies.Level.TRANSACTION,
                                null,
                                scene.payment(payment).endToEndId(),
                                null,
                                "ACCP",
                                null,
                                null))
                        .iterator(),
                bank());
        assertThat(scene.state(payment)).isEqualTo(PaymentState.ACCEPTED);
    }

    private List<CaseView> open(UUID payment) {
        return cases.ofPayment(OPERATOR, payment).stream()
                .filter(one -> one.state() != CaseState.RESOLVED)
                .toList();
    }

    private static Cause bank() {
        return Cause.system("bank", new UUID(0, 2));
    }

    private static Received only() {
        assertThat(MAIL.received).hasSize(1);
        return MAIL.received.getFirst();
    }

    private static BodyPart part(Received letter, int number) throws MessagingException, IOException {
        return ((MimeMultipart) letter.message().getContent()).getBodyPart(number);
    }

    private static String text(BodyPart pdf) throws IOException, MessagingException {
        assertThat(pdf.getContentType()).startsWith("application/pdf");
        try (PdfReader reader = new PdfReader(pdf.getInputStream().readAllBytes())) {
            List<String> pages = new ArrayList<>();
            PdfTextExtractor text = new PdfTextExtractor(reader);
            for (int page = 1; page <= reader.getNumberOfPages(); page++) {
                pages.add(text.getTextFromPage(page));
            }
            return String.join("\n", pages);
        }
    }

    private static ErrorCode refusal(ActResult result) {
        assertThat(result).isInstanceOf(ActResult.Refused.class);
        return ((ActResult.Refused) result).code();
    }

    private static String iban(int number) {
        String account = "37040044%010d".formatted(number);
        int check = 98
                - new java.math.BigInteger(account + "131400")
                        .mod(java.math.BigInteger.valueOf(97))
                        .intValue();
        return "DE%02d%s".formatted(check, account);
    }
}
