package io.countersign.connectors.bank;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cases.CaseView;
import io.countersign.cases.Cases;
import io.countersign.connectors.BankConnections.Connection;
import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.Actor;
import io.countersign.model.Cause;
import io.countersign.payments.ActResult;
import io.countersign.payments.MasterData;
import io.countersign.payments.PaymentEngine;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.PaymentState;
import io.countersign.payments.Payments;
import io.countersign.payments.Runs;
import io.countersign.payments.Step;
import io.countersign.payments.Target;
import io.countersign.payments.Views;
import io.countersign.platform.CountersignTest;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Bills that are paid over the ACH network by a NACHA file, and what the bank lays out about its entries. */
@CountersignTest
class AchEndToEndTest {

    private static final String CONNECTION = "first-bank";
    private static final Cause ERP = Cause.system("test", new UUID(0, 1));
    private static final BankAtHome BANK = bank();

    private static final Caller CLERK =
            person("jana", "clerk", Capability.PAYMENTS_INITIATE, Capability.INVOICES_READ, Capability.CASES_BUSINESS);
    private static final Caller APPROVER = person("miriam", "approver", Capability.PAYMENTS_APPROVE);
    private static final Caller TREASURER = person("henrik", "treasurer", Capability.PAYMENTS_RELEASE);

    @Autowired
    MasterData master;

    @Autowired
    Runs runs;

    @Autowired
    Payments payments;

    @Autowired
    PaymentQueries queries;

    @Autowired
    PaymentEngine engine;

    @Autowired
    BankPoller poller;

    @Autowired
    Cases cases;

    @Autowired
    Clock clock;

    @DynamicPropertySource
    static void connectTheBank(DynamicPropertyRegistry settings) throws IOException {
        Connection bank = BANK.connection(CONNECTION);
        String prefix = "countersign.bank.connections[0].";
        settings.add(prefix + "name", bank::name);
        settings.add(prefix + "host", bank::host);
        settings.add(prefix + "port", bank::port);
        settings.add(prefix + "user", bank::user);
        settings.add(prefix + "private-key", () -> String.valueOf(bank.privateKey()));
        settings.add(prefix + "host-key", bank::hostKey);
        settings.add(prefix + "archive-dir", bank::archiveDir);
        settings.add(prefix + "profile", () -> "us-nacha");
        Path policies = Files.createTempDirectory("countersign-policies-");
        Files.writeString(policies.resolve("routing.yaml"), """
                policy: routing
                owner: treasurer
                effective: 2025-01-02
                description: Dollars go through the ACH network
                rows:
                  - {when: currency == 'USD', scheme: ACH, because: Cheapest in the United States}
                """);
        settings.add("countersign.policies.dir", policies::toString);
    }

    @AfterAll
    static void closeTheBank() throws IOException {
        BANK.close();
    }

    @BeforeEach
    void company() {
        master.legalEntities(List.of(new MasterData.LegalEntity(
                "AO-US", "Aldermoor Optics Inc", "US", "USD", "America/New_York", "company-us")));
        master.ownAccounts(List.of(new MasterData.OwnAccount(
                "AO-US", "091000019-5550001", "FRSTUS33", "USD", "Operating", CONNECTION, "journal-us")));
    }

    @Test
    void anEntryThatComesBackReversesItsPaymentAndOpensItsBillAndNothingIsPaidAgain() throws IOException {
        bill("prairie", "Prairie Lens Works", "231380104-12345678", "1250.00");
        bill("lakeside", "Lakeside Freight LLC", "231380104-87654321", "310.40");
        UUID run = paid("prairie", "lakeside");
        Views.Payment returned = payment(run, "Prairie Lens Works");
        Views.Payment changed = payment(run, "Lakeside Freight LLC");
        assertThat(List.of(returned, changed)).extracting(Views.Payment::state).containsOnly(PaymentState.SENT);
        List<String> sent = fileAtTheBank();
        assertThat(sent.getFirst()).startsWith("101 091000019");

        layOut(
                "returns.ach",
                returned(entryOf(sent, returned), "R03"),
                changed(entryOf(sent, changed), "C01", "87650000"));
        poller.poll();

        Views.Payment back = queries.payment(CLERK, returned.id()).orElseThrow().payment();
        assertThat(back.state()).isEqualTo(PaymentState.REVERSED);
        assertThat(back.reasonCode()).isEqualTo("R03");
        assertThat(back.reasonMeaning()).isEqualTo("There is no such account, or it belongs to somebody else");
        assertThat(casesOf(returned)).singleElement().satisfies(opened -> {
            assertThat(opened.kind()).isEqualTo("RETURNED");
            assertThat(opened.detail())
                    .isEqualTo("There is no such account, or it belongs to somebody else.\n"
                            + "The bills it paid are open again; nothing is paid again by itself.");
        });
        assertThat(open("prairie").open()).isEqualByComparingTo("1250.00");

        assertThat(queries.payment(CLERK, changed.id()).orElseThrow().payment().state())
                .isEqualTo(PaymentState.SENT);
        assertThat(casesOf(changed)).singleElement().satisfies(opened -> {
            assertThat(opened.kind()).isEqualTo("CHANGE_NOTIFIED");
            assertThat(opened.detail())
                    .startsWith("The account number is wrong: from now on account number 87650000.")
                    .contains("to the account ending in 4321. Correct the bank details of Lakeside Freight LLC");
        });

        layOut("returns-again.ach", returned(entryOf(sent, returned), "R03"));
        poller.poll();
        workAll();
        assertThat(casesOf(returned)).as("the same return is told once").hasSize(1);
        assertThat(filesAtTheBank()).as("nothing leaves again by itself").hasSize(1);
        assertThat(queries.run(CLERK, run).orElseThrow().payments()).isEqualTo(2);

        UUID second = made(
                runs.fromInvoices(CLERK, "Once more", List.of(open("prairie").id()), today()));
        assertThat(payment(second, "Prairie Lens Works").state())
                .as("a person may pay the bill again")
                .isNotEqualTo(PaymentState.REVERSED);
    }

    private void bill(String supplier, String name, String account, String amount) {
        master.parties(
                List.of(new MasterData.Party(supplier, "SUPPLIER", name, "US", null, "NORMAL", null, true)), ERP);
        master.partyAccounts(
                List.of(new MasterData.PartyAccount(
                        "account-" + supplier, supplier, account, null, "USD", null, true, null, true)),
                ERP);
        master.invoices(
                List.of(new MasterData.Invoice(
                        "bill-" + supplier,
                        "company-us",
                        supplier,
                        "account-" + supplier,
                        "BILL",
                        "BILL/2026/" + supplier,
                        "INV-" + supplier,
                        today().minusDays(20),
                        today(),
                        "USD",
                        new BigDecimal(amount),
                        new BigDecimal(amount),
                        null,
                        null,
                        "not_paid")),
                ERP);
    }

    /** A run of the bills of these suppliers, signed and with the bank. */
    private UUID paid(String... suppliers) {
        List<UUID> bills =
                Stream.of(suppliers).map(supplier -> open(supplier).id()).toList();
        Target run = Target.run(made(runs.fromInvoices(CLERK, "Suppliers US", bills, today())));
        workAll();
        assertThat(queries.openHolds(CLERK, run.id(), 10)).isEmpty();
        assertThat(payments.submit(CLERK, run)).isInstanceOf(ActResult.Done.class);
        assertThat(payments.approve(
                        APPROVER,
                        run,
                        queries.toSign(APPROVER, run, Step.APPROVE).hash()))
                .isInstanceOf(ActResult.Done.class);
        assertThat(payments.release(
                        TREASURER,
                        run,
                        queries.toSign(TREASURER, run, Step.RELEASE).hash()))
                .isInstanceOf(ActResult.Done.class);
        workAll();
        return run.id();
    }

    private static UUID made(Runs.Made made) {
        assertThat(made).isInstanceOf(Runs.Made.Run.class);
        return ((Runs.Made.Run) made).id();
    }

    private Views.Invoice open(String supplier) {
        return queries.openInvoices(CLERK, "BILL/2026/" + supplier, null, null, 1).items().stream()
                .findFirst()
                .orElseThrow();
    }

    private Views.Payment payment(UUID run, String creditor) {
        PaymentQueries.Filter filter = new PaymentQueries.Filter(creditor, null, List.of(), run, null);
        return queries.payments(CLERK, filter, null, 1).items().getFirst();
    }

    private List<CaseView> casesOf(Views.Payment payment) {
        return cases.ofPayment(CLERK, payment.id());
    }

    private void workAll() {
        for (int round = 0; engine.work(); round++) {
            assertThat(round).as("the work comes to an end").isLessThan(100);
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneId.of("America/New_York"));
    }

    private static List<Path> filesAtTheBank() throws IOException {
        try (Stream<Path> files = Files.list(BANK.home.resolve("upload"))) {
            return files.toList();
        }
    }

    private static List<String> fileAtTheBank() throws IOException {
        List<Path> files = filesAtTheBank();
        assertThat(files).hasSize(1);
        return Files.readAllLines(files.getFirst(), StandardCharsets.US_ASCII);
    }

    /** The entry that the bank got for a payment, by our reference in its individual id. */
    private static String entryOf(List<String> sent, Views.Payment payment) {
        return sent.stream()
                .filter(line ->
                        line.startsWith("622") && line.substring(39, 54).strip().equals(payment.reference()))
                .findFirst()
                .orElseThrow();
    }

    /** As the receiving bank sends an entry back: its addenda names the trace number of the original. */
    private static String returned(String entry, String code) {
        return back(entry, entry.substring(29, 39))
                + "\n799%s%s      23138010%-44s231380100000001".formatted(code, trace(entry), "");
    }

    private static String changed(String entry, String code, String corrected) {
        return back(entry, "0".repeat(10))
                + "\n798%s%s      23138010%-29s%15s231380100000001".formatted(code, trace(entry), corrected, "");
    }

    private static String back(String entry, String cents) {
        return "621091000019" + entry.substring(12, 29) + cents + entry.substring(39, 78) + "1231380100000001";
    }

    private static String trace(String entry) {
        return entry.substring(79, 94);
    }

    private static void layOut(String name, String... entries) throws IOException {
        String file = """
                101 123456789 0910000192611271200A094101YOUR COMPANY           ORIGINATING BANK       %s
                5220YOUR COMPANY                        1234567890CCDSUPPLIERS       261127   1091000010000001
                %s
                82200000020023138010000000000000000000000000 1234567890                        091000010000001
                9000001000001000000020023138010000000000000000000000000
                """.formatted(name.substring(0, 8), String.join("\n", entries));
        Files.writeString(BANK.home.resolve("download").resolve(name), file, StandardCharsets.US_ASCII);
    }

    private static BankAtHome bank() {
        try {
            return new BankAtHome(Files.createTempDirectory(
                    Files.createDirectories(Path.of("target").toAbsolutePath()), "bank-"));
        } catch (IOException | GeneralSecurityException noRoom) {
            throw new IllegalStateException(noRoom);
        }
    }

    private static Caller person(String id, String role, Capability... capabilities) {
        Set<Capability> all = new HashSet<>(Set.of(capabilities));
        all.add(Capability.PAYMENTS_READ);
        return new Caller(
                new Cause(new Actor(Actor.Kind.HUMAN, id, id), "c-ach", null, "127.0.0.1"),
                Set.copyOf(all),
                Set.of(role),
                Set.of());
    }
}
