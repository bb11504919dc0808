package io.countersign.connectors.bank.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.countersign.connectors.BankConnections;
import io.countersign.connectors.BankConnections.Connection;
import io.countersign.model.Fault;
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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

        ProfileDirectory own = new ProfileDirectory(profiles, directory.toString());
        Files.writeString(directory.resolve("housebank.yaml"), OWN);
        own.look();
        assertThat(profiles.faults(order())).isEmpty();
        assertThat(profiles.fileForm("house").orElseThrow().namePattern()).isEqualTo("{messageId}.xml");

        Files.writeString(directory.resolve("housebank.yaml"), OWN + "file: {name: \"PAY-{messageId}-{date}.xml\"}\n");
        own.look();
        assertThat(profiles.fileForm("house").orElseThrow().namePattern()).isEqualTo("PAY-{messageId}-{date}.xml");
    }

    @Test
    void aBrokenFileIsRefusedAndTheRunningVersionStays() throws IOException {
        ProfileDirectory own = new ProfileDirectory(profiles, directory.toString());
        Files.writeString(directory.resolve("housebank.yaml"), OWN);
        own.look();
        String running = profiles.fileForm("house").orElseThrow().profile();

        Files.writeString(directory.resolve("housebank.yaml"), OWN.replace("SLEV", "SLOW"));
        own.look();
        assertThat(profiles.fileForm("house").orElseThrow().profile()).isEqualTo(running);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            title: Our house bank      | title: [a, b]              | line 2, column 8     | One text is expected as title
            message: pain.001.001.09   | message: pain.001.001.08   | line 5, column 10    | Written can be pain.001.001.03
            charge-bearer: SLEV        | charge-bearer: SLOW        | line 9, column 20    | SLEV, SHAR, DEBT or CRED is expected
            currencies: [EUR]          | currencies: [euro]         | line 10, column 17   | A currency of ISO 4217 is expected
            form: iban                 | form: "(?<bank>[0-9"       | line 12, column 15   | This is no pattern
            form: iban                 | form: "([0-9]{6})"         | line 12, column 15   | a pattern with the groups
            service-level: SEPA        | servicelevel: SEPA         | line 8, column 19    | "servicelevel" is not known here
            guide: House bank          | guides: House bank         | line 1, column 1     | A profile names the guide it follows
            owner: treasurer           | owner: {a                  | line 4, column 6     | expected
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
                BankConnections.RecallMessage.CAMT_055,
                null);
    }
}
