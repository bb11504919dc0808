package io.countersign.connectors.bank.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.countersign.connectors.BankConnections;
import io.countersign.connectors.BankConnections.Connection;
import io.countersign.model.Fault;
import io.countersign.payments.ports.BankProfiles;
import io.countersign.payments.ports.BankProfiles.Order;
import io.countersign.payments.ports.BankRail.Instruction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Profiles of one's own: loaded from a directory, refused when they are broken. */
class ProfileFilesTest {

    private static final String OWN = """
            profile: housebank-09
            title: Our house bank
            owner: treasurer
            guide: House bank, file guide 4.2, section 7
            message: pain.001.001.09
            schemes:
              - scheme: SEPA_SCT
                service-level: SEPA
                charge-bearer: SLEV
                currencies: [EUR]
                accounts:
                  - form: iban
            """;

    private static final String TERMS = """
              - scheme: URGENT
                acknowledged-within: PT5M
                accounts:
                  - form: iban
            acknowledged-within: PT2H
            calendar: DE
            cut-offs:
              - {scheme: SEPA_SCT, at: "15:00", zone: Europe/Berlin, days: 1}
              - {scheme: SEPA_SCT, currencies: [EUR], at: "16:00", zone: Europe/Berlin, days: 1}
            verification-of-payee:
              choice: opt-out
              who: Helga Brandt
              why: Accounts are verified when entered
              instruction: NO VOP
            """;

    @TempDir
    Path directory;

    private final Profiles profiles =
            new Profiles(new BankConnections(List.of(connection("house", "housebank-09")), Duration.ofSeconds(1)));

    @Test
    void pain01_aNewProfileIsAFileAndNeedsNoCode() throws IOException {
        assertThat(profiles.faults(order()))
                .extracting(Fault::path, Fault::message)
                .containsExactly(tuple(
                        "/connection", "There is no bank profile housebank-09, which the connection house names"));

        profiles.run(ProfileReader.read(OWN).profile().orElseThrow());
        assertThat(profiles.faults(order())).isEmpty();
        assertThat(profiles.fileForm("house").orElseThrow().namePattern()).isEqualTo("{messageId}.xml");

        profiles.run(ProfileReader.read(OWN + "file: {name: \"PAY-{messageId}-{date}.xml\"}\n")
                .profile()
                .orElseThrow());
        assertThat(profiles.fileForm("house").orElseThrow().namePattern()).isEqualTo("PAY-{messageId}-{date}.xml");
    }

    @Test
    void theFormOfAnAchFileSaysWithWhatItsTraceNumbersBegin() {
        Profiles shipped =
                new Profiles(new BankConnections(List.of(connection("ach", "us-nacha")), Duration.ofSeconds(1)));
        assertThat(shipped.fileForm("ach").orElseThrow().tracePrefix()).isEqualTo("09100001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization: none", "content-type: text/plain", "X-Payees", "X-Payees: a\tb"})
    void refusesAHeaderThatIsNoneOrThatEveryRequestHas(String header) {
        String terms = TERMS.replace("instruction: NO VOP", "header: \"%s\"".formatted(header));
        assertThat(ProfileReader.read(OWN + terms).faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.message()).contains("A header of its own, as Name: value"));
    }

    @Test
    void entriesOfAnAchFileAreCalledBackByNoMessage() {
        String source = ShippedProfiles.source("us-nacha") + "recall: {message: pain.007.001.09}\n";
        assertThat(ProfileReader.read(source).faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.message()).contains("called back by no message"));
    }

    @Test
    void aProfileWhoseRecallHasNoRoomForTheBatchFailsItsTrial() {
        String source = OWN + "file: {payment-information-id: \"ABCDEFGHIJ{messageId}ABCDEFGHIJ\"}\n";
        assertThat(SelfTest.faults(ProfileReader.read(source).profile().orElseThrow()))
                .anySatisfy(fault -> assertThat(fault.path() + ": " + fault.message())
                        .startsWith("recall: OrgnlPmtInfId has 42 characters, its field has 35"));
    }

    @Test
    void whatAProfilePromisesIsKnownForEachSchemeAndCurrency() {
        profiles.run(ProfileReader.read(OWN + TERMS).profile().orElseThrow());
        BankProfiles.Terms terms = profiles.terms("house", "SEPA_SCT").orElseThrow();
        assertThat(terms.acknowledgedWithin()).isEqualTo(Duration.ofHours(2));
        assertThat(terms.cutOff("EUR").orElseThrow().at()).isEqualTo(LocalTime.of(16, 0));
        assertThat(terms.cutOff("EUR").orElseThrow().rule())
                .startsWith("housebank-09@")
                .endsWith("#cut-off-2");
        assertThat(terms.cutOff("CHF").orElseThrow().rule()).endsWith("#cut-off-1");
        assertThat(terms.payees())
                .isEqualTo(new BankProfiles.PayeeChoice(false, "Helga Brandt", "Accounts are verified when entered"));
        assertThat(profiles.calendar("house")).hasValue("DE");
        assertThat(profiles.terms("house", "URGENT").orElseThrow().acknowledgedWithin())
                .isEqualTo(Duration.ofMinutes(5));
        assertThat(profiles.terms("house", "CROSS_BORDER")).isEmpty();
    }

    @Test
    void everyCalendarAShippedProfileNamesIsThere() {
        Set<String> named = profiles.running().values().stream()
                .map(Profile::calendar)
                .filter(calendar -> calendar != null)
                .collect(Collectors.toSet());
        assertThat(named)
                .contains("TARGET", "US-FED")
                .allSatisfy(calendar -> assertThat(getClass().getResource("/calendars/" + calendar + ".yaml"))
                        .isNotNull());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            title: Our house bank      | title: [a, b]              | line 2, column 8     | One text is expected as title
            message: pain.001.001.09   | message: pain.001.001.08   | line 5, column 10    | Written can be pain.001.001.03
            charge-bearer: SLEV        | charge-bearer: SLOW        | line 9, column 20    | SLEV, SHAR, DEBT or CRED is expected
            currencies: [EUR]          | currencies: [euro]         | line 10, column 17   | A currency of ISO 4217 is expected
            currencies: [EUR]          | currencies: [GUR]          | line 10, column 17   | A currency of ISO 4217 is expected
            form: iban                 | form: "(?<bank>[0-9"       | line 12, column 15   | This is no pattern
            form: iban                 | form: "([0-9]{6})"         | line 12, column 15   | a pattern with the groups
            service-level: SEPA        | servicelevel: SEPA         | line 8, column 19    | "servicelevel" is not known here
            guide: House bank          | guides: House bank         | line 1, column 1     | A profile names the guide it follows
            owner: treasurer           | owner: {a                  | line 4, column 6     | expected
            owner: treasurer           | acknowledged-within: PT0S  | line 3, column 22    | A duration longer than nothing
            owner: treasurer           | cut-offs: soon             | line 3, column 11    | A list is expected as cut-offs
            owner: treasurer           | recall: {message: pain.008} | line 3, column 19 | Payments are called back by camt.055.001.08
            owner: treasurer           | recall: camt.056.001.08    | line 3, column 9     | recall has fields of its own
            owner: treasurer           | owner: the boss            | line 3, column 8     | There is no role "the boss"; known are clerk
            owner: treasurer           | calendar: [TARGET]         | line 3, column 11    | One text is expected as calendar
            """)
    void everyFaultIsToldWithLineAndReason(String good, String bad, String place, String reason) {
        ProfileReader.Read read = ProfileReader.read(OWN.replace(good, bad));
        assertThat(read.profile()).isEmpty();
        assertThat(read.faults()).anySatisfy(fault -> {
            assertThat(fault.path()).isEqualTo(place);
            assertThat(fault.message()).contains(reason);
        });
    }

    @Test
    void theCommandTellsFaultsWithFileLineAndReason() throws IOException {
        Path file = Files.writeString(directory.resolve("own.yaml"), OWN.replace("[EUR]", "[euro]"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(new ProfileReport(new PrintStream(out, true, StandardCharsets.UTF_8)).check(file))
                .isEqualTo(ProfileReport.FAULTY);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("own.yaml, line 10, column 17: \"euro\"");
    }

    @ParameterizedTest
    @CsvSource({"TARGET, false", "NOWHERE, true"})
    void theCommandTellsACalendarThatMustBeOneOfTheCompanysOwn(String calendar, boolean told) throws IOException {
        Path file = Files.writeString(directory.resolve("own.yaml"), OWN + "calendar: %s\n".formatted(calendar));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(new ProfileReport(new PrintStream(out, true, StandardCharsets.UTF_8)).check(file))
                .isEqualTo(ProfileReport.GOOD);
        assertThat(out.toString(StandardCharsets.UTF_8)
                        .contains("own.yaml, line 13, column 11: No calendar that ships is called \"NOWHERE\""))
                .isEqualTo(told);
    }

    @Test
    void theCommandTellsTheCalendarBesideOtherFaults() throws IOException {
        Path file = Files.writeString(
                directory.resolve("own.yaml"), OWN.replace("owner: treasurer", "owner: boss\ncalendar: NOWHERE"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(new ProfileReport(new PrintStream(out, true, StandardCharsets.UTF_8)).check(file))
                .isEqualTo(ProfileReport.FAULTY);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("line 3, column 8: There is no role \"boss\"", "line 4, column 11: No calendar that ships");
    }

    @Test
    void theListSaysByWhichMessagePaymentsAreCalledBack() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ProfileReport(new PrintStream(out, true, StandardCharsets.UTF_8)).list();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("recall: camt.055.001.08", "recall: none");
        assertThat(profiles.all())
                .filteredOn(each -> each.name().equals("us-nacha"))
                .extracting(BankProfiles.Described::recall)
                .containsExactly("none");
    }

    @Test
    void theListNamesTheConnectionsThatUseAProfile() {
        profiles.run(ProfileReader.read(OWN).profile().orElseThrow());
        assertThat(profiles.all().stream().filter(each -> !each.connections().isEmpty()))
                .extracting(BankProfiles.Described::name, BankProfiles.Described::connections)
                .containsExactly(tuple("housebank-09", List.of("house")));
    }

    @Test
    void theCommandSaysInWordsWhyAFileCannotBeRead() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ProfileReport report = new ProfileReport(new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(report.check(directory.resolve("missing.yaml"))).isEqualTo(ProfileReport.UNREADABLE);
        assertThat(report.check(Files.write(directory.resolve("own.yaml"), new byte[] {(byte) 0xC0, 0})))
                .isEqualTo(ProfileReport.UNREADABLE);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "missing.yaml cannot be read: there is no such file", "own.yaml cannot be read: it is no text");
    }

    @Test
    void aLimitOfNothingOrLessIsAFault() {
        assertThat(ProfileReader.read(OWN.replace("currencies: [EUR]", "most-amount: -5"))
                        .faults())
                .extracting(Fault::message)
                .containsExactly("An amount of more than nothing is expected as most-amount");
    }

    @Test
    void aProfileThatContradictsItselfFailsItsTrial() throws IOException {
        Path file = Files.writeString(
                directory.resolve("own.yaml"),
                OWN.replace(
                        "charge-bearer: SLEV", "forbidden: [remittance, creditor-bic]\n    required: [creditor-bic]"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(new ProfileReport(new PrintStream(out, true, StandardCharsets.UTF_8)).check(file))
                .isEqualTo(ProfileReport.FAULTY);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("/creditorBic: housebank-09: SEPA_SCT needs it");
    }

    private static Order order() {
        return new Order(
                "house",
                "SEPA_SCT",
                Samples.debtor("EUR"),
                Samples.ON,
                new Instruction(
                        "PAY-1",
                        "E2E-1",
                        new BigDecimal("10.00"),
                        "EUR",
                        "Brennhof",
                        "DE75512108001245126199",
                        null,
                        "DE",
                        null,
                        "Invoice 1",
                        null,
                        null));
    }

    static Connection connection(String name, String profile) {
        return new Connection(
                name,
                BankConnections.Channel.PORTAL,
                null,
                22,
                null,
                null,
                null,
                "/upload",
                "/download",
                null,
                ".part",
                List.of(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                null,
                null,
                profile,
                null,
                null);
    }
}
