package io.countersign.connectors.bank;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.Actor;
import io.countersign.model.Cause;
import io.countersign.model.Money;
import io.countersign.payments.ActResult;
import io.countersign.payments.Intake;
import io.countersign.payments.ManualUploads;
import io.countersign.payments.MasterData;
import io.countersign.payments.NewPayment;
import io.countersign.payments.PaymentEngine;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.Payments;
import io.countersign.payments.Recalls;
import io.countersign.payments.RunHeader;
import io.countersign.payments.Runs;
import io.countersign.payments.Step;
import io.countersign.payments.Target;
import io.countersign.payments.Views;
import io.countersign.payments.ports.BankInbox;
import io.countersign.platform.CountersignTest;
import io.countersign.sandbox.bank.BankProfile;
import io.countersign.sandbox.bank.BankSimulator;
import io.countersign.sandbox.bank.Booking;
import io.countersign.sandbox.bank.ConnectionSettings;
import io.countersign.sandbox.bank.Scenario;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Payments to a simulated bank and back, over SFTP, step by step: what the hub says is what the bank's ledger says. */
@CountersignTest
@Import(BankEndToEndTest.WorkingDay.class)
class BankEndToEndTest {

    private static final String ACCOUNT = "DE89370400440532013000";
    private static final String BY_HAND = "IT60X0542811101000000123456";
    private static final String REVERSING = "AT611904300234573201";
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Clock CLOCK = aTuesday();

    private static final BankSimulator BANK = bank();

    private static final Caller CLERK = person("jana", "clerk", Capability.PAYMENTS_INITIATE);
    private static final Caller APPROVER = person("miriam", "approver", Capability.PAYMENTS_APPROVE);
    private static final Caller TREASURER = person("henrik", "treasurer", Capability.PAYMENTS_RELEASE);
    private static final Caller RECONCILER = person("tomas", "reconciliation-clerk", Capability.STATEMENTS_INGEST);

    @TestConfiguration(proxyBeanMethods = false)
    static class WorkingDay {

        @Bean
        @Primary
        Clock workingDay() {
            return CLOCK;
        }
    }

    @Autowired
    MasterData master;

    @Autowired
    Payments payments;

    @Autowired
    Runs runs;

    @Autowired
    ManualUploads uploads;

    @Autowired
    BankInbox inbox;

    @Autowired
    Recalls recalls;

    @Autowired
    PaymentQueries queries;

    @Autowired
    PaymentEngine engine;

    @Autowired
    BankPoller poller;

    @Autowired
    InboundReader reader;

    @Autowired
    JdbcClient jdbc;

    @DynamicPropertySource
    static void connectTheBank(DynamicPropertyRegistry settings) {
        overSftp(settings, 0, BANK.connections().getFirst(), ACCOUNT);
        String portal = "countersign.bank.connections[1].";
        settings.add(portal + "name", () -> "portal");
        settings.add(portal + "channel", () -> "PORTAL");
        settings.add(portal + "accounts[0]", () -> BY_HAND);
        overSftp(settings, 2, BANK.connections().getLast(), REVERSING);
        settings.add("countersign.bank.connections[2].recall", () -> "pain.007.001.09");
    }

    private static void overSftp(
            DynamicPropertyRegistry settings, int number, ConnectionSettings bank, String account) {
        String prefix = "countersign.bank.connections[%d].".formatted(number);
        settings.add(prefix + "name", bank::name);
        settings.add(prefix + "host", bank::host);
        settings.add(prefix + "port", bank::port);
        settings.add(prefix + "user", bank::user);
        settings.add(prefix + "private-key", bank.privateKey()::toString);
        settings.add(prefix + "host-key", bank::hostKey);
        settings.add(prefix + "archive-dir", bank::archiveDir);
        settings.add(prefix + "accounts[0]", () -> account);
    }

    @AfterAll
    static void closeTheBank() {
        BANK.close();
    }

    @BeforeEach
    void company() {
        master.legalEntities(List.of(new MasterData.LegalEntity(
                "E2E-DE", "Aldermoor Optik GmbH", "DE", "EUR", "Europe/Berlin", "company-1")));
        master.legalEntities(List.of(
                new MasterData.LegalEntity("E2E-IT", "Aldermoor Ottica SRL", "IT", "EUR", "Europe/Rome", "company-2"),
                new MasterData.LegalEntity("E2E-AT", "Aldermoor Optik AG", "AT", "EUR", "Europe/Vienna", "company-3")));
        master.ownAccounts(List.of(
                new MasterData.OwnAccount("E2E-DE", ACCOUNT, "COBADEFFXXX", "EUR", "Main", "rheinbank", "journal-1"),
                new MasterData.OwnAccount("E2E-IT", BY_HAND, "PORTITRR", "EUR", "Main", "portal", "journal-2"),
                new MasterData.OwnAccount(
                        "E2E-AT", REVERSING, "GIBAATWWXXX", "EUR", "Main", "donaubank", "journal-3")));
        Cause erp = Cause.system("test", new UUID(0, 1));
        master.parties(
                List.of(new MasterData.Party("s-1", "SUPPLIER", "Brennhof", "DE", null, "NORMAL", null, true)), erp);
        master.partyAccounts(
                List.of(new MasterData.PartyAccount(
                        "a-1", "s-1", "DE75512108001245126199", null, "EUR", null, true, null, true)),
                erp);
        BANK.follow(Scenario.plain());
    }

    @Test
    void anAcceptedPaymentIsBookedOnceAndReconciled() {
        UUID id = released("10.00", "Brennhof Logistik GmbH");
        assertThat(state(id)).isEqualTo("SENT");
        BANK.tick();
        poller.poll();
        assertThat(state(id)).isEqualTo("SETTLED");

        endOfDay();
        assertThat(state(id)).isEqualTo("RECONCILED");
        assertThat(BANK.ledger().bookings(payment(id).endToEndId())).hasSize(1);
        assertThat(BANK.ledger().paidTwice()).isEmpty();
    }

    @Test
    void aRejectionArrivesWithItsReasonAndText() {
        BANK.follow(scenario("""
                rules:
                  - {name: closed, when: {creditor-name: closed}, action: REJECT, reason: AC04, text: [Account closed, in May]}
                """));
        UUID id = released("11.00", "Closed Account AG");
        BANK.tick();
        poller.poll();

        assertThat(state(id)).isEqualTo("REJECTED");
        assertThat(payment(id).reasonCode()).isEqualTo("AC04");
        assertThat(payment(id).reasonText()).isEqualTo("Account closed\nin May");
        assertThat(BANK.ledger().bookings(payment(id).endToEndId())).isEmpty();
    }

    @Test
    void aReturnReversesWhatWasBooked() {
        BANK.follow(scenario("""
                rules:
                  - {name: back, when: {creditor-name: boomerang}, action: RETURN, reason: MS03}
                """));
        UUID id = released("12.00", "Boomerang SA");
        BANK.tick();
        poller.poll();
        assertThat(state(id)).isEqualTo("REVERSED");
        assertThat(BANK.ledger().bookings(payment(id).endToEndId()))
                .extracting(Booking::credit)
                .containsExactly(false, true);
    }

    @Test
    void aRecalledPaymentComesBackAndIsReversedAndItsStatementHasNothingToExplain() {
        UUID id = reconciled("17.00", "Brennhof Logistik GmbH");
        assertThat(recalls.recall(TREASURER, Target.payment(id), Recalls.Reason.DUPL, "Paid twice"))
                .isInstanceOf(Recalls.Result.Requested.class);
        answerOfTheBank();
        assertThat(state(id)).isEqualTo("REVERSED");
        assertThat(recall(id).state()).isEqualTo(Recalls.State.RETURNED);

        endOfDay();
        assertThat(state(id)).isEqualTo("REVERSED");
        assertThat(openBreaks(id)).isZero();
        assertThat(BANK.ledger().bookings(payment(id).endToEndId()))
                .extracting(Booking::returnCode)
                .containsExactly(null, "FOCR");
    }

    @Test
    void aBankThatWantsReversalsIsAskedBackByPain007AndItsStatusReportIsReadAsTheAnswer() {
        UUID back = approved(instruction("E2E-AT", "20.00", "Brennhof Logistik GmbH"));
        UUID kept = approved(instruction("E2E-AT", "9001.00", "Brennhof Logistik GmbH"));
        release(back);
        release(kept);
        workAll();
        BANK.tick();
        poller.poll();
        assertThat(List.of(back, kept)).extracting(this::state).containsOnly("SETTLED");

        BANK.follow(scenario("""
                recalls:
                  - {name: much, when: {min-amount: 5000}, answer: REFUSE, reason: CUST, text: [No consent]}
                """));
        for (UUID payment : List.of(back, kept)) {
            recalls.recall(TREASURER, Target.payment(payment), Recalls.Reason.TECH, "Built from old data");
        }
        answerOfTheBank();
        assertThat(recall(back).message()).isEqualTo("pain.007.001.09");
        assertThat(state(back)).isEqualTo("REVERSED");
        assertThat(recall(kept).state()).isEqualTo(Recalls.State.REFUSED);
        assertThat(recall(kept).answerStatus()).isEqualTo("RJCT");
        assertThat(recall(kept).answerMeaning()).isEqualTo("The creditor refuses");
        assertThat(state(kept)).as("the reversal was rejected, not the payment").isEqualTo("SETTLED");
    }

    @Test
    void ofARecalledRunTheBankGivesBackWhatItsRuleAllowsAndRefusesTheRest() {
        UUID run = run("18.00", "9000.00");
        BANK.tick();
        poller.poll();
        endOfDay();
        List<UUID> paid = jdbc.sql("select id from payments.payment where run_id = :run order by amount")
                .param("run", run)
                .query(UUID.class)
                .list();
        assertThat(paid).extracting(this::state).containsExactly("RECONCILED", "RECONCILED");

        BANK.follow(scenario("""
                recalls:
                  - {name: much, recalled-for: TECH, when: {min-amount: 5000}, answer: REFUSE, reason: CUST, text: [No consent]}
                """));
        recalls.recall(TREASURER, Target.run(run), Recalls.Reason.TECH, "The file was built from old data");
        answerOfTheBank();
        assertThat(paid).extracting(this::state).containsExactly("REVERSED", "RECONCILED");
        assertThat(recall(paid.getLast())).satisfies(refused -> {
            assertThat(refused.state()).isEqualTo(Recalls.State.REFUSED);
            assertThat(refused.answerCode()).isEqualTo("CUST");
            assertThat(refused.answerText()).isEqualTo("No consent");
        });
    }

    @Test
    void whatAPersonUploadsInThePortalIsSettledByTheFilesThatAPersonHandsIn() throws IOException, InterruptedException {
        UUID id = approved(instruction("E2E-IT", "19.00", "Brennhof Logistik GmbH"));
        release(id);
        workAll();
        UUID file = uploads.waiting(TREASURER).getFirst().id();
        uploads.claim(TREASURER, file);
        ManualUploads.Download.Bytes bytes = (ManualUploads.Download.Bytes) uploads.download(TREASURER, file);
        try (HttpClient browser = HttpClient.newHttpClient()) {
            URI portal = BANK.portals().values().iterator().next();
            HttpRequest upload = HttpRequest.newBuilder(portal.resolve("upload/" + bytes.fileName()))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(bytes.content().readAllBytes()))
                    .build();
            String receipt =
                    browser.send(upload, HttpResponse.BodyHandlers.ofString()).body();
            assertThat(receipt).endsWith("1 payment, EUR 19.00");
            assertThat(uploads.confirm(TREASURER, file, receipt)).isInstanceOf(ActResult.Done.class);
        }
        assertThat(state(id)).isEqualTo("SENT");

        BANK.tick();
        BANK.endOfDay();
        try (Stream<Path> documents = Files.list(BANK.home("portal").resolve("download"))) {
            for (Path document : documents.sorted(Comparator.reverseOrder()).toList()) {
                assertThat(inbox.receive(
                                RECONCILER,
                                "portal",
                                String.valueOf(document.getFileName()),
                                Files.newInputStream(document)))
                        .isInstanceOf(BankInbox.Receipt.Read.class);
            }
        }
        assertThat(state(id)).isEqualTo("RECONCILED");
    }

    @Test
    void aBatchBookingIsExplainedByItsFile() {
        BANK.follow(scenario("book-batches: true\nnotifications: false\n"));
        UUID first = approved("13.00", "Brennhof Logistik GmbH");
        UUID second = approved("14.00", "Brennhof Logistik GmbH");
        release(first);
        release(second);
        workAll();
        BANK.tick();
        poller.poll();
        endOfDay();
        assertThat(state(first)).isEqualTo("RECONCILED");
        assertThat(state(second)).isEqualTo("RECONCILED");
    }

    @Test
    void aLineThatDropsAfterTheRenameIsUnknownUntilTheBankAnswersAndNothingIsPaidTwice() {
        BANK.faults("rheinbank").dropAfterRename(1);
        UUID id = released("15.00", "Brennhof Logistik GmbH");
        assertThat(state(id)).isEqualTo("UNKNOWN");
        workAll();
        BANK.tick();
        poller.poll();
        assertThat(state(id)).isIn("ACCEPTED", "SETTLED");
        assertThat(BANK.ledger().bookings(payment(id).endToEndId())).hasSize(1);
    }

    @Test
    void aLineThatDropsWhileUploadingIsTriedAgainAndArrivesOnce() {
        BANK.faults("rheinbank").dropDuringUpload(1);
        UUID id = released("16.00", "Brennhof Logistik GmbH");
        assertThat(state(id)).isIn("RELEASED", "SENDING", "SENT");
        jdbc.sql("update payments.bank_file set next_at = created_at where state in ('READY', 'SENDING')")
                .update();
        workAll();
        BANK.tick();
        poller.poll();
        assertThat(state(id)).isEqualTo("SETTLED");
        assertThat(BANK.ledger().bookings(payment(id).endToEndId())).hasSize(1);
    }

    /** The message that calls back leaves, and what the bank answers is read. */
    private void answerOfTheBank() {
        workAll();
        BANK.tick();
        poller.poll();
        jdbc.sql("update connectors.inbound_file set next_at = received_at where state = 'STORED'")
                .update();
        reader.readDue();
    }

    private UUID reconciled(String amount, String creditor) {
        UUID id = released(amount, creditor);
        BANK.tick();
        poller.poll();
        endOfDay();
        assertThat(state(id)).isEqualTo("RECONCILED");
        return id;
    }

    private Recalls.View recall(UUID payment) {
        return recalls.of(TREASURER, payment).getFirst();
    }

    private int openBreaks(UUID payment) {
        return jdbc.sql("select count(*) from reconciliation.break where payment_id = :payment and resolution is null")
                .param("payment", payment)
                .query(Integer.class)
                .single();
    }

    /** Final statements wait for their schedule; here the time for it has come. */
    private void endOfDay() {
        BANK.endOfDay();
        poller.poll();
        jdbc.sql("update connectors.inbound_file set next_at = received_at where state = 'STORED'")
                .update();
        reader.readDue();
    }

    private UUID released(String amount, String creditor) {
        UUID id = approved(amount, creditor);
        release(id);
        workAll();
        return id;
    }

    private UUID approved(String amount, String creditor) {
        return approved(instruction("E2E-DE", amount, creditor));
    }

    private UUID approved(NewPayment payment) {
        Intake intake = payments.initiate(CLERK, payment, null);
        assertThat(intake).isInstanceOf(Intake.Accepted.class);
        UUID id = ((Intake.Accepted) intake).id();
        approve(Target.payment(id));
        return id;
    }

    /** A run that is released, of payments of these amounts. */
    private UUID run(String... amounts) {
        Iterator<Runs.Line> lines = Arrays.stream(amounts)
                .<Runs.Line>map(
                        amount -> new Runs.Line.Good("line", instruction("E2E-DE", amount, "Brennhof Logistik GmbH")))
                .iterator();
        Runs.Made made = runs.fromLines(CLERK, new RunHeader("Suppliers", "SUPPLIER", "API"), lines, null);
        assertThat(made).isInstanceOf(Runs.Made.Run.class);
        Target run = Target.run(((Runs.Made.Run) made).id());
        approve(run);
        release(run);
        workAll();
        return run.id();
    }

    private static NewPayment instruction(String legalEntity, String amount, String creditor) {
        String document = "E2E-INV-" + NUMBER.incrementAndGet();
        return new NewPayment(
                legalEntity,
                null,
                "SUPPLIER",
                Money.of(amount, "EUR"),
                LocalDate.ofInstant(CLOCK.instant(), ZoneId.of("Europe/Berlin")),
                creditor,
                "DE75512108001245126199",
                null,
                "DE",
                document,
                null,
                null,
                document,
                null,
                List.of());
    }

    private void approve(Target target) {
        workAll();
        payments.submit(CLERK, target);
        String hash = queries.toSign(APPROVER, target, Step.APPROVE).hash();
        assertThat(payments.approve(APPROVER, target, hash)).isInstanceOf(ActResult.Done.class);
    }

    private void release(UUID id) {
        release(Target.payment(id));
    }

    private void release(Target target) {
        String hash = queries.toSign(TREASURER, target, Step.RELEASE).hash();
        assertThat(payments.release(TREASURER, target, hash)).isInstanceOf(ActResult.Done.class);
    }

    private void workAll() {
        for (int round = 0; engine.work(); round++) {
            assertThat(round).as("the work comes to an end").isLessThan(100);
        }
    }

    private Views.Payment payment(UUID id) {
        return queries.payment(CLERK, id).orElseThrow().payment();
    }

    private String state(UUID id) {
        return payment(id).state().name();
    }

    private static Scenario scenario(String yaml) {
        return Scenario.read(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
    }

    /** It is 24 November 2026, a quarter past nine in Berlin, and goes on: whatever day the test runs on. */
    private static Clock aTuesday() {
        Clock real = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
        return Clock.offset(real, Duration.between(real.instant(), Instant.parse("2026-11-24T08:15:00Z")));
    }

    private static BankSimulator bank() {
        try {
            BankProfile rheinbank = new BankProfile(
                    "rheinbank",
                    "Rheinbank",
                    "COBADEFFXXX",
                    true,
                    List.of(new BankProfile.Account(
                            ACCOUNT, "Aldermoor Optik GmbH", "EUR", new BigDecimal("500000.00"))));
            BankProfile portal = new BankProfile(
                    "portal",
                    "Portal Bank",
                    "PORTITRR",
                    BankProfile.Dialect.CAMT_08,
                    BankProfile.Channel.PORTAL,
                    List.of(new BankProfile.Account(
                            BY_HAND, "Aldermoor Ottica SRL", "EUR", new BigDecimal("500000.00"))));
            BankProfile donaubank = new BankProfile(
                    "donaubank",
                    "Donaubank",
                    "GIBAATWWXXX",
                    true,
                    List.of(new BankProfile.Account(
                            REVERSING, "Aldermoor Optik AG", "EUR", new BigDecimal("500000.00"))));
            return BankSimulator.start(
                    Files.createTempDirectory(
                            Files.createDirectories(Path.of("target").toAbsolutePath()), "bank-"),
                    0,
                    List.of(rheinbank, portal, donaubank),
                    Scenario.plain(),
                    CLOCK);
        } catch (IOException noRoom) {
            throw new UncheckedIOException(noRoom);
        }
    }

    private static Caller person(String id, String role, Capability capability) {
        return new Caller(
                new Cause(new Actor(Actor.Kind.HUMAN, id, id), "c-e2e", null, "127.0.0.1"),
                Set.of(Capability.PAYMENTS_READ, capability),
                Set.of(role),
                Set.of());
    }
}
