package io.countersign.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import io.countersign.model.Money;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstructionCheckTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 24);
    private static final String ACCOUNT = "DE89370400440532013000";

    @Test
    void findsNothingWrongWithAGoodInstruction() {
        assertThat(faultsOf(instruction("Brückner & Søn A/S", ACCOUNT, null, "Invoice 4711", null)))
                .isEmpty();
        assertThat(faultsOf(instruction("Kranenburg B.V.", "NL91ABNA0417164300", "ABNANL2A", null, "RF18539007547034")))
                .isEmpty();
        assertThat(faultsOf(instruction("Acme Inc.", "021000021-1234567", "CHASUS33", "INV-7", null)))
                .isEmpty();
    }

    @Test
    void tellsAllFaultsAtOnceEachWithItsPath() {
        NewPayment bad = new NewPayment(
                " ",
                null,
                "BRIBE",
                Money.of("-1.00", "EUR"),
                TODAY.minusDays(1),
                "x".repeat(71),
                "DE89370400440532013001",
                "DEUTDEF",
                "XX",
                "free",
                "RF00",
                "sala",
                "",
                "//x",
                List.of());

        assertThat(InstructionCheck.faults("/payments/3", bad, TODAY))
                .extracting(Fault::path)
                .containsExactlyInAnyOrder(
                        "/payments/3/legalEntity",
                        "/payments/3/kind",
                        "/payments/3/amount",
                        "/payments/3/requestedOn",
                        "/payments/3/creditorName",
                        "/payments/3/creditorNumber",
                        "/payments/3/creditorBic",
                        "/payments/3/creditorCountry",
                        "/payments/3/structuredReference",
                        "/payments/3/structuredReference",
                        "/payments/3/invoiceReference",
                        "/payments/3/endToEndId",
                        "/payments/3/purpose");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # name               , character
            a line break         , 'A\nB'
            a NUL                , 'A\0B'
            a direction override , 'A\u202eB'
            a zero-width space   , 'A\u200bB'
            half a surrogate     , 'A\ud83dB'
            an emoji             , 'A\ud83d\ude00B'
            """)
    void refusesTextThatCannotBeSentOrReadsAsAnother(String what, String name) {
        assertThat(faultsOf(instruction(name, ACCOUNT, null, "Invoice", null)))
                .as(what)
                .extracting(Fault::code)
                .contains(ErrorCode.TEXT_INVALID);
    }

    @Test
    void takesATextThatIsLongerThanTheBanksFieldAndRefusesOneThatNoAdviceIsMeantFor() {
        assertThat(faultsOf(instruction("A", ACCOUNT, null, "x".repeat(4_000), null)))
                .isEmpty();
        assertThat(faultsOf(instruction("A", ACCOUNT, null, "x".repeat(4_001), null)))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.path()).isEqualTo("/remittance");
                    assertThat(fault.code()).isEqualTo(ErrorCode.TEXT_INVALID);
                    assertThat(fault.message()).isEqualTo("At most 4000 characters are possible, these are 4001");
                });
    }

    @Test
    void asksForExactlyOneOfTextAndReference() {
        assertThat(faultsOf(instruction("A", ACCOUNT, null, null, null)))
                .extracting(Fault::path)
                .containsExactly("/remittance");
        assertThat(faultsOf(instruction("A", ACCOUNT, null, "text", "RF18539007547034")))
                .extracting(Fault::path)
                .containsExactly("/structuredReference");
    }

    @Test
    void asksForTheBankOfADomesticNumber() {
        assertThat(faultsOf(instruction("A", "12345678", null, "text", null)))
                .containsExactly(new Fault(
                        "/creditorBic",
                        ErrorCode.BIC_INVALID,
                        "A domestic account number needs the BIC of its bank, or the bank's clearing code and a hyphen in"
                                + " front, such as 404784-70872490"));
    }

    private static List<Fault> faultsOf(NewPayment payment) {
        return InstructionCheck.faults("", payment, TODAY);
    }

    private static NewPayment instruction(
            String name, String number, @Nullable String bic, @Nullable String text, @Nullable String reference) {
        return new NewPayment(
                "AO-DE",
                null,
                "SUPPLIER",
                Money.of("12.50", "EUR"),
                TODAY,
                name,
                number,
                bic,
                "DE",
                text,
                reference,
                null,
                "INV-4711",
                null,
                List.of(new UUID(0, 1)));
    }
}
