package io.countersign.connectors.bank.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connectors.BankConnections;
import io.countersign.payments.ports.BankProfiles.AsWritten;
import io.countersign.payments.ports.BankProfiles.Creditor;
import io.countersign.payments.ports.BankProfiles.Order;
import io.countersign.payments.ports.BankRail.Debtor;
import io.countersign.payments.ports.BankRail.Instruction;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What banks refuse, by their profiles. */
class InstructionRulesTest {

    private static final String ADDRESS =
            "{\"street\": \"Bahnhofstrasse 1\", \"city\": \"Zürich\", \"postcode\": \"8001\", \"country\": \"CH\"}";

    private final Profiles profiles = new Profiles(new BankConnections(
            ShippedProfiles.NAMES.stream()
                    .map(name -> ProfileFilesTest.connection(name, name))
                    .toList(),
            Duration.ofSeconds(1)));

    @ParameterizedTest(name = "{0} {1}: {8}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            sepa-generic-09 | SEPA_SCT        | EUR | 10    | DE75512108001245126199 | -           | Invoice 1 | -                           |
            sepa-generic-09 | SEPA_SCT        | CHF | 10    | DE75512108001245126199 | -           | Invoice 1 | -                           | /currency
            sepa-generic-09 | SEPA_SCT        | EUR | 10    | 12345678               | -           | Invoice 1 | -                           | /creditorNumber
            sepa-generic-09 | SEPA_SCT        | EUR | 10    | CH4431999123000889012  | -           | Invoice 1 | -                           | /structuredReference
            sepa-generic-09 | SEPA_SCT        | EUR | 10    | CH4431999123000889012  | -           | -         | 210000000003139471430009017 |
            sepa-generic-09 | SEPA_SCT        | EUR | 10    | CH9300762011623852957  | -           | -         | 210000000003139471430009017 | /creditorNumber
            sepa-generic-09 | SEPA_SCT        | EUR | 10    | CH4431999123000889012  | -           | -         | RF18539007547034            | /structuredReference
            sepa-generic-09 | SEPA_SCT        | EUR | 10    | DE75512108001245126199 | -           | 日本       | -                           | /remittance
            ch-sps-09       | DOMESTIC        | CHF | 10    | CH4431999123000889012  | -           | -         | 210000000003139471430009017 |
            ch-sps-09       | DOMESTIC        | CHF | 10    | CH9300762011623852957  | -           | -         | RF18539007547034            |
            ch-sps-09       | DOMESTIC        | CHF | 10    | DE75512108001245126199 | -           | Invoice 1 | -                           | /creditorNumber /creditorCountry
            ch-sps-09       | SEPA_INST       | EUR | 10    | DE75512108001245126199 | -           | Invoice 1 | -                           | /scheme
            ch-sps-09       | CROSS_BORDER    | USD | 10    | 000123456789           | -           | Invoice 1 | -                           | /creditorBic
            be-febelfin-03  | SEPA_SCT        | EUR | 10    | BE68539007547034       | -           | -         | 010806817183                |
            de-dk-09        | SEPA_SCT        | EUR | 10    | BE68539007547034       | -           | -         | 010806817183                | /structuredReference
            nordea-03       | SEPA_SCT        | EUR | 10    | FI2112345600000785     | -           | -         | 559582243294671             |
            nordea-03       | SEPA_SCT        | EUR | 10    | FI2112345600000785     | -           | -         | 559582243294672             | /structuredReference
            nordea-03       | DOMESTIC        | NOK | 10    | 86011117947            | -           | -         | 01290865                    | /structuredReference
            nordea-03       | DOMESTIC        | NOK | 10    | NO9386011117947        | -           | -         | 01290865                    |
            gb-lhv-09       | FASTER_PAYMENTS | GBP | 10    | 202017-55555555        | -           | Invoice 1 | -                           |
            gb-lhv-09       | FASTER_PAYMENTS | GBP | 1000001 | 202017-55555555      | -           | Invoice 1 | -                           | /amount
            us-nacha        | ACH             | USD | 10    | 231380104-12345678     | -           | Invoice 1 | -                           |
            us-nacha        | ACH             | USD | 10    | 231380105-12345678     | -           | Invoice 1 | -                           | /creditorNumber
            cross-border-09 | CROSS_BORDER    | USD | 10    | 000123456789           | CHASUS33XXX | Invoice 1 | -                           |
            cross-border-09 | CROSS_BORDER    | AED | 10    | AE070331234567890123456 | EBILAEADXXX | Invoice 1 | -                          | /purpose
            """)
    void whatTheBankRefusesIsToldWithItsPath(
            String profile,
            String scheme,
            String currency,
            BigDecimal amount,
            String number,
            @Nullable String bic,
            @Nullable String remittance,
            @Nullable String reference,
            @Nullable String paths) {
        Order order = order(profile, scheme, payment(currency, amount, number, bic, remittance, reference, ADDRESS));
        assertThat(profiles.faults(order).stream().map(fault -> fault.path()).toList())
                .as("%s", profiles.faults(order))
                .containsExactlyElementsOf(paths == null ? List.of() : List.of(paths.split(" ", -1)));
    }

    @Test
    void pain02_aSupplierWithoutTownAndCountryInFieldsOfTheirOwnIsToldBeforeAnythingIsPaid() {
        LocalDate on = LocalDate.of(2026, 11, 30);
        Creditor without =
                new Creditor("Lac SA", "000123456789", "CHASUS33XXX", "US", "{\"street\": \"1 Main St, NY\"}");
        assertThat(profiles.compliance("cross-border-09", without, on)).anySatisfy(fault -> {
            assertThat(fault.path()).isEqualTo("/creditorAddress");
            assertThat(fault.message()).contains("needs a town");
        });
        assertThat(profiles.compliance("sepa-generic-09", without, on))
                .singleElement()
                .satisfies(fault -> assertThat(fault.message()).contains("only the country is sent"));
        Creditor with = new Creditor("Lac SA", "CH9300762011623852957", "UBSWCHZHXXX", "CH", ADDRESS);
        assertThat(profiles.compliance("cross-border-09", with, on)).isEmpty();
        assertThat(profiles.compliance("sepa-generic-09", with, on)).isEmpty();
    }

    @Test
    void pain02_linesEndOnTheDateOfTheProfileAndBecomeFields() {
        Instruction payment = payment("EUR", BigDecimal.TEN, "DE75512108001245126199", null, "x", null, ADDRESS);
        Profile profile = Objects.requireNonNull(profiles.running().get("sepa-generic-03"));
        assertThat(PostalAddress.of(ADDRESS, "CH", profile, LocalDate.of(2026, 11, 14))
                        .lines())
                .containsExactly("Bahnhofstrasse 1", "8001 Zuerich");
        PostalAddress later = PostalAddress.of(payment.addressJson(), "CH", profile, LocalDate.of(2026, 11, 15));
        assertThat(later.lines()).isEmpty();
        assertThat(later.town()).isEqualTo("Zuerich");
    }

    @Test
    void pain02_ourOwnTownMustBeKnownWhereTheBankWantsOurAddress() {
        Instruction payment = payment("USD", BigDecimal.TEN, "000123456789", "CHASUS33XXX", "x", null, ADDRESS);
        Debtor unknown = new Debtor("Alpenrose GmbH", "DE", "DE89370400440532013000", "COBADEFFXXX", "EUR");
        assertThat(profiles.faults(new Order("cross-border-09", "CROSS_BORDER", unknown, Samples.ON, payment)))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.path()).isEqualTo("/debtorAddress");
                    assertThat(fault.message()).contains("address of our own company");
                });
        assertThat(profiles.faults(order("cross-border-09", "CROSS_BORDER", payment)))
                .isEmpty();
        assertThat(profiles.faults(new Order("sepa-generic-09", "CROSS_BORDER", unknown, Samples.ON, payment)))
                .isEmpty();
    }

    @Test
    void theTextIsShownAsTheBankGetsItAndWhatIsCutIsTold() {
        String text = "Rechnung 4711 für Öl, 4712 für Fett";
        AsWritten written = profiles.asWritten(order(
                        "gb-lhv-09",
                        "FASTER_PAYMENTS",
                        payment("GBP", BigDecimal.TEN, "202017-55555555", null, text, null, ADDRESS)))
                .orElseThrow();
        assertThat(written.creditorName()).isEqualTo("Mueller + Soehne");
        assertThat(written.remittance()).isEqualTo("Rechnung 4711 fuer");
        assertThat(written.cut()).singleElement().asString().contains("cut to 18 characters", "Oel, 4712 fuer Fett");
        assertThat(written.address()).containsExactly("Bahnhofstrasse 1", "8001 Zuerich", "GB");
        assertThat(written.profile()).startsWith("gb-lhv-09@");

        AsWritten swiss = profiles.asWritten(order(
                        "ch-sps-09",
                        "DOMESTIC",
                        payment("CHF", BigDecimal.TEN, "CH9300762011623852957", null, text, null, ADDRESS)))
                .orElseThrow();
        assertThat(swiss.remittance()).as("Swiss banks take umlauts").isEqualTo(text);
        assertThat(swiss.cut()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ACH, 80", "ACH_REMITTANCE, 140"})
    void ofALongTextAnAchEntryHasRoomForWhatItsClassTakes(String scheme, int room) {
        String text = "x".repeat(4_000);
        Instruction payment = payment("USD", BigDecimal.TEN, "021000021-1234567", null, text, null, ADDRESS);
        AsWritten written =
                profiles.asWritten(order("us-nacha", scheme, payment)).orElseThrow();
        assertThat(written.remittance()).hasSize(room);
        assertThat(written.uncutRemittance()).isEqualTo(text);
        assertThat(written.cut()).anySatisfy(cut -> assertThat(cut).contains("cut to %d characters".formatted(room)));
    }

    private static Order order(String profile, String scheme, Instruction payment) {
        return new Order(profile, scheme, Samples.debtor(payment.currency()), Samples.ON, payment);
    }

    private static Instruction payment(
            String currency,
            BigDecimal amount,
            String number,
            @Nullable String bic,
            @Nullable String remittance,
            @Nullable String reference,
            String address) {
        return new Instruction(
                "PAY-26-1",
                "E2E-1",
                amount,
                currency,
                "Müller & Söhne",
                number,
                bic,
                number.substring(0, 2).matches("[A-Z]{2}") ? number.substring(0, 2) : "GB",
                address,
                remittance,
                reference,
                null);
    }
}
