package io.countersign.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cases.CaseQueue;
import io.countersign.cases.CaseState;
import io.countersign.cases.CaseView;
import io.countersign.cases.Cases;
import io.countersign.controls.files.WatchedDirectory;
import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.platform.CountersignTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What a bank promised, as the profile of its connection says it, is what counts for its payments. */
@CountersignTest
@Import(PaymentsFixture.class)
class BankTermsTest {

    private static final Path DIRECTORY = directory();
    private static final Caller OPERATOR = Cast.person("olga", "operator", Capability.CASES_TECHNICAL);
    private static final Cases.Filter REFUSED =
            new Cases.Filter(CaseQueue.TECHNICAL, List.of(), null, "PROFILE_REFUSED", null, null, null);
    private static final ValueDates.Way SEPA = new ValueDates.Way(StubBank.CONNECTION, "SEPA_SCT", "EUR");

    private static final String PROFILE = """
            profile: sepa-generic-09
            title: A bank that says what it does
            owner: treasurer
            guide: Letter of the bank, 2 November 2026
            message: pain.001.001.09
            file: {name: "{messageId}-{payees}.xml"}
            acknowledged-within: PT45M
            calendar: GB
            cut-offs:
              - {scheme: SEPA_SCT, at: "16:45", zone: Europe/Berlin, days: 1}
            verification-of-payee:
              choice: opt-out
              who: Helga Brandt
              why: Every account is verified when it is entered
              instruction: NO PAYEE VERIFICATION
            schemes:
              - scheme: SEPA_SCT
                service-level: SEPA
                charge-bearer: SLEV
                accounts:
                  - form: iban
              - scheme: "*"
                accounts:
                  - form: iban
            """;

    @Autowired
    PaymentsFixture.Scene scene;

    @Autowired
    Runs runs;

    @Autowired
    Payments payments;

    @Autowired
    ValueDates dates;

    @Autowired
    BankDays bankDays;

    @Autowired
    Cases cases;

    @Autowired
    WatchedDirectory bankProfileFiles;

    @Autowired
    JdbcClient jdbc;

    private static Path directory() {
        try {
            Path directory = Files.createTempDirectory("profiles");
            Files.writeString(directory.resolve("own.yaml"), PROFILE);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @DynamicPropertySource
    static void profiles(DynamicPropertyRegistry settings) {
        settings.add("countersign.bank.profiles", DIRECTORY::toString);
    }

    @BeforeEach
    void anEntity() {
        scene.entity();
    }

    @Test
    void theBanksTimeToAcknowledgeAFileIsItsCheckpointAndIsSeen() {
        UUID payment = scene.sent("31.00");
        Instant expected = scene.clock().instant().plus(Duration.ofMinutes(45));
        Views.PaymentFile file = Objects.requireNonNull(scene.detail(payment).file());
        assertThat(file.acknowledgeBy()).isEqualTo(expected);
        assertThat(scene.payment(payment).dueAt()).isEqualTo(expected);

        scene.clock().pass(Duration.ofMinutes(46));
        scene.workAll();
        assertThat(scene.payment(payment).overdue()).isTrue();
        assertThat(cases.ofPayment(OPERATOR, payment)).singleElement().satisfies(opened -> {
            assertThat(opened.kind()).isEqualTo("REPLY_OVERDUE");
            assertThat(opened.detail())
                    .contains("File " + file.messageId() + " was to be acknowledged by stub-bank until");
        });
    }

    @Test
    void theCutOffOfTheProfileComesBeforeThatOfTheSchemeAndSaysSo() {
        Instant afternoon = Instant.parse("2026-11-24T15:00:00Z");
        ValueDate own = dates.of(SEPA, LocalDate.of(2026, 11, 24), afternoon);
        assertThat(own.made()).isTrue();
        assertThat(own.releaseBy()).isEqualTo("2026-11-24T15:45:00Z");
        assertThat(own.policy()).matches("sepa-generic-09@[0-9a-f]{12}#cut-off-1");
        assertThat(own.calendars()).containsExactlyInAnyOrder("TARGET", "GB");

        ValueDate other = dates.of(
                new ValueDates.Way(StubBank.CONNECTION, "SEPA_INST", "EUR"), LocalDate.of(2026, 11, 24), afternoon);
        assertThat(other.policy()).as("the profile has no cut-off for it").startsWith("cut-offs@");
    }

    @Test
    void theCalendarOfTheProfileIsTheBanks() {
        LocalDate summerBankHoliday = LocalDate.of(2026, 8, 31);
        assertThat(bankDays.ofAccount(StubBank.CONNECTION, "EUR").isOpen(summerBankHoliday))
                .isFalse();
        assertThat(dates.of(SEPA, summerBankHoliday, Instant.parse("2026-08-28T09:00:00Z"))
                        .bankDate())
                .isEqualTo("2026-09-01");
    }

    @Test
    void pain23_optedOutWithTheBankTheFileOfARunSaysSoAndWhoDecidedIsOnRecord() {
        UUID run = run("Weekly suppliers", "41.10", "41.20");
        scene.workAll();
        assertThat(scene.queries().runPayees(Cast.CLERK, run)).singleElement().satisfies(tally -> {
            assertThat(tally.verdict()).isEqualTo("OPTED_OUT");
            assertThat(tally.payments()).isEqualTo(2);
            assertThat(tally.decidedBy()).isEqualTo("Helga Brandt");
            assertThat(tally.policy()).startsWith("sepa-generic-09@").endsWith("#verification-of-payee");
        });
        assertThat(events("payment.validated"))
                .filteredOn(data -> data.contains(run.toString()))
                .hasSize(2)
                .allSatisfy(data -> assertThat(data)
                        .contains("\"payeeOptedOutBy\": \"Helga Brandt\"")
                        .contains("Every account is verified when it is entered"));

        sign(Target.run(run));
        scene.workAll();
        assertThat(scene.queries().runFiles(Cast.CLERK, run, 10))
                .singleElement()
                .satisfies(file -> {
                    assertThat(file.unverified()).isTrue();
                    assertThat(file.name()).endsWith("-UNVERIFIED.xml");
                });
    }

    @Test
    void pain23_aSinglePaymentIsNoPackageThatCouldBeOptedOut() {
        UUID run = run("One salary", "42.00");
        scene.workAll();
        assertThat(scene.queries().runPayees(Cast.CLERK, run)).isEmpty();
        sign(Target.run(run));
        scene.workAll();
        assertThat(scene.queries().runFiles(Cast.CLERK, run, 10))
                .singleElement()
                .satisfies(file -> assertThat(file.name()).endsWith("-VERIFIED.xml"));
    }

    @Test
    void aLoadedProfileIsAnEventAndARefusedOneACaseThatEndsWhenItIsMended() throws IOException {
        assertThat(events("bank-profile.loaded"))
                .anySatisfy(data -> assertThat(data).contains("sepa-generic-09").contains("\"version\": 1"));
        Path file = DIRECTORY.resolve("second.yaml");
        String good = PROFILE.replace("profile: sepa-generic-09", "profile: second-bank");
        Files.writeString(file, good.replace("calendar: GB", "calendar: ATLANTIS"));
        bankProfileFiles.look(true);
        assertThat(refused()).singleElement().satisfies(opened -> {
            assertThat(opened.state()).isNotEqualTo(CaseState.RESOLVED);
            assertThat(opened.detail()).containsPattern("line \\d+, column 11: There is no calendar \"ATLANTIS\"");
        });
        assertThat(events("bank-profile.refused")).hasSize(1);
        assertThat(audited("bank-profile-file/second.yaml")).isEqualTo(1);

        Files.writeString(file, good);
        bankProfileFiles.look(true);
        assertThat(refused()).singleElement().extracting(CaseView::state).isEqualTo(CaseState.RESOLVED);
        assertThat(events("bank-profile.loaded"))
                .anySatisfy(data -> assertThat(data).contains("second-bank"));
        assertThat(audited("bank-profile/second-bank")).isEqualTo(1);
    }

    private List<CaseView> refused() {
        return cases.list(OPERATOR, REFUSED, null, 200).cases();
    }

    private UUID run(String name, String... amounts) {
        List<Runs.Line> lines = List.of(amounts).stream()
                .<Runs.Line>map(amount -> new Runs.Line.Good(amount, scene.instruction(amount)))
                .toList();
        Runs.Made made = runs.fromLines(
                Cast.CLERK, new RunHeader(name, "SUPPLIER", "API"), lines.iterator(), new IdempotencyKey(name, "00"));
        return ((Runs.Made.Run) made).id();
    }

    private void sign(Target target) {
        assertThat(payments.submit(Cast.CLERK, target)).isInstanceOf(ActResult.Done.class);
        assertThat(scene.approve(Cast.APPROVER, target)).isInstanceOf(ActResult.Done.class);
        assertThat(scene.release(Cast.TREASURER, target)).isInstanceOf(ActResult.Done.class);
    }

    private List<String> events(String type) {
        return jdbc.sql("select data::text from governance.event where type = :type")
                .param("type", type)
                .query(String.class)
                .list();
    }

    private int audited(String subject) {
        return jdbc.sql("select count(*)::int from governance.audit_entry where subject = :subject")
                .param("subject", subject)
                .query(Integer.class)
                .single();
    }
}
